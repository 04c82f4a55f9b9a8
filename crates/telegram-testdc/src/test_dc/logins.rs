//! Logging in, as a test sees it: codes, QR codes, sessions.

use anyhow::{Result, bail};
use serde::Serialize;

use super::Remote;
use crate::world::codes::Way;
use crate::world::digits;

/// A login code that was sent.
#[derive(Clone, Debug, Serialize)]
pub struct SentCode {
    /// The digits.
    pub code: String,
    /// `app`, `sms` or `call`.
    pub sent_by: &'static str,
}

impl Remote {
    /// The code that was last sent for a number.
    pub fn code(&self, phone: &str) -> Option<SentCode> {
        let world = self.shared.world();
        let code = world.codes.latest(&digits(phone))?;
        let sent_by = match code.way {
            Way::App => "app",
            Way::Sms => "sms",
            Way::Call => "call",
        };
        let code = code.digits.clone();
        Some(SentCode { code, sent_by })
    }

    /// Has every code for a number be this one from now on.
    pub fn fix_code(&self, phone: &str, code: &str) {
        let mut world = self.shared.world();
        world.codes.fixed.insert(digits(phone), code.to_owned());
    }

    /// Ends all codes of a number; gives how many there were.
    pub fn expire_codes(&self, phone: &str) -> usize {
        self.shared.world().codes.expire(&digits(phone))
    }

    /// A user scans a QR code and agrees.
    ///
    /// # Errors
    ///
    /// The name of Telegram's error, if the code is not valid.
    pub fn accept_qr(&self, token: &[u8], user: i64) -> Result<()> {
        match self.shared.world().accept_token(token, user) {
            Ok(_) => Ok(()),
            Err(refusal) => bail!("{}", refusal.name),
        }
    }

    /// Logs a user out of every program, with this error (`SESSION_REVOKED`, `AUTH_KEY_UNREGISTERED`, …);
    /// gives how many there were.
    pub fn revoke_sessions(&self, user: i64, error: &str) -> usize {
        self.shared.world().revoke_logins(user, None, error)
    }

    /// Bans a number, or ends the ban: nobody logs in with it, and its account is deactivated.
    pub fn set_banned(&self, phone: &str, on: bool) {
        let phone = digits(phone);
        let mut world = self.shared.world();
        let id = world.accounts.by_phone(&phone).map(|account| account.id);
        if on {
            world.accounts.banned.insert(phone);
        } else {
            world.accounts.banned.remove(&phone);
        }
        if let Some(account) = id.and_then(|id| world.accounts.get_mut(id)) {
            account.deactivated = on.then(|| "USER_DEACTIVATED_BAN".to_owned());
        }
    }

    /// Takes a number away from its account, as if nobody had ever signed up with it.
    pub fn unregister(&self, phone: &str) -> Option<i64> {
        self.shared.world().accounts.unregister(&digits(phone))
    }
}
