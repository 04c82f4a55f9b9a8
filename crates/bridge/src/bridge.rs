//! The bridge as a whole: put together, started and stopped.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use domain::secret::ServerKey;
use domain::world::World;
use ruma::api::client::profile::{ProfileFieldValue, set_profile_field};
use store::{Db, StoreError};
use tokio_util::sync::CancellationToken;

use crate::appservice;
use crate::dealer::Dealer;
use crate::ground::Ground;
use crate::homeserver::{Fault, Patience};
use crate::intake::Intake;
use crate::logins::{Login, Logins};
use crate::management::Management;
use crate::progress;
use crate::provisioning;
use crate::rooms::{self, Rooms, RoomsParts};
use crate::settings::BridgeSettings;
use crate::talk::Talks;
use crate::tell::keep_telling;

/// How long to wait before the homeserver is tried again at the start.
const AGAIN: Duration = Duration::from_secs(15);

/// The bridge at work.
pub struct Bridge {
    ground: Arc<Ground>,
    logins: Arc<Logins>,
    talks: Arc<Talks>,
    rooms: Rooms,
    intake: Arc<Intake>,
}

/// Why the bridge does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The homeserver's settings.
    #[error(transparent)]
    Homeserver(#[from] Fault),
}

impl Bridge {
    /// Starts it: opens logins, goes on with login conversations, and with what the homeserver handed over before.
    /// Needs neither the homeserver nor Telegram to be there.
    pub async fn start(
        settings: BridgeSettings,
        db: &Db,
        world: &World,
        key: &ServerKey,
        stop: &CancellationToken,
    ) -> Result<Self, StartError> {
        let ground = Ground::new(settings, db, world, key, stop)?;
        let logins = Logins::new(&ground);
        let talks = Talks::new(&ground, &logins);
        let rooms = Rooms::new(RoomsParts {
            homeserver: ground.homeserver.clone(),
            db: ground.db.clone(),
            world: ground.world.clone(),
            settings: ground.settings.rooms.clone(),
            tasks: ground.tasks.clone(),
            stop: ground.stop.clone(),
        });
        let (following, around) = (rooms.clone(), Arc::clone(&ground));
        logins.follow(move |login| {
            following.begin(of(login));
            progress::follow(&around, &following, login);
        });
        let management = Management {
            ground: Arc::clone(&ground),
            logins: Arc::clone(&logins),
            talks: Arc::clone(&talks),
            rooms: rooms.clone(),
        };
        let dealer = Dealer {
            management: Arc::new(management),
            rooms: rooms.clone(),
        };
        let intake = Intake::new(&ground, Arc::new(dealer));
        logins.open_all().await?;
        rooms.resume_farewells().await?;
        logins.end_left().await?;
        talks.resume_all().await?;
        intake.resume().await?;
        let telling = keep_telling(Arc::clone(&logins), Arc::clone(&talks));
        ground.tasks.spawn(telling);
        ground.tasks.spawn(introduce_bot(Arc::clone(&ground)));
        Ok(Self {
            ground,
            logins,
            talks,
            rooms,
            intake,
        })
    }

    /// What answers the homeserver, and programs.
    pub fn router(&self) -> Router {
        let calls = provisioning::router(&self.ground, &self.logins, &self.talks, &self.rooms);
        appservice::router(&self.intake).merge(calls)
    }

    /// What it stands on.
    pub fn ground(&self) -> &Arc<Ground> {
        &self.ground
    }

    /// The logins.
    pub fn logins(&self) -> &Arc<Logins> {
        &self.logins
    }

    /// The rooms of chats.
    pub const fn rooms(&self) -> &Rooms {
        &self.rooms
    }

    /// The login conversations.
    pub fn talks(&self) -> &Arc<Talks> {
        &self.talks
    }

    /// Stops it. What it is at may finish; the rest is kept for the next start.
    pub async fn stop(&self) {
        self.ground.stop.cancel();
        self.ground.tasks.close();
        self.ground.tasks.wait().await;
    }
}

/// A login, as the rooms take it.
fn of(login: &Login) -> rooms::Login {
    rooms::Login {
        account: login.account,
        owner: login.matrix_id.clone(),
        shown: login.shown.clone(),
        is_bot: login.is_bot,
        connection: login.connection.clone(),
    }
}

/// Makes sure that the bot is there, and gives it a name; tries until that is so.
async fn introduce_bot(ground: Arc<Ground>) {
    let introduce = async {
        while let Err(fault) = introduce_once(&ground).await {
            tracing::warn!(%fault, "the bot cannot be made known to the homeserver yet");
            tokio::time::sleep(AGAIN).await;
        }
    };
    ground.stop.run_until_cancelled(introduce).await;
}

async fn introduce_once(ground: &Ground) -> Result<(), Fault> {
    let homeserver = &ground.homeserver;
    let bot = homeserver.bot();
    homeserver.ensure_registered(bot).await?;
    let name = ProfileFieldValue::DisplayName(ground.words().text("bridge-bot-name"));
    let request = set_profile_field::v3::Request::new(bot.to_owned(), name);
    homeserver
        .send_patiently(request, None, Patience::SHORT)
        .await?;
    Ok(())
}
