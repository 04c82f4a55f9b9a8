//! The bridge in the program: made from the configuration, served on a listener of its own.
//!
//! It lives beside the engine, since a login to Telegram must never be used by two at once: a reload stops the old bridge
//! before it starts the new one, and only if something about it has changed.

mod closed_rooms;
mod registration;
mod settings;
mod trial;

use std::sync::Arc;

use anyhow::{Context as _, Result};
use axum::Router;
use bridge::bridge::Bridge;
use bridge::permission::{Level, Permissions};
use config::Loaded;
use flows::Context;
use ruma::UserId;
use telegram::settings::Settings;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use web::telegram_login::{LoginPagePace, TelegramLoginParts, TelegramLogins};

use crate::say;

pub(crate) use closed_rooms::say_closed_rooms;
pub(crate) use registration::run;
pub(crate) use settings::Plan;
pub(crate) use trial::check;

/// A bridge at work, and what answers its homeserver.
pub(crate) struct RunningBridge {
    /// What it was made from.
    plan: Plan,
    bridge: Bridge,
    pages: Option<TelegramLogins>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl RunningBridge {
    /// Starts the bridge of the configuration, if there is to be one. `port` is that of the pages.
    pub(crate) async fn start(
        loaded: &Loaded,
        context: &Context,
        port: u16,
    ) -> Result<Option<Self>> {
        match Plan::of(loaded, port) {
            Some(plan) => Self::start_as(plan, context).await.map(Some),
            None => Ok(None),
        }
    }

    async fn start_as(plan: Plan, context: &Context) -> Result<Self> {
        let settings = settings::settings(&plan).await?;
        let listen = plan
            .bridge
            .listen()
            .context("bridge.listen is no address")?;
        let listener = TcpListener::bind(listen).await.with_context(|| {
            format!("bridge.listen {listen} cannot be used; is another program there?")
        })?;
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let (telegram, domain) = (settings.telegram.clone(), settings.domain.clone());
        let permissions = settings.permissions.clone();
        let has_pages = settings.doors.pages.is_some();
        let Context { db, world, key, .. } = context;
        let bridge = Bridge::start(settings, db, world, key, &stop).await?;
        tasks.spawn(serve(listener, bridge.router(), stop.clone()));
        say::line(format!(
            "Postern bridge is listening for {domain} on {listen}."
        ));
        let pages = if has_pages {
            let logins = Arc::clone(bridge.logins());
            let parts = of_pages(telegram, permissions, move || logins.ring());
            let pages = TelegramLogins::new(context, parts, &tasks, &stop);
            pages.resume_all().await?;
            Some(pages)
        } else {
            None
        };
        Ok(Self {
            plan,
            bridge,
            pages,
            tasks,
            stop,
        })
    }

    /// The login conversations that are held on pages, if there are to be any.
    pub(crate) fn pages(&self) -> Option<TelegramLogins> {
        self.pages.clone()
    }

    /// Whether it is what this configuration asks for.
    pub(crate) fn is_as(&self, plan: Option<&Plan>) -> bool {
        plan == Some(&self.plan)
    }

    /// Stops it. What it is at may finish, the rest is kept.
    pub(crate) async fn stop(self) {
        self.bridge.stop().await;
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// Answers the homeserver until `over`.
async fn serve(listener: TcpListener, router: Router, over: CancellationToken) {
    let served = axum::serve(listener, router);
    let served = served.with_graceful_shutdown(over.cancelled_owned());
    if let Err(error) = served.await {
        tracing::error!(%error, "The homeserver is not listened to any more");
    }
}

/// What the pages are made of on which people log in; they call `ring` when somebody has.
fn of_pages(
    telegram: Settings,
    permissions: Permissions,
    ring: impl Fn() + Send + Sync + 'static,
) -> TelegramLoginParts {
    TelegramLoginParts {
        telegram,
        may_log_in: Arc::new(move |matrix_id| {
            let user = UserId::parse(matrix_id);
            user.is_ok_and(|user| permissions.allows(&user, Level::User))
        }),
        ring: Arc::new(ring),
        pace: LoginPagePace::default(),
    }
}
