//! Which messengers the configuration asks for.

use std::sync::Arc;

use config::Loaded;
use domain::provider::{Connection, Provider, ProviderEntry};
use domain::secret::{Password, ServerKey};
use messengers::demo_phone::DemoPhone;
use messengers::xmpp::{self, Pace, Settings, Xmpp};
use messengers::{Messenger, Surroundings};
use store::Db;

use crate::say;

/// The key of XMPP in the database.
const XMPP: &str = "xmpp";

/// The entries of all configured providers, without starting anything.
pub(crate) fn entries(loaded: &Loaded) -> Vec<ProviderEntry> {
    let messaging = &loaded.config.messaging;
    messaging
        .xmpp
        .iter()
        .map(|_| xmpp::entry(Provider::new(XMPP)))
        .collect()
}

/// Starts the messengers of all configured providers. What cannot work is said and left out; nothing waits for a
/// connection.
pub(crate) fn start(
    loaded: &Loaded,
    key: &ServerKey,
    surroundings: &Surroundings,
) -> Vec<Arc<dyn Messenger>> {
    let mut messengers: Vec<Arc<dyn Messenger>> = Vec::new();
    if let Some(section) = &loaded.config.messaging.xmpp
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
    messengers
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

/// Starts the demo phone.
pub(crate) fn start_demo_phone(db: Db, surroundings: &Surroundings) -> Arc<dyn Messenger> {
    Arc::new(DemoPhone::new(db, surroundings.clone()))
}

/// Prints a line whenever a messenger is connected: "Postern XMPP client is connected as …".
pub(crate) fn announce(messenger: &Arc<dyn Messenger>, surroundings: &Surroundings) {
    let title = messenger.entry().title.clone();
    let mut connection = messenger.connection();
    let stop = surroundings.stop.clone();
    surroundings.tasks.spawn(async move {
        loop {
            if let Connection::Up { account } = &*connection.borrow_and_update() {
                say::line(format!("Postern {title} client is connected as {account}."));
            }
            tokio::select! {
                changed = connection.changed() => if changed.is_err() { return },
                () = stop.cancelled() => return,
            }
        }
    });
}
