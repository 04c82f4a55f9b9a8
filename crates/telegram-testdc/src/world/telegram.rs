//! The account of Telegram itself, which sends login codes to whoever is logged in already.

use super::peer::Peer;
use super::send::Draft;
use super::{Account, World};

/// The number of Telegram's own account.
const TELEGRAM: i64 = 777_000;

impl World {
    /// Sends a login code to the programs where a user is logged in.
    pub(crate) fn tell_code(&mut self, user: i64, digits: &str) {
        if self.accounts.get(TELEGRAM).is_none() {
            self.accounts.add_apart(Account {
                id: TELEGRAM,
                first_name: "Telegram".to_owned(),
                phone: Some("42777".to_owned()),
                dc: 2,
                ..Account::default()
            });
        }
        let draft = Draft {
            text: format!("Login code: {digits}. Tell it to nobody."),
            ..Draft::default()
        };
        // Whoever blocked Telegram gets no code.
        drop(self.send(TELEGRAM, Peer::User(user), draft, None));
    }
}
