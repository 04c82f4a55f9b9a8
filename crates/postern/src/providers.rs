//! Which messengers the configuration asks for.

use std::sync::Arc;

use config::Loaded;
use domain::provider::{Connection, ProviderEntry};
use messengers::demo_phone::DemoPhone;
use messengers::{Messenger, Surroundings};
use store::Db;

use crate::say;

/// The entries of all configured providers, without starting anything.
pub(crate) fn entries(loaded: &Loaded) -> Vec<ProviderEntry> {
    let _ = loaded;
    Vec::new()
}

/// Starts the messengers of all configured providers. What cannot work is said and left out; nothing waits for a
/// connection.
pub(crate) fn start(loaded: &Loaded, surroundings: &Surroundings) -> Vec<Arc<dyn Messenger>> {
    let _ = (loaded, surroundings);
    Vec::new()
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
