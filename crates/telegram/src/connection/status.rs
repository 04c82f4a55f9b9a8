//! How a connection stands.

/// How a connection stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It was not up yet, and nothing has failed so far.
    Connecting,
    /// It is up.
    Up {
        /// As whom.
        account: Account,
    },
    /// It is not up. It is tried again until it is.
    Down {
        /// Why, in words for an operator.
        why: String,
    },
    /// There is no login, or no longer. Nothing is tried.
    LoggedOut {
        /// Why.
        why: LoggedOut,
    },
}

/// Who is logged in.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The immutable id.
    pub id: i64,
    /// Whether it is a bot.
    pub is_bot: bool,
    /// The name behind the @, if it has one.
    pub username: Option<String>,
    /// The name that people see.
    pub name: String,
}

/// Why there is no login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LoggedOut {
    /// Nobody has logged in yet.
    #[error("nobody is logged in")]
    Never,
    /// The login was ended, from another device or by Telegram.
    #[error("the login was ended from another device or by Telegram")]
    Revoked,
    /// The login was used from two places at once, so that Telegram ended it.
    #[error("the login was used from two places at once, and Telegram ended it")]
    Doubled,
    /// The account was deleted or banned.
    #[error("the account was deleted or banned")]
    Deactivated,
    /// The bot's token is wrong, or was replaced.
    #[error("the bot's token is wrong or was replaced")]
    Token,
    /// The registered program (api id and hash) is wrong, or was closed.
    #[error("the api id or the api hash is wrong")]
    Program,
    /// It was ended here.
    #[error("it was logged out here")]
    Here,
}

impl LoggedOut {
    /// Whether an error of Telegram says that there is no login.
    ///
    /// <https://core.telegram.org/api/errors>
    pub(crate) fn from_error(code: i32, name: &str) -> Option<Self> {
        Some(match (code, name) {
            (
                401,
                "AUTH_KEY_UNREGISTERED"
                | "AUTH_KEY_INVALID"
                | "SESSION_REVOKED"
                | "SESSION_EXPIRED",
            ) => Self::Revoked,
            (401, "USER_DEACTIVATED" | "USER_DEACTIVATED_BAN") => Self::Deactivated,
            (406, "AUTH_KEY_DUPLICATED") => Self::Doubled,
            (400 | 401, "ACCESS_TOKEN_INVALID" | "ACCESS_TOKEN_EXPIRED") => Self::Token,
            (400, "API_ID_INVALID" | "API_ID_PUBLISHED_FLOOD") => Self::Program,
            _ => return None,
        })
    }
}

impl Account {
    /// How it is named to people: `@name`, or the name that people see.
    pub fn shown(&self) -> String {
        match &self.username {
            Some(username) => format!("@{username}"),
            None => self.name.clone(),
        }
    }

    pub(crate) fn of(user: &grammers_tl_types::types::User) -> Self {
        let several = user.usernames.iter().flatten();
        let several = several.map(|username| {
            let grammers_tl_types::enums::Username::Username(username) = username;
            username
        });
        let active = several.filter(|username| username.active);
        let username = user.username.clone();
        let names = [&user.first_name, &user.last_name].into_iter().flatten();
        Self {
            id: user.id,
            is_bot: user.bot,
            username: username.or_else(|| active.map(|one| one.username.clone()).next()),
            name: names.map(String::as_str).collect::<Vec<_>>().join(" "),
        }
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("is_bot", &self.is_bot)
            .finish_non_exhaustive()
    }
}
