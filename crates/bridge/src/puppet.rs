//! Puppets: users on Matrix that stand for people, bots and channels of Telegram.

use ruma::{OwnedUserId, RoomId, UserId};
use store::puppets::{self, Puppet};
use telegram::chats::people;

use crate::homeserver::Patience;
use crate::portal::Named;
use crate::rooms::{Active, Inner, RoomsError};

/// What stands behind the names of puppets, so that nobody takes them for users of the homeserver.
const SUFFIX: &str = " (Telegram)";

/// How somebody looks at Telegram.
#[derive(Clone)]
struct Looks {
    name: String,
    username: Option<String>,
    photo: Option<i64>,
}

impl Named {
    fn looks(&self, id: i64) -> Option<Looks> {
        let person = self
            .people
            .iter()
            .find(|person| person.id == id)
            .map(of_person);
        person.or_else(|| {
            let chat = self.chats.iter().find(|chat| chat.id == id)?;
            Some(Looks {
                name: chat.title.clone(),
                username: chat.username.clone(),
                photo: chat.photo,
            })
        })
    }
}

fn of_person(person: &people::Person) -> Looks {
    Looks {
        name: person.name(),
        username: person.username.clone(),
        photo: person.photo,
    }
}

impl Inner {
    /// Makes sure that a puppet is in a room, dressed as is known; gives its Matrix id.
    pub(crate) async fn enter(
        &self,
        login: &Active,
        room: &RoomId,
        id: i64,
        named: &Named,
    ) -> Result<OwnedUserId, RoomsError> {
        let puppet = self.dress(login, id, named).await?;
        let db = &self.parts.db;
        if puppets::is_in(&mut *db.read().await?, room.as_str(), id).await? {
            return Ok(puppet);
        }
        let homeserver = self.homeserver();
        // Who is in it, or invited, cannot be invited.
        match homeserver.invite(room, &puppet, None, Patience::LONG).await {
            Err(fault) if !fault.is_forbidden() => return Err(fault.into()),
            Ok(()) | Err(_) => homeserver.join(room, Some(&puppet)).await?,
        }
        let mut tx = db.begin().await?;
        puppets::enter(&mut tx, room.as_str(), id).await?;
        store::commit(tx).await?;
        Ok(puppet)
    }

    /// A puppet leaves a room, if it is in it.
    pub(crate) async fn exit(&self, room: &RoomId, id: i64) -> Result<(), RoomsError> {
        let db = &self.parts.db;
        if !puppets::is_in(&mut *db.read().await?, room.as_str(), id).await? {
            return Ok(());
        }
        let puppet = self.homeserver().puppet(id);
        match self.homeserver().leave(room, Some(&puppet)).await {
            Err(fault) if !fault.is_forbidden() => return Err(fault.into()),
            Ok(()) | Err(_) => {}
        }
        self.forget_entry(room, id).await
    }

    /// A puppet was thrown out of a room.
    pub(crate) async fn forget_entry(&self, room: &RoomId, id: i64) -> Result<(), RoomsError> {
        let mut tx = self.parts.db.begin().await?;
        puppets::leave(&mut tx, room.as_str(), id).await?;
        Ok(store::commit(tx).await?)
    }

    /// Gives a puppet the name and the picture that are known, where they are not what it has.
    pub(crate) async fn dress(
        &self,
        login: &Active,
        id: i64,
        named: &Named,
    ) -> Result<OwnedUserId, RoomsError> {
        let user = self.homeserver().puppet(id);
        self.homeserver().ensure_registered(&user).await?;
        let db = &self.parts.db;
        let before = puppets::find(&mut *db.read().await?, id).await?;
        let looks = match named.looks(id) {
            Some(looks) => Some(looks),
            None if before.is_none() => self.ask_for(login, id).await,
            None => None,
        };
        if let Some(looks) = looks {
            self.put_on(login, &user, id, before, looks).await?;
        }
        Ok(user)
    }

    /// How somebody looks whom no update named. Nobody has to be known: then the number stands for the name.
    async fn ask_for(&self, login: &Active, id: i64) -> Option<Looks> {
        let (connection, deadline) = (&login.connection, self.settings().deadline);
        if id > 0 {
            let found = people::people(connection, &[id], deadline).await.ok()?;
            return found.first().map(of_person);
        }
        let info = telegram::chats::info::info(connection, id, deadline)
            .await
            .ok()?;
        Some(Looks {
            name: info.chat.title,
            username: info.chat.username,
            photo: info.chat.photo,
        })
    }

    async fn put_on(
        &self,
        login: &Active,
        user: &UserId,
        id: i64,
        before: Option<Puppet>,
        looks: Looks,
    ) -> Result<(), RoomsError> {
        let username = looks.username.map(|name| name.to_lowercase());
        let mut puppet = before.clone().unwrap_or_else(|| Puppet {
            id,
            name: String::new(),
            photo: None,
            username: None,
        });
        let name = if looks.name.is_empty() {
            id.to_string()
        } else {
            looks.name
        };
        if puppet.name != name {
            let shown = format!("{name}{SUFFIX}");
            self.homeserver().set_name(user, &shown).await?;
            puppet.name = name;
        }
        if puppet.photo != looks.photo && self.put_picture_on(login, user, id, looks.photo).await? {
            puppet.photo = looks.photo;
        }
        puppet.username = username;
        if before.as_ref() == Some(&puppet) {
            return Ok(());
        }
        let mut tx = self.parts.db.begin().await?;
        puppets::put(&mut tx, &puppet).await?;
        Ok(store::commit(tx).await?)
    }
    /// Gives a puppet a picture, or takes it away; false if the picture cannot be had now.
    async fn put_picture_on(
        &self,
        login: &Active,
        user: &UserId,
        id: i64,
        photo: Option<i64>,
    ) -> Result<bool, RoomsError> {
        let avatar = match photo {
            Some(photo) => self.picture(login, id, photo).await,
            None => None,
        };
        let is_had = avatar.is_some() || photo.is_none();
        if is_had {
            self.homeserver().set_avatar(user, avatar).await?;
        }
        Ok(is_had)
    }
}
