//! People and bots.

use std::time::Duration;

use grammers_tl_types::{enums, functions as calls, types};

use super::{ChatError, find, learn};
use crate::connection::Connection;

/// The most that one call asks for.
const MOST: usize = 100;

/// A person or a bot, as others see it.
#[derive(Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Person {
    /// The immutable id.
    pub id: i64,
    /// The first name; empty if the account exists no more.
    pub first_name: String,
    /// The last name.
    pub last_name: Option<String>,
    /// The name behind the @.
    pub username: Option<String>,
    /// The phone number with the country's but without the `+`, if it may be seen.
    pub phone: Option<String>,
    /// Which picture it has, for [`super::files::chat_photo`].
    pub photo: Option<i64>,
    /// Whether it is a bot.
    pub is_bot: bool,
    /// Whether it is who is logged in.
    pub is_self: bool,
    /// Whether the logged-in person has it among the contacts; the name is then the one in the contacts.
    pub is_contact: bool,
    /// Whether the account exists no more.
    pub is_deleted: bool,
}

impl Person {
    /// From Telegram's form; `None` for an empty place.
    pub fn of(user: &enums::User) -> Option<Self> {
        let enums::User::User(user) = user else {
            return None;
        };
        let photo = user.photo.as_ref().and_then(|photo| match photo {
            enums::UserProfilePhoto::Photo(photo) => Some(photo.photo_id),
            enums::UserProfilePhoto::Empty => None,
        });
        Some(Self {
            id: user.id,
            first_name: user.first_name.clone().unwrap_or_default(),
            last_name: user.last_name.clone().filter(|name| !name.is_empty()),
            username: active_name(user.username.as_ref(), user.usernames.as_deref()),
            phone: user.phone.clone(),
            photo,
            is_bot: user.bot,
            is_self: user.is_self,
            is_contact: user.contact,
            is_deleted: user.deleted,
        })
    }

    /// First and last name.
    pub fn name(&self) -> String {
        let last = self.last_name.as_deref().unwrap_or_default();
        format!("{} {last}", self.first_name).trim().to_owned()
    }
}

/// The first name behind the @ that works.
pub(crate) fn active_name(
    name: Option<&String>,
    several: Option<&[enums::Username]>,
) -> Option<String> {
    let several = several.into_iter().flatten().map(|username| {
        let enums::Username::Username(username) = username;
        username
    });
    let mut active = several.filter(|username| username.active);
    let first = || active.next().map(|username| username.username.clone());
    name.cloned().or_else(first)
}

/// What people are called now, and which pictures they have. Who is not known to this session is left out.
pub async fn people(
    connection: &Connection,
    ids: &[i64],
    deadline: Duration,
) -> Result<Vec<Person>, ChatError> {
    let mut found = Vec::new();
    for ids in ids.chunks(MOST) {
        let mut wanted: Vec<enums::InputUser> = Vec::new();
        for id in ids {
            match find(connection, *id).await {
                Ok(peer) => wanted.push(peer.into()),
                Err(ChatError::UnknownChat) => {}
                Err(error) => return Err(error),
            }
        }
        if wanted.is_empty() {
            continue;
        }
        let request = calls::users::GetUsers { id: wanted };
        let users = connection.invoke(&request, deadline).await?;
        learn(connection, &users, &[]);
        found.extend(users.iter().filter_map(Person::of));
    }
    Ok(found)
}

/// Whom the account has among its contacts.
pub async fn contacts(
    connection: &Connection,
    deadline: Duration,
) -> Result<Vec<Person>, ChatError> {
    // A hash of none that we know: all are sent.
    let request = calls::contacts::GetContacts { hash: 0 };
    let enums::contacts::Contacts::Contacts(answer) = connection.invoke(&request, deadline).await?
    else {
        return Ok(Vec::new());
    };
    learn(connection, &answer.users, &[]);
    Ok(answer.users.iter().filter_map(Person::of).collect())
}

/// What a person says of themselves; `None` if nothing.
pub async fn about(
    connection: &Connection,
    person: i64,
    deadline: Duration,
) -> Result<Option<String>, ChatError> {
    let (full, _) = full(connection, person, deadline).await?;
    Ok(full.about.filter(|about| !about.is_empty()))
}

/// All that Telegram says of a person.
pub(super) async fn full(
    connection: &Connection,
    person: i64,
    deadline: Duration,
) -> Result<(types::UserFull, Person), ChatError> {
    let id = find(connection, person).await?.into();
    let request = calls::users::GetFullUser { id };
    let enums::users::UserFull::Full(answer) = connection.invoke(&request, deadline).await?;
    learn(connection, &answer.users, &answer.chats);
    let mut people = answer.users.iter().filter_map(Person::of);
    let person = people.find(|found| found.id == person);
    let enums::UserFull::Full(full) = answer.full_user;
    Ok((full, person.ok_or(ChatError::UnknownChat)?))
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
