//! Which messengers the configuration asks for.

use std::sync::Arc;

use config::Loaded;
use domain::provider::{Connection, ProviderEntry};
use messengers::demo_phone::DemoPhone;
use messengers::kind::{Ground, OneProvider};
use messengers::telegram::Section;
use messengers::{Messenger, Surroundings};
use store::Db;

use crate::say;

/// The entries of all configured providers, without starting anything.
pub(crate) fn entries(loaded: &Loaded) -> Vec<ProviderEntry> {
    let wanted = wanted(loaded);
    wanted
        .map(|one| one.section.entry(one.provider.clone()))
        .collect()
}

/// Starts the messengers of all configured providers. What cannot work is said and left out; nothing waits for a
/// connection.
pub(crate) fn start(loaded: &Loaded, ground: &Ground) -> Vec<Arc<dyn Messenger>> {
    let usable = wanted(loaded).filter(|one| !has_placeholders(loaded, one));
    usable.filter_map(|one| start_one(one, ground)).collect()
}

/// All configured providers but a section that is there for the bridge alone: it names nobody to log in.
fn wanted(loaded: &Loaded) -> impl Iterator<Item = &OneProvider> {
    let config = &loaded.config;
    let telegram = config.messaging.get::<Section>("telegram");
    let names_nobody = |section: &Section| section.bot_token.is_none() && section.session.is_none();
    let is_bare = config.bridge.is_some() && telegram.is_some_and(names_nobody);
    let is_wanted = move |one: &&OneProvider| !(is_bare && one.provider.as_str() == "telegram");
    config.messaging.iter().filter(is_wanted)
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
