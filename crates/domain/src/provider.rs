//! Providers (XMPP, Telegram, …): what the rest of the house knows of them.
//!
//! The code that speaks to a provider is its *messenger*, in the crate of that name. What pages and rules need
//! to know is this entry, which each messenger makes of itself.

use crate::time::Timestamp;

/// The key of one configured provider: `xmpp`, or `xmpp-work` for a second instance of the same kind.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Provider(String);

impl Provider {
    /// From a key of config.json or the database.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The kind's key: `xmpp` of `xmpp-work`.
    pub fn kind(&self) -> &str {
        self.0.split_once('-').map_or(&self.0, |(kind, _)| kind)
    }

    /// What tells it from the first of its kind, which has none: `work` of `xmpp-work`.
    pub fn name(&self) -> Option<&str> {
        self.0.split_once('-').map(|(_, name)| name)
    }

    /// What people call this provider, whose kind has this title: `XMPP`, or `XMPP (work)` for `xmpp-work`.
    pub fn title(&self, kind: &str) -> String {
        match self.name() {
            None => kind.to_owned(),
            Some(name) => format!("{kind} ({name})"),
        }
    }
}

impl From<&str> for Provider {
    fn from(key: &str) -> Self {
        Self::new(key)
    }
}

impl std::fmt::Display for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The provider's own immutable id of an account (bare JID, numeric id, snowflake …). Never shown, never typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct RemoteId(pub String);

/// A typed handle that has the right form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handle {
    /// The handle as it is shown and asked for: tidied, but recognisably what was typed.
    pub shown: String,
    /// The immutable id, where it follows from the handle alone (XMPP, Matrix). `None` where the provider has to
    /// be asked; the courier does that before it sends.
    pub remote_id: Option<RemoteId>,
}

/// How many characters of a secret handle's end are shown.
const SHOWN_OF_SECRET: usize = 4;

impl Handle {
    /// A handle that is a secret, such as a key: it becomes the remote id, which is never shown; what is shown and kept
    /// as the handle is its first character and its last four, `u…Qr3x`.
    pub fn of_secret(secret: &str) -> Self {
        let first: String = secret.chars().take(1).collect();
        let count = secret.chars().count();
        let last = secret
            .chars()
            .skip(count.saturating_sub(SHOWN_OF_SECRET).max(1));
        Self {
            shown: format!("{first}…{}", last.collect::<String>()),
            remote_id: Some(RemoteId(secret.to_owned())),
        }
    }
}

/// Why a typed handle cannot be one of this provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandleFault {
    /// Which text says it: a key in `crates/wording/locales`, such as `handle-fault-no-at`.
    pub key: &'static str,
    /// The part of the handle that is at fault, for the text's `$detail`; may be empty.
    pub detail: String,
}

/// How a kind of provider looks on pages.
#[derive(Debug, Clone, Copy)]
pub struct Icon {
    /// Its name, as in [`ProviderEntry::icon`]: letters and digits alone.
    pub name: &'static str,
    /// What is drawn: the inside of an SVG of 24 by 24, in lines of `currentColor`.
    pub drawing: &'static str,
    /// Its colour on light pages, as CSS has it: `#1f7fb8`. Its contrast to white is 4.5 to 1 or more.
    pub on_light: &'static str,
    /// Its colour on dark pages.
    pub on_dark: &'static str,
}

/// One provider as pages and rules see it.
#[derive(Debug, Clone)]
pub struct ProviderEntry {
    /// Its key in config.json and in the database.
    pub provider: Provider,
    /// Its name for people: `XMPP`.
    pub title: String,
    /// The name of its [`Icon`]: `xmpp`.
    pub icon: &'static str,
    /// An example of a handle: `alice@example.org`.
    pub handle_example: &'static str,
    /// Whether a handle is a secret, of which only [`Handle::of_secret`]'s rest is kept as the handle.
    pub handle_is_secret: bool,
    /// Whether it is private enough for sign-in codes.
    pub carries_codes: bool,
    /// Whether it says that a message reached the person's client.
    pub has_receipts: bool,
    /// The longest text it takes in one message, in characters.
    pub text_limit: usize,
    /// Checks and tidies a typed handle.
    pub parse_handle: fn(&str) -> Result<Handle, HandleFault>,
    /// Makes the link that opens a chat with us and says `/start TOKEN` there, where the provider has such links.
    /// Takes our account as in [`Connection::Up`], and a token of 22 characters that fit a URL. Whoever comes by it
    /// is heard as `/start TOKEN`.
    pub start_link: Option<fn(account: &str, token: &str) -> String>,
    /// What people may need before they can be written to, as `https://…`: where they join the server of a Discord bot,
    /// a page that tells how to get a topic of ntfy, or a chat with our account at Signal. Shown where accounts are
    /// linked, and while a code waits for the reason [`NOT_JOINED`] or [`NOT_WRITTEN`].
    pub join_link: Option<String>,
}

/// What a messenger gives as the reason when somebody can be written to as soon as they have joined a place of ours.
pub const NOT_JOINED: &str = "not found among the people on the bot's servers";
/// What a messenger gives as the reason when somebody can be written to as soon as they have written to us.
pub const NOT_WRITTEN: &str = "who has this number is not told until they have written to us";
/// What a messenger gives as the reason when somebody can be written to as soon as they have accepted our invitation.
pub const NOT_ACCEPTED: &str = "invited, and has not joined the chat yet";

/// Whether a messenger is connected, as the database and the pages know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connection {
    /// Connected, as this account.
    Up {
        /// The account's name at the provider, for start-up lines and `postern check`.
        account: String,
    },
    /// Not connected (yet).
    Down {
        /// Why, for the admin.
        why: String,
        /// Whether it stays so until an operator does something: logged out, token or password refused.
        needs_operator: bool,
    },
}

impl Connection {
    /// Not connected, for a reason that may pass.
    pub fn down(why: impl Into<String>) -> Self {
        Self::Down {
            why: why.into(),
            needs_operator: false,
        }
    }

    /// Not connected, until an operator does something.
    pub fn locked(why: impl Into<String>) -> Self {
        Self::Down {
            why: why.into(),
            needs_operator: true,
        }
    }

    /// Whether messages can be sent now.
    pub fn is_up(&self) -> bool {
        matches!(self, Self::Up { .. })
    }
}

/// A provider's connection and since when it has been so.
#[derive(Debug, Clone)]
pub struct ProviderState {
    /// Which provider.
    pub provider: Provider,
    /// Up or down.
    pub connection: Connection,
    /// Since when.
    pub since: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_provider_of_a_kind_is_called_by_its_own_name_too() {
        let first = Provider::new("telegram");
        assert_eq!(
            (first.kind(), first.title("Telegram")),
            ("telegram", "Telegram".to_owned())
        );
        let second = Provider::new("telegram-night-shift");
        let title = "Telegram (night-shift)".to_owned();
        assert_eq!(
            (second.kind(), second.title("Telegram")),
            ("telegram", title)
        );
    }

    #[test]
    fn of_a_secret_handle_little_is_shown() {
        let handle = Handle::of_secret("uQiRzpo4DXghDmr9QzzfQu27cmQr3x");
        assert_eq!(handle.shown, "u…Qr3x");
        assert_eq!(
            handle.remote_id.unwrap().0,
            "uQiRzpo4DXghDmr9QzzfQu27cmQr3x"
        );
    }
}
