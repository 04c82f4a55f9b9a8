//! Which messengers the configuration asks for.

use std::sync::Arc;

use config::Loaded;
use domain::provider::{Connection, ProviderEntry};
use messengers::demo_phone::DemoPhone;
use messengers::kind::{Ground, OneProvider};
use messengers::{Messenger, Surroundings};
use store::Db;

use crate::say;

/// The entries of all configured providers, without starting anything.
pub(crate) fn entries(loaded: &Loaded) -> Vec<ProviderEntry> {
    loaded.config.messaging.entries()
}

/// Starts the messengers of all configured providers. What cannot work is said and left out; nothing waits for a
/// connection.
pub(crate) fn start(loaded: &Loaded, ground: &Ground) -> Vec<Arc<dyn Messenger>> {
    let configured = loaded.config.messaging.iter();
    let usable = configured.filter(|one| !has_placeholders(loaded, one));
    usable.filter_map(|one| start_one(one, ground)).collect()
}

fn start_one(one: &OneProvider, ground: &Ground) -> Option<Arc<dyn Messenger>> {
    let provider = one.provider.clone();
    match one.section.start(provider.clone(), ground) {
        Ok(messenger) => Some(messenger),
        Err(fault) => {
            let title = one.section.entry(provider).title;
            say::fault(format!("{title} is left out: {fault}"));
            None
        }
    }
}

fn has_placeholders(loaded: &Loaded, one: &OneProvider) -> bool {
    let provider = one.provider.as_str();
    let is_unusable = loaded.placeholders_of(provider).next().is_some();
    if is_unusable {
        say::fault(format!(
            "messaging.{provider} is left out until its values are your own."
        ));
    }
    is_unusable
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
