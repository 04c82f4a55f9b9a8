//! Who is meant by mentions.

use std::collections::HashMap;

use ruma::UserId;
use store::puppets;
use telegram::chats::spans::{Rich, Style};

use crate::convert::{Directory, Mentioned};
use crate::rooms::{Inner, RoomsError};

/// More names than these are not looked up in one message.
const MOST: usize = 50;

/// Whoever a text names, looked up before.
pub(crate) struct Present<'a> {
    house: &'a Inner,
    /// By name in small letters.
    names: HashMap<String, i64>,
}

impl<'a> Present<'a> {
    /// For a text of Telegram's.
    pub(crate) async fn of(house: &'a Inner, text: &Rich) -> Result<Self, RoomsError> {
        let mut found = HashMap::new();
        let units: Vec<u16> = text.words.encode_utf16().collect();
        let mentions = text
            .spans
            .iter()
            .filter(|span| span.style == Style::Mention);
        for span in mentions.take(MOST) {
            let (Ok(offset), Ok(length)) =
                (usize::try_from(span.offset), usize::try_from(span.length))
            else {
                continue;
            };
            let name = units
                .get(offset..offset.saturating_add(length))
                .unwrap_or_default();
            let name = String::from_utf16_lossy(name)
                .trim_start_matches('@')
                .to_lowercase();
            let mut conn = house.parts.db.read().await?;
            if let Some(puppet) = puppets::find_by_username(&mut conn, &name).await? {
                found.insert(name, puppet.id);
            }
        }
        Ok(Self {
            house,
            names: found,
        })
    }

    /// For a text of Matrix's.
    pub(crate) fn for_matrix(house: &'a Inner) -> Self {
        Self {
            house,
            names: HashMap::new(),
        }
    }

    fn matrix_id(&self, telegram: i64) -> String {
        let owner = self.house.owner_of(telegram);
        owner
            .unwrap_or_else(|| self.house.homeserver().puppet(telegram))
            .to_string()
    }
}

impl Directory for Present<'_> {
    fn by_id(&self, telegram: i64) -> Option<String> {
        Some(self.matrix_id(telegram))
    }

    fn by_name(&self, name: &str) -> Option<String> {
        let id = self.names.get(&name.to_lowercase())?;
        Some(self.matrix_id(*id))
    }

    fn by_matrix(&self, matrix: &str) -> Option<Mentioned> {
        let user = <&UserId>::try_from(matrix).ok()?;
        let of_login = || {
            self.house
                .logins_of(user)
                .first()
                .map(|login| login.account)
        };
        let id = self
            .house
            .homeserver()
            .puppet_of(user)
            .filter(|id| *id > 0)
            .or_else(of_login)?;
        Some(Mentioned { id, name: None })
    }
}
