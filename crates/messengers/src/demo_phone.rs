//! The demo phone: a messenger whose messages stay in the database, for `postern demo` and for tests of pages.

use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::{Connection, Handle, HandleFault, Icon, Provider, ProviderEntry, RemoteId};
use futures::FutureExt;
use futures::future::BoxFuture;
use store::demo_phone::Message;
use store::{Db, StoreError, demo_phone};
use tokio::sync::watch;

use crate::{Letter, Messenger, News, Surroundings};

/// The key of the demo phone in the database.
pub const KEY: &str = "demo-phone";
/// How it looks.
pub(crate) const ICON: Icon = Icon {
    name: "phone",
    drawing: r#"<rect x="7" y="2.500" width="10" height="19" rx="2.500" fill="none" stroke="currentColor" stroke-width="1.8"/><path d="M11 18.500h2" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/>"#,
    on_light: "#5b4fc0",
    on_dark: "#b0a6ff",
};
/// The longest name of a phone, in characters.
const LONGEST_NAME: usize = 32;
/// How long one message may take.
const DEADLINE: Duration = Duration::from_secs(10);

/// A phone on a page: it takes every message and says at once that it arrived.
pub struct DemoPhone {
    entry: ProviderEntry,
    connection: watch::Sender<Connection>,
    db: Db,
    surroundings: Surroundings,
}

impl DemoPhone {
    /// Makes the phone, connected at once.
    pub fn new(db: Db, surroundings: Surroundings) -> Self {
        let account = "the demo phone".to_owned();
        Self {
            entry: entry(),
            connection: watch::Sender::new(Connection::Up { account }),
            db,
            surroundings,
        }
    }

    async fn put(&self, letter: &Letter) -> Result<(), StoreError> {
        let message = Message {
            handle: letter.to.0.clone(),
            text: letter.text.plain(),
            at: self.surroundings.world.now(),
        };
        let mut tx = self.db.begin().await?;
        demo_phone::insert(&mut tx, letter.delivery, &message).await?;
        store::commit(tx).await
    }

    async fn attempt(&self, letter: &Letter) -> Outcome {
        let later = |why: &str| Outcome::Later {
            after: None,
            why: why.to_owned(),
        };
        match tokio::time::timeout(DEADLINE, self.put(letter)).await {
            Ok(Ok(())) => {
                // Nobody listens once Postern stops.
                let _ = self
                    .surroundings
                    .news
                    .send(News::Delivered(letter.delivery))
                    .await;
                Outcome::Sent
            }
            Ok(Err(_)) => later("the database refused the message"),
            Err(_) => later("the database took too long"),
        }
    }
}

impl Messenger for DemoPhone {
    fn entry(&self) -> &ProviderEntry {
        &self.entry
    }

    fn connection(&self) -> watch::Receiver<Connection> {
        self.connection.subscribe()
    }

    fn resolve<'a>(&'a self, handle: &'a str) -> BoxFuture<'a, Result<RemoteId, Outcome>> {
        std::future::ready(Ok(RemoteId(handle.to_owned()))).boxed()
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        self.attempt(letter).boxed()
    }
}

fn entry() -> ProviderEntry {
    ProviderEntry {
        provider: Provider::new(KEY),
        title: "Demo phone".into(),
        icon: "phone",
        handle_example: "alice",
        handle_is_secret: false,
        carries_codes: true,
        has_receipts: true,
        text_limit: 5_000,
        parse_handle,
        start_link: None,
        join_link: None,
    }
}

/// A name of 1 to 32 letters and digits, with or without an `@` before it; letter case does not matter.
fn parse_handle(typed: &str) -> Result<Handle, HandleFault> {
    let name = typed.trim();
    let name = name.strip_prefix('@').unwrap_or(name).to_lowercase();
    let fault = |key, detail: String| Err(HandleFault { key, detail });
    if name.is_empty() {
        return fault("handle-fault-empty", String::new());
    }
    if name.chars().count() > LONGEST_NAME {
        return fault("handle-fault-too-long", String::new());
    }
    if let Some(odd) = name.chars().find(|c| !c.is_alphanumeric()) {
        return fault("handle-fault-bad-part", odd.to_string());
    }
    Ok(Handle {
        remote_id: Some(RemoteId(name.clone())),
        shown: name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_are_letters_and_digits() {
        let handle = parse_handle(" @Alice2 ").unwrap();
        assert_eq!(handle.shown, "alice2");
        assert_eq!(handle.remote_id, Some(RemoteId("alice2".into())));
        let key = |typed: &str| parse_handle(typed).unwrap_err().key;
        assert_eq!(key("@"), "handle-fault-empty");
        assert_eq!(key(&"a".repeat(33)), "handle-fault-too-long");
        assert_eq!(parse_handle("a b").unwrap_err().detail, " ");
    }
}
