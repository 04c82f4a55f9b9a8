//! The way in: what people write to a messenger's own account, and the answer.

use std::sync::Arc;

use domain::message::{Button, Text};
use domain::provider::{Provider, RemoteId};
use futures::FutureExt;
use futures::future::BoxFuture;

/// Hears what people write and press, and says what to answer; `None` is silence. It limits how often one account is
/// answered, and takes a few seconds at most.
///
/// Only what one person says to us in private is for it: in a group anybody could speak for all.
pub type Reception = dyn Fn(Heard) -> BoxFuture<'static, Option<Reply>> + Send + Sync;

/// What somebody said to us.
#[derive(Clone)]
pub struct Heard {
    /// At which provider.
    pub provider: Provider,
    /// Who: the provider vouches for that.
    pub from: RemoteId,
    /// What that account is called now, for people: `@alice`. Not empty.
    pub shown: String,
    /// The person's language by BCP 47 tag, if known.
    pub language: Option<String>,
    /// What was said.
    pub said: Said,
}

/// What somebody said.
#[derive(Clone)]
pub enum Said {
    /// Words, commands among them.
    Text(String),
    /// The data of a button that was pressed, as it came back.
    Button(String),
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What is said.
    pub text: Text,
    /// What can be pressed under it.
    pub buttons: Vec<Button>,
    /// Whether the button that was pressed has done its work: the buttons of that message are taken away.
    pub ends_buttons: bool,
}

impl std::fmt::Debug for Heard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Heard")
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}

/// A reception that never answers, for whoever only wants to see whether a provider connects.
pub fn deaf() -> Arc<Reception> {
    Arc::new(|_| std::future::ready(None).boxed())
}
