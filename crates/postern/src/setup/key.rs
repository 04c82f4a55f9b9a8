//! Keys of config.json, and those of one provider among several of its kind.

use anyhow::{Result, bail};
use domain::provider::Provider;
use messengers::kind::{LONGEST_NAME, is_name};

/// A key from the top.
pub(crate) type Key = &'static [&'static str];

/// A key as people write it: `messaging.xmpp.service`.
pub(crate) fn name(key: Key) -> String {
    key.join(".")
}

/// The environment variable that a key, or the twin that names its file, comes from, if it is set.
pub(crate) fn variable(key: Key) -> Option<String> {
    let path = key.join("_").to_ascii_uppercase().replace('-', "_");
    let variable = format!("POSTERN_{path}");
    let secret = variable.strip_suffix("FILE").map(str::to_owned);
    let file = format!("{variable}FILE");
    let is_set = |variable: &String| std::env::var(variable).is_ok_and(|value| !value.is_empty());
    [Some(variable), Some(file), secret]
        .into_iter()
        .flatten()
        .find(is_set)
}

/// The provider of a kind that is to be set up: the first one, or a further one of this name.
pub(crate) fn provider(kind: &str, further: Option<&str>) -> Result<Provider> {
    let Some(further) = further else {
        return Ok(Provider::new(kind));
    };
    let name = further.to_ascii_lowercase();
    if !is_name(&name) {
        bail!("--name takes up to {LONGEST_NAME} letters from a to z, digits and dashes");
    }
    Ok(Provider::new(format!("{kind}-{name}")))
}

/// Keys that may be set, in the order in which new ones are written, and what each is in the section of one provider:
/// `messaging.xmpp-work.service` for `messaging.xmpp.service`.
#[derive(Clone)]
pub(crate) struct Keys {
    provider: Provider,
    keys: Vec<(Key, Key)>,
}

impl Keys {
    /// Keys that are the provider's own already.
    pub(crate) fn own(provider: Provider, keys: impl IntoIterator<Item = Key>) -> Self {
        let keys = keys.into_iter().map(|key| (key, key)).collect();
        Self { provider, keys }
    }

    /// Keys of a kind, for this provider of it.
    pub(crate) fn of(provider: Provider, keys: &[Key]) -> Self {
        let section = lasting_word(provider.to_string());
        let own = |key: Key| match key {
            ["messaging", kind, rest @ ..] if *kind == provider.kind() => {
                lasting([&["messaging", section], rest].concat())
            }
            other => other,
        };
        let keys = keys.iter().map(|key| (*key, own(*key))).collect();
        Self { provider, keys }
    }

    /// Whose they are.
    pub(crate) const fn provider(&self) -> &Provider {
        &self.provider
    }

    /// What a key is in the section of the provider.
    pub(crate) fn find(&self, key: Key) -> Key {
        let mut all = self.keys.iter();
        all.find(|(general, _)| *general == key)
            .map_or(key, |(_, own)| *own)
    }

    /// Where a key stands in the order.
    pub(crate) fn place(&self, key: Key) -> Option<usize> {
        self.keys.iter().position(|(_, own)| *own == key)
    }
}

/// Keys are known when the program is built, but for the name of a further provider. The few that are made of one live as
/// long as the command.
pub(crate) fn lasting(key: Vec<&'static str>) -> Key {
    Box::leak(key.into_boxed_slice())
}

/// The same for a word of a key.
pub(crate) fn lasting_word(word: String) -> &'static str {
    Box::leak(word.into_boxed_str())
}
