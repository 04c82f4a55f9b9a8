//! Which messengers the configuration asks for.

mod over_http;

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use config::Loaded;
use domain::provider::{Connection, Provider, ProviderEntry};
use domain::secret::{Password, ServerKey};
use messengers::demo_phone::DemoPhone;
use messengers::telegram::{self, Telegram};
use messengers::xmpp::{self, Pace, Settings, Xmpp};
use messengers::{Messenger, Surroundings};
use store::Db;

use crate::say;

/// The key of XMPP in the database.
const XMPP: &str = "xmpp";
/// The key of Telegram in the database.
const TELEGRAM: &str = "telegram";

/// Whose turn it is with Telegram's session: after a reload, the new messenger waits for the old one to end.
static TELEGRAM_TURN: LazyLock<Arc<tokio::sync::Mutex<()>>> = LazyLock::new(Arc::default);

/// The entries of all configured providers, without starting anything.
pub(crate) fn entries(loaded: &Loaded) -> Vec<ProviderEntry> {
    let messaging = &loaded.config.messaging;
    let xmpp = messaging.xmpp.iter();
    let telegram = messaging.telegram.iter();
    xmpp.map(|_| xmpp::entry(Provider::new(XMPP)))
        .chain(telegram.map(|section| telegram::entry(Provider::new(TELEGRAM), section.is_bot())))
        .chain(messaging.discord.iter().map(over_http::discord_entry))
        .chain(messaging.ntfy.iter().map(over_http::ntfy_entry))
        .chain(messaging.pushover.iter().map(over_http::pushover_entry))
        .collect()
}

/// Starts the messengers of all configured providers. What cannot work is said and left out; nothing waits for a
/// connection. With `is_trial`, logins are only tried out.
pub(crate) fn start(
    loaded: &Loaded,
    db: &Db,
    key: &ServerKey,
    surroundings: &Surroundings,
    is_trial: bool,
) -> Vec<Arc<dyn Messenger>> {
    let mut messengers: Vec<Arc<dyn Messenger>> = Vec::new();
    let messaging = &loaded.config.messaging;
    if let Some(section) = &messaging.xmpp
        && !has_placeholders(loaded, XMPP)
    {
        match Xmpp::start(
            Provider::new(XMPP),
            xmpp_settings(section, key),
            surroundings.clone(),
        ) {
            Ok(messenger) => messengers.push(messenger),
            Err(fault) => say::fault(format!("XMPP is left out: {fault}")),
        }
    }
    if let Some(section) = &messaging.telegram
        && !has_placeholders(loaded, TELEGRAM)
        && let Some(settings) = telegram_settings(section, is_trial)
    {
        let home = telegram::Home {
            db: db.clone(),
            key: key.clone(),
            turn: Arc::clone(&TELEGRAM_TURN),
        };
        let surroundings = surroundings.clone();
        match Telegram::start(Provider::new(TELEGRAM), settings, home, surroundings) {
            Ok(messenger) => messengers.push(messenger),
            Err(fault) => say::fault(format!("Telegram is left out: {fault}")),
        }
    }
    messengers.extend(start_over_http(loaded, surroundings));
    messengers
}

/// Starts the messengers of providers over HTTP.
fn start_over_http(loaded: &Loaded, surroundings: &Surroundings) -> Vec<Arc<dyn Messenger>> {
    let messaging = &loaded.config.messaging;
    let ntfy = messaging.ntfy.as_ref();
    let ntfy = ntfy.filter(|_| !has_placeholders(loaded, over_http::NTFY));
    let ntfy = ntfy.map(|section| ("ntfy", over_http::start_ntfy(section, surroundings)));
    let pushover = messaging.pushover.as_ref();
    let pushover = pushover.filter(|_| !has_placeholders(loaded, over_http::PUSHOVER));
    let pushover =
        pushover.map(|section| ("Pushover", over_http::start_pushover(section, surroundings)));
    let discord = messaging.discord.as_ref();
    let discord = discord.filter(|_| !has_placeholders(loaded, over_http::DISCORD));
    let discord =
        discord.map(|section| ("Discord", over_http::start_discord(section, surroundings)));
    let started = ntfy.into_iter().chain(pushover).chain(discord);
    let usable = started.filter_map(|(title, started)| match started {
        Ok(messenger) => Some(messenger),
        Err(fault) => {
            say::fault(format!("{title} is left out: {fault}"));
            None
        }
    });
    usable.collect()
}

fn has_placeholders(loaded: &Loaded, provider: &str) -> bool {
    let is_unusable = loaded.placeholders_of(provider).next().is_some();
    if is_unusable {
        say::fault(format!(
            "messaging.{provider} is left out until its values are your own."
        ));
    }
    is_unusable
}

/// The settings that a section asks for.
pub(crate) fn xmpp_settings(section: &config::Xmpp, key: &ServerKey) -> Settings {
    Settings {
        service: section.host().to_owned(),
        username: section.jid(),
        password: Password::new(section.credentials.password.reveal()),
        port: section.connect_port(),
        domain: section.domain.clone(),
        direct_tls: section.is_direct_tls(),
        ca_file: section.ca_file.clone(),
        key: key.clone(),
        pace: Pace::DEFAULT,
    }
}

/// The settings that a section asks for; `None` if it names nobody to log in.
pub(crate) fn telegram_settings(
    section: &config::Telegram,
    is_trial: bool,
) -> Option<telegram::Settings> {
    let login = match (&section.bot_token, &section.session) {
        (Some(token), _) => {
            telegram::Login::Bot(telegram::BotToken(token.reveal().trim().to_owned()))
        }
        (None, Some(text)) => {
            telegram::Login::User(telegram::SessionText(text.reveal().to_owned()))
        }
        (None, None) => return None,
    };
    let limits = if section.is_bot() {
        telegram::Limits::BOT
    } else {
        telegram::Limits::USER
    };
    let mut pace = telegram::Pace::default();
    let timeout = section.proxy.as_ref().and_then(|proxy| proxy.timeout);
    if let Some(seconds) = timeout {
        pace.connect = Duration::from_secs(seconds.into());
    }
    let server = section.server.as_ref().map(|address| telegram::Server {
        address: address.clone(),
        key_file: section.server_key_file.clone(),
    });
    let standard = telegram::CONNECTION_RETRIES;
    Some(telegram::Settings {
        api_id: i32::try_from(section.api_id).ok()?,
        api_hash: telegram::ApiHash(section.api_hash.reveal().to_owned()),
        login,
        proxy: section
            .proxy
            .as_ref()
            .map(|proxy| telegram::ProxyUrl(proxy.url())),
        connection_retries: section.connection_retries.unwrap_or(standard),
        server,
        pace,
        limits: Some(limits),
        is_trial,
    })
}

/// Starts the demo phone.
pub(crate) fn start_demo_phone(db: Db, surroundings: &Surroundings) -> Arc<dyn Messenger> {
    Arc::new(DemoPhone::new(db, surroundings.clone()))
}

/// Prints a line whenever a messenger is connected: "Postern XMPP client is connected as …".
pub(crate) fn announce(messenger: &Arc<dyn Messenger>, surroundings: &Surroundings) {
    let messenger = messenger.clone();
    let mut connection = messenger.connection();
    let stop = surroundings.stop.clone();
    surroundings.tasks.spawn(async move {
        loop {
            if let Connection::Up { account } = &*connection.borrow_and_update() {
                say::line(messenger.start_line(account));
            }
            tokio::select! {
                changed = connection.changed() => if changed.is_err() { return },
                () = stop.cancelled() => return,
            }
        }
    });
}
