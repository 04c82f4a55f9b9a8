//! Sign-ins: tries to enter, and how they ended.

use std::time::Duration;

use crate::id::{PendingSignInId, SignInId, UserId};
use crate::place::Place;
use crate::provider::Provider;
use crate::time::Timestamp;

/// How long a sign-in may wait for its second factor.
pub const PENDING_LIFETIME: Duration = Duration::from_secs(10 * 60);

/// A sign-in whose password was right and whose second factor is due.
#[derive(Debug, Clone)]
pub struct PendingSignIn {
    /// Its id.
    pub id: PendingSignInId,
    /// Who wants to enter.
    pub user_id: UserId,
    /// From where.
    pub place: Place,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// When it was completed.
    pub finished_at: Option<Timestamp>,
}

/// One row of the sign-in report.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Its id.
    pub id: SignInId,
    /// The domain it was tried at.
    pub domain: String,
    /// Who, if the name belongs to anyone.
    pub user_id: Option<UserId>,
    /// The name as typed.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// From where.
    pub place: Place,
    /// How it ended.
    pub end: End,
}

/// How a sign-in ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The user is in.
    Entered(Factor),
    /// The user is not in.
    Refused(Reason),
}

/// The second factor that was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Factor {
    /// None was due.
    None,
    /// A code by this provider.
    Messaging(Provider),
    /// A backup code.
    BackupCode,
}

/// What made a sign-in fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// No such user, or a wrong password. The report tells the two apart, the page does not.
    UnknownUser,
    /// The password was wrong.
    WrongPassword,
    /// The user is locked.
    Locked,
    /// Too many tries from there or at that account.
    TooManyTries,
    /// The code was wrong; by which provider it had been sent.
    WrongCode(Provider),
    /// The backup code was wrong.
    WrongBackupCode,
    /// A second factor was due and no provider was up.
    NoProvider,
}

impl Factor {
    /// The word in the database, exports and API.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Messaging(_) => "messaging",
            Self::BackupCode => "backup_code",
        }
    }
}

impl Reason {
    /// The word in the database, exports and API.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::UnknownUser => "unknown_user",
            Self::WrongPassword => "wrong_password",
            Self::Locked => "locked",
            Self::TooManyTries => "too_many_tries",
            Self::WrongCode(_) => "wrong_code",
            Self::WrongBackupCode => "wrong_backup_code",
            Self::NoProvider => "no_provider",
        }
    }
}

impl End {
    /// The words of the database: end, detail, provider.
    pub fn words(&self) -> (&'static str, &'static str, Option<&Provider>) {
        match self {
            Self::Entered(factor @ Factor::Messaging(provider)) => {
                ("entered", factor.word(), Some(provider))
            }
            Self::Entered(factor @ (Factor::None | Factor::BackupCode)) => {
                ("entered", factor.word(), None)
            }
            Self::Refused(reason @ Reason::WrongCode(provider)) => {
                ("refused", reason.word(), Some(provider))
            }
            Self::Refused(reason) => ("refused", reason.word(), None),
        }
    }

    /// The end of these words; `None` if they make no sense together.
    pub fn from_words(end: &str, detail: &str, provider: Option<Provider>) -> Option<Self> {
        Some(match (end, detail, provider) {
            ("entered", "none", None) => Self::Entered(Factor::None),
            ("entered", "messaging", Some(provider)) => Self::Entered(Factor::Messaging(provider)),
            ("entered", "backup_code", None) => Self::Entered(Factor::BackupCode),
            ("refused", "unknown_user", None) => Self::Refused(Reason::UnknownUser),
            ("refused", "wrong_password", None) => Self::Refused(Reason::WrongPassword),
            ("refused", "locked", None) => Self::Refused(Reason::Locked),
            ("refused", "too_many_tries", None) => Self::Refused(Reason::TooManyTries),
            ("refused", "wrong_code", Some(provider)) => Self::Refused(Reason::WrongCode(provider)),
            ("refused", "wrong_backup_code", None) => Self::Refused(Reason::WrongBackupCode),
            ("refused", "no_provider", None) => Self::Refused(Reason::NoProvider),
            _ => return None,
        })
    }
}
