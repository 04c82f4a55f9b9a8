//! Audit entries about logins to Telegram.

use domain::audit::{Actor, Entry};
use domain::world::World;
use store::{Conn, StoreError, audit_entries, bridge_users};

/// What became of a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed<'a> {
    /// Its owner logged in.
    LoggedIn,
    /// Its owner logged out.
    LoggedOut,
    /// This person on Matrix logged the same account in, which ended it.
    TakenOver(&'a str),
    /// Telegram ended it, or its owner did from another device, in one word.
    Ended(&'a str),
}

impl Deed<'_> {
    const fn action(self) -> &'static str {
        match self {
            Self::LoggedIn => "bridge_login.logged_in",
            Self::LoggedOut => "bridge_login.logged_out",
            Self::TakenOver(_) => "bridge_login.taken_over",
            Self::Ended(_) => "bridge_login.ended",
        }
    }

    /// Whether the owner of the login did it.
    const fn is_own(self) -> bool {
        matches!(self, Self::LoggedIn | Self::LoggedOut)
    }
}

/// Notes what became of the login of `matrix_id` to the Telegram account of this id, in the transaction of the fact.
///
/// The entry stands in the domain of the user who this person on Matrix is, or of each, if they are several; in the
/// default one if they are none.
pub(crate) async fn note(
    conn: &mut Conn,
    world: &World,
    matrix_id: &str,
    account: i64,
    deed: Deed<'_>,
) -> Result<(), StoreError> {
    let more = match deed {
        Deed::LoggedIn | Deed::LoggedOut => String::new(),
        Deed::TakenOver(by) => format!(", by {by}"),
        Deed::Ended(why) => format!(", {why}"),
    };
    let entry = Entry {
        id: world.id(),
        domain: String::new(),
        at: world.now(),
        actor: Actor::Postern,
        ip: None,
        action: deed.action(),
        user_id: None,
        detail: format!("{matrix_id}, Telegram account {account}{more}"),
    };
    let people = bridge_users::list_people(&mut *conn, matrix_id).await?;
    if people.is_empty() {
        return audit_entries::insert(conn, &entry).await;
    }
    for person in people {
        let entry = Entry {
            id: world.id(),
            domain: person.domain,
            actor: if deed.is_own() {
                Actor::User(person.id)
            } else {
                Actor::Postern
            },
            user_id: Some(person.id),
            ..entry.clone()
        };
        audit_entries::insert(&mut *conn, &entry).await?;
    }
    Ok(())
}
