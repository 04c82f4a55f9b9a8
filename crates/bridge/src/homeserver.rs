//! The homeserver, as the application service calls it.
//!
//! - **Who.** Calls are made as the bot, or as one of the users in our namespace.
//! - **Deadlines.** A connection must be there within 10 seconds, the whole answer within 40: rooms are slow to make.
//! - **Size.** Of an answer no more than 16 MiB is read; files are fetched elsewhere.
//! - **Again.** [`Homeserver::send`] makes one attempt. [`Homeserver::send_patiently`] tries again as a [`Patience`]
//!   says, which is safe for whatever has a transaction id or may be done twice.

mod exchange;
mod fault;
mod name;
mod owner;
mod patience;
mod register;
mod rooms;
mod tls;
mod versions;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::secret::Token;
use reqwest::Client;
use ruma::api::auth_scheme::{AuthScheme, SendAccessToken};
use ruma::api::error::Error as RumaError;
use ruma::api::{
    AppserviceUserIdentity, IncomingResponseExt as _, OutgoingRequest,
    OutgoingRequestAppserviceExt as _,
};
use ruma::{OwnedServerName, OwnedUserId, UserId};
use rustls::ClientConfig;
use tokio::sync::Semaphore;
use url::Url;

pub use fault::{Fault, Way};
pub use name::{BOT_NAME, PUPPET_PREFIX};
pub use patience::Patience;
pub use rooms::{Letter, SendText};
pub use versions::Versioned;

/// How many calls are made at once.
const AT_ONCE: usize = 16;

/// How to reach a homeserver.
#[derive(Debug, Clone)]
pub struct HomeserverSettings {
    /// Where it listens, such as `http://127.0.0.1:8008`.
    pub address: Url,
    /// Its domain: what stands behind the colon in the ids of its users.
    pub domain: OwnedServerName,
    /// The token that the application service shows it.
    pub as_token: Token,
    /// How long things may take.
    pub pace: HomeserverPace,
    /// Whose certificates are trusted.
    pub tls: ClientConfig,
}

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub struct HomeserverPace {
    /// To connect, with the name's look-up and TLS.
    pub connect: Duration,
    /// One call as a whole.
    pub whole: Duration,
}

impl Default for HomeserverPace {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            whole: Duration::from_secs(40),
        }
    }
}

/// The homeserver. Cheap to clone.
#[derive(Clone)]
pub struct Homeserver {
    inner: Arc<Inner>,
}

struct Inner {
    client: Client,
    settings: HomeserverSettings,
    bot: OwnedUserId,
    /// One permit for each call at once.
    room: Semaphore,
    /// Users of ours that are there for certain.
    registered: Mutex<HashSet<OwnedUserId>>,
}

impl Homeserver {
    /// Prepares calls; makes none.
    pub fn new(settings: HomeserverSettings) -> Result<Self, Fault> {
        let client = tls::client(settings.pace.connect, settings.tls.clone())?;
        let bot = name::bot(&settings.domain);
        let inner = Inner {
            client,
            settings,
            bot,
            room: Semaphore::new(AT_ONCE),
            registered: Mutex::default(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The bot's Matrix id: `@telegrambot:DOMAIN`.
    pub fn bot(&self) -> &UserId {
        &self.inner.bot
    }

    /// The homeserver's domain.
    pub fn domain(&self) -> &OwnedServerName {
        &self.inner.settings.domain
    }

    /// Where it listens.
    pub fn address(&self) -> &Url {
        &self.inner.settings.address
    }

    /// The Matrix id under which a Telegram user or chat speaks: `@telegram_ID:DOMAIN`.
    pub fn puppet(&self, telegram_id: i64) -> OwnedUserId {
        name::puppet(telegram_id, self.domain())
    }

    /// Whose puppet this is: the Telegram id; `None` if it is nobody's.
    pub fn puppet_of(&self, user: &UserId) -> Option<i64> {
        name::puppet_of(user, self.domain())
    }

    /// Whether this is the bot or one of our puppets.
    pub fn is_ours(&self, user: &UserId) -> bool {
        user == self.bot() || self.puppet_of(user).is_some()
    }

    /// Makes a call once: as `who`, or as the bot.
    pub async fn send<R>(
        &self,
        request: R,
        who: Option<&UserId>,
    ) -> Result<R::IncomingResponse, Fault>
    where
        R: OutgoingRequest<EndpointError = RumaError>,
        for<'a> R::Authentication: AuthScheme<Input<'a> = SendAccessToken<'a>>,
        R::PathBuilder: Versioned,
    {
        let token = self.inner.settings.as_token.reveal();
        let identity = AppserviceUserIdentity::new(who.unwrap_or(self.bot()));
        let base = self.address().as_str().trim_end_matches('/');
        let request = request
            .try_into_http_request_with_identity::<Vec<u8>>(
                base,
                SendAccessToken::Appservice(token),
                identity,
                R::PathBuilder::versions(),
            )
            .map_err(|error| Fault::Malformed(error.to_string()))?;
        let answer = self.exchange(request).await?;
        let answer = register::AsSlice::map_as_slice(&answer);
        R::IncomingResponse::try_from_http_response(answer).map_err(Fault::from)
    }

    /// Makes a call until it succeeds, is refused, or patience ends.
    pub async fn send_patiently<R>(
        &self,
        request: R,
        who: Option<&UserId>,
        patience: Patience,
    ) -> Result<R::IncomingResponse, Fault>
    where
        R: OutgoingRequest<EndpointError = RumaError>,
        for<'a> R::Authentication: AuthScheme<Input<'a> = SendAccessToken<'a>>,
        R::PathBuilder: Versioned,
    {
        let mut tries = patience.begin();
        loop {
            let fault = match self.send(request.clone(), who).await {
                Ok(answer) => return Ok(answer),
                Err(fault) => fault,
            };
            match tries.wait_after(&fault) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Err(fault),
            }
        }
    }
}

impl std::fmt::Debug for Homeserver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Homeserver")
            .field("address", &self.address().as_str())
            .field("bot", &self.inner.bot)
            .finish_non_exhaustive()
    }
}
