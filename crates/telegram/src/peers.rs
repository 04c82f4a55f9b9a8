//! From what people type to whom it means, for ever.

use std::time::Duration;

use grammers_session::Session as _;
use grammers_session::types::{PeerId, PeerInfo, PeerRef};
use grammers_tl_types::{enums, functions as calls, types};

use crate::connection::{CallError, Connection, Status};

/// What somebody typed, tidied.
#[derive(Clone, PartialEq, Eq)]
pub enum Typed {
    /// The name behind the @.
    Name(String),
    /// Digits of a phone number, with the country's but without the `+`.
    Phone(String),
    /// The id with its kind in it: users positive, groups negative, channels below -1000000000000.
    Id(i64),
}

/// Whom a handle means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolved {
    /// A person.
    Person(i64),
    /// A bot, which no bot can write to and no person reads.
    Bot(i64),
    /// A group, which has many readers.
    Group(i64),
    /// A channel, which has many readers.
    Channel(i64),
    /// Nobody has it.
    Unknown,
    /// The account exists no more.
    Gone,
    /// Only a user can look phone numbers up, a bot cannot.
    NotForBots,
}

/// Asks Telegram whom a handle means, and remembers what is needed to write there. The ids are for good: a name may
/// go to somebody else, an id does not.
pub async fn resolve(
    connection: &Connection,
    typed: &Typed,
    deadline: Duration,
) -> Result<Resolved, CallError> {
    let resolved = match typed {
        Typed::Name(name) => by_name(connection, name, deadline).await,
        Typed::Phone(_) if is_bot(connection) => return Ok(Resolved::NotForBots),
        Typed::Phone(phone) => by_phone(connection, phone, deadline).await,
        Typed::Id(id) => by_id(connection, *id, deadline).await,
    };
    match resolved {
        Ok(resolved) => {
            connection.session().save().await?;
            Ok(resolved)
        }
        Err(CallError::Refused(refusal)) => match refusal.name.as_str() {
            "USERNAME_NOT_OCCUPIED"
            | "USERNAME_INVALID"
            | "PHONE_NOT_OCCUPIED"
            | "PHONE_NUMBER_INVALID"
            | "PEER_ID_INVALID"
            | "USER_ID_INVALID"
            | "CHAT_ID_INVALID"
            | "CHANNEL_INVALID"
            | "CHANNEL_PRIVATE" => Ok(Resolved::Unknown),
            "BOT_METHOD_INVALID" => Ok(Resolved::NotForBots),
            _ => Err(CallError::Refused(refusal)),
        },
        Err(error) => Err(error),
    }
}

/// How to address a peer by its id; `None` if this session cannot.
pub async fn address(connection: &Connection, id: i64) -> Result<Option<PeerRef>, CallError> {
    let Some(peer) = PeerId::from_bot_api_dialog_id(id) else {
        return Ok(None);
    };
    let known = connection.session().peer_ref(peer).await?;
    // Bots may address without an access hash whoever wrote to them.
    Ok(known.or_else(|| is_bot(connection).then(|| peer.to_ambient_ref())))
}

fn is_bot(connection: &Connection) -> bool {
    match &*connection.status().borrow() {
        Status::Up { account } => account.is_bot,
        Status::Connecting | Status::Down { .. } | Status::LoggedOut { .. } => matches!(
            connection.session().own(),
            Some(PeerInfo::User {
                bot: Some(true),
                ..
            })
        ),
    }
}

async fn by_name(
    connection: &Connection,
    name: &str,
    deadline: Duration,
) -> Result<Resolved, CallError> {
    let request = calls::contacts::ResolveUsername {
        username: name.to_owned(),
        referer: None,
    };
    let answer = connection.invoke(&request, deadline).await?;
    Ok(found(connection, answer))
}

async fn by_phone(
    connection: &Connection,
    phone: &str,
    deadline: Duration,
) -> Result<Resolved, CallError> {
    let request = calls::contacts::ResolvePhone {
        phone: phone.to_owned(),
    };
    let answer = connection.invoke(&request, deadline).await?;
    Ok(found(connection, answer))
}

/// Reads an answer, and remembers all whom it names.
fn found(connection: &Connection, answer: enums::contacts::ResolvedPeer) -> Resolved {
    let enums::contacts::ResolvedPeer::Peer(answer) = answer;
    let users = answer.users.iter().map(PeerInfo::from);
    let chats = answer.chats.iter().map(PeerInfo::from);
    connection.session().learn(users.chain(chats));
    match answer.peer {
        enums::Peer::User(peer) => {
            let user = answer.users.iter().find(|user| user.id() == peer.user_id);
            user.map_or(Resolved::Unknown, user_kind)
        }
        enums::Peer::Chat(_) | enums::Peer::Channel(_) => chat_kind(&answer.peer, &answer.chats),
    }
}

fn user_kind(user: &enums::User) -> Resolved {
    match user {
        enums::User::User(user) if user.deleted => Resolved::Gone,
        enums::User::User(user) if user.bot => Resolved::Bot(user.id),
        enums::User::User(user) => Resolved::Person(user.id),
        enums::User::Empty(_) => Resolved::Unknown,
    }
}

fn chat_kind(peer: &enums::Peer, chats: &[enums::Chat]) -> Resolved {
    let Some(id) = PeerId::from(peer).bot_api_dialog_id() else {
        return Resolved::Unknown;
    };
    let is_broadcast = chats.iter().any(|chat| {
        matches!(chat, enums::Chat::Channel(channel)
            if channel.broadcast && PeerId::channel(channel.id) == Some(PeerId::from(peer)))
    });
    if is_broadcast {
        Resolved::Channel(id)
    } else {
        Resolved::Group(id)
    }
}

/// An id is good only for whom this session has met.
async fn by_id(
    connection: &Connection,
    id: i64,
    deadline: Duration,
) -> Result<Resolved, CallError> {
    let Some(peer) = address(connection, id).await? else {
        return Ok(Resolved::Unknown);
    };
    match peer.id.kind() {
        grammers_session::types::PeerKind::User => {
            let request = calls::users::GetUsers {
                id: vec![peer.into()],
            };
            let users = connection.invoke(&request, deadline).await?;
            connection.session().learn(users.iter().map(PeerInfo::from));
            Ok(users.first().map_or(Resolved::Unknown, user_kind))
        }
        grammers_session::types::PeerKind::Chat => {
            let request = calls::messages::GetChats {
                id: vec![peer.into()],
            };
            let answer = connection.invoke(&request, deadline).await?;
            Ok(chats(connection, peer, answer))
        }
        grammers_session::types::PeerKind::Channel => {
            let request = calls::channels::GetChannels {
                id: vec![peer.into()],
            };
            let answer = connection.invoke(&request, deadline).await?;
            Ok(chats(connection, peer, answer))
        }
    }
}

fn chats(connection: &Connection, peer: PeerRef, answer: enums::messages::Chats) -> Resolved {
    let chats = match answer {
        enums::messages::Chats::Chats(types::messages::Chats { chats })
        | enums::messages::Chats::Slice(types::messages::ChatsSlice { chats, .. }) => chats,
    };
    connection.session().learn(chats.iter().map(PeerInfo::from));
    let is_there = chats
        .iter()
        .any(|chat| Some(chat.id()) == peer.id.bare_id());
    if is_there {
        chat_kind(&enums::Peer::from(peer.id), &chats)
    } else {
        Resolved::Unknown
    }
}

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Name(_) => "Name(…)",
            Self::Phone(_) => "Phone(…)",
            Self::Id(_) => "Id(…)",
        })
    }
}
