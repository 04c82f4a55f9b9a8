//! The kinds of providers: what each is called, how it looks, how config.json sets it up, and how it starts.
//!
//! A provider is one file (or a file and its folder): its messenger, its [`Section`] of config.json, and its [`Kind`].
//! One line in [`KINDS`](crate::KINDS) makes it known; pages, documentation and `postern setup` follow from it.

mod messaging;
mod words;

use std::any::Any;
use std::fmt::{Debug, Display};
use std::path::PathBuf;
use std::sync::Arc;

use domain::provider::{Icon, Provider, ProviderEntry};
use domain::secret::{Secret, ServerKey};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use store::Db;

use crate::http::Site;
use crate::{Messenger, Surroundings};

pub use messaging::{LONGEST_NAME, Messaging, OneProvider, is_name};
pub(crate) use messaging::{SectionOrSwitch, kinds, section_or_switch};
pub use words::is_host_name;
pub(crate) use words::{PROXY, SOCKS_ALONE, is_only, is_web_address, proxy};

/// A kind of provider.
pub struct Kind {
    /// Its section under `messaging` in config.json, and the key of its first provider in the database: letters and
    /// digits alone.
    pub key: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Its looks.
    pub icon: Icon,
    /// What of its section `postern setup` asks for; empty if it has a dialogue of its own.
    pub questions: &'static [Question],
    /// What is said before anything is asked: where accounts, tokens and the like come from.
    pub introduction: &'static str,
    /// The values that the documentation prints, which cannot work.
    pub placeholders: &'static [Placeholder],
    /// Its entry if all that it can do is made use of, for the documentation.
    pub at_best: fn(Provider) -> ProviderEntry,
    /// The JSON Schema of its section.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// Something that a section needs.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// Its key from the top: `["messaging", "discord", "token"]`.
    pub key: &'static [&'static str],
    /// What is asked: `The bot's token`.
    pub ask: &'static str,
    /// What it is for and where it comes from, in a sentence or two; may be empty.
    pub help: &'static str,
    /// Whether what is typed is not shown.
    pub is_secret: bool,
    /// Whether nothing may be answered.
    pub is_optional: bool,
}

/// A key below the section, and the test for what the documentation's samples have there.
pub type Placeholder = (&'static [&'static str], fn(&str) -> bool);

/// What config.json says of one provider.
pub trait Section: Any + Debug + Same + Send + Sync {
    /// What `true` in place of a section stands for; `None` if it must be one.
    fn usual() -> Option<Self>
    where
        Self: Sized,
    {
        None
    }

    /// Finds what the types alone cannot: contradictions, wrong forms.
    fn check(&self, remarks: &mut Remarks) {
        let _ = remarks;
    }

    /// The paths in it that count from the folder of config.json.
    fn paths(&mut self) -> Vec<&mut Option<PathBuf>> {
        Vec::new()
    }

    /// The provider as pages and rules see it.
    fn entry(&self, provider: Provider) -> ProviderEntry;

    /// Starts its messenger, which connects by itself. `Err` is a sentence for the admin, without its full stop.
    fn start(&self, provider: Provider, ground: &Ground) -> Result<Arc<dyn Messenger>, String>;
}

/// Comparing sections of any type.
pub trait Same {
    /// Whether `other` is of the same type and says the same.
    fn is_same(&self, other: &dyn Any) -> bool;
}

impl<T: Any + PartialEq> Same for T {
    fn is_same(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<T>().is_some_and(|other| self == other)
    }
}

/// What a messenger is started on.
#[derive(Clone)]
pub struct Ground {
    /// What every messenger is given.
    pub surroundings: Surroundings,
    /// Where providers keep what they must remember.
    pub db: Db,
    /// With which secrets among it are sealed.
    pub key: ServerKey,
    /// Whether logins are only tried out: none is kept.
    pub is_trial: bool,
}

/// What a [`Section`] finds in itself.
#[derive(Debug, Default)]
pub struct Remarks(Vec<Remark>);

/// Something to say about a section.
#[derive(Debug)]
pub struct Remark {
    /// The key below the section.
    pub key: Vec<&'static str>,
    /// The sentence's rest: it reads on from the key. It never holds a secret.
    pub text: String,
    /// Whether the configuration is unusable; otherwise only this provider is left out until it is mended.
    pub is_fault: bool,
}

impl Remarks {
    /// The value under `key` makes the configuration unusable.
    pub fn fault(&mut self, key: &[&'static str], text: impl Into<String>) {
        self.put(key, text.into(), true);
    }

    /// The value under `key` has to be given before the provider can be used.
    pub fn unfinished(&mut self, key: &[&'static str], text: impl Into<String>) {
        self.put(key, text.into(), false);
    }

    /// The section's `proxy` must be one.
    pub(crate) fn proxy(&mut self, given: Option<&Secret>) {
        if let Err(text) = proxy(given) {
            self.fault(&["proxy"], text);
        }
    }

    /// All that was said.
    pub fn into_list(self) -> Vec<Remark> {
        self.0
    }

    fn put(&mut self, key: &[&'static str], text: String, is_fault: bool) {
        let key = key.to_vec();
        self.0.push(Remark {
            key,
            text,
            is_fault,
        });
    }
}

impl Kind {
    /// The kind that a provider is of.
    pub fn of(provider: &Provider) -> Option<&'static Self> {
        let kinds = crate::KINDS.iter().copied();
        kinds.into_iter().find(|kind| kind.key == provider.kind())
    }
}

/// A messenger for [`Section::start`], or why there is none: the words of the fault begin with the key below the section.
pub(crate) fn started<M: Messenger>(
    provider: &Provider,
    started: Result<Arc<M>, impl Display>,
) -> Result<Arc<dyn Messenger>, String> {
    match started {
        Ok(messenger) => Ok(messenger),
        Err(fault) => Err(format!("messaging.{provider}.{fault}")),
    }
}

/// The server of a provider, whose address stands under `key`. Without TLS it may be on this machine alone.
pub(crate) fn site(provider: &Provider, key: &str, address: &str) -> Result<Site, String> {
    Site::parse(address, false).map_err(|fault| format!("messaging.{provider}.{key} {fault}"))
}

/// The schema of a section that must be written out.
pub(crate) fn section_schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}
