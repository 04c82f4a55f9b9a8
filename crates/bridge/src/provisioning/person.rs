//! People at Telegram, in the form of the API.

use domain::bridge::PortalKey;
use ruma::UserId;
use serde_json::{Value, json};
use store::{Conn, portals};
use telegram::chats::people::Person;
use telegram::peers::Typed;

use super::login_of::Chosen;
use super::{Provisioning, Refusal};
use crate::logins::Login;

impl Provisioning {
    /// A person as `account` sees them: names, puppet, and the private chat if it has a room.
    pub(super) async fn person(
        &self,
        conn: &mut Conn,
        account: i64,
        person: &Person,
    ) -> Result<Value, Refusal> {
        let username = person
            .username
            .iter()
            .map(|name| format!("telegram:{name}"));
        let phone = person.phone.iter().map(|phone| format!("tel:+{phone}"));
        let identifiers: Vec<_> = username.chain(phone).collect();
        let mut shown = json!({
            "id": person.id.to_string(),
            "name": person.name(),
            "identifiers": identifiers,
            "mxid": self.ground.homeserver.puppet(person.id),
        });
        let portal = portals::find(conn, PortalKey::of(person.id, account)).await?;
        if let Some(room) = portal.and_then(|portal| portal.room) {
            shown["dm_room_mxid"] = json!(room);
        }
        Ok(shown)
    }

    /// Several of them.
    pub(super) async fn people(
        &self,
        account: i64,
        people: &[Person],
    ) -> Result<Vec<Value>, Refusal> {
        let mut conn = self.ground.db.read().await?;
        let mut shown = Vec::new();
        for person in people {
            shown.push(self.person(&mut conn, account, person).await?);
        }
        Ok(shown)
    }
}

impl Provisioning {
    /// Whom a call is about, and by which of the caller's logins it is made.
    pub(super) fn asked_for(
        &self,
        user: &UserId,
        chosen: &Chosen,
        identifier: &str,
    ) -> Result<(Login, Typed), Refusal> {
        let login = self.chosen(user, chosen)?;
        Ok((login, read(identifier)?))
    }
}

/// Whom an identifier means: `@name`, a number with `+`, an id, or one of the forms that are given out here.
fn read(identifier: &str) -> Result<Typed, Refusal> {
    let text = identifier.trim();
    let text = text.strip_prefix("telegram:").unwrap_or(text);
    let text = text.strip_prefix("tel:").unwrap_or(text);
    crate::command::pm::read(text).ok_or(Refusal::Nobody)
}
