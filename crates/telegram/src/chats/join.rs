//! Going into groups and channels by their links, and finding people and chats by words.

use std::time::Duration;

use grammers_tl_types::{enums, functions as calls};

use super::people::Person;
use super::{Chat, ChatError, channel_of, find, learn, mark};
use crate::connection::{CallError, Connection};
use crate::peers::{self, Resolved, Typed};

/// The most that a search gives of each kind.
const MOST: i32 = 20;

/// Where a link leads.
#[derive(Clone, PartialEq, Eq)]
pub enum ChatLink {
    /// To whatever has this name behind the @.
    Name(String),
    /// To what this secret invites to.
    Invite(String),
}

/// What became of a wish to go into a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// The account is in it; its id with its kind in it.
    In(i64),
    /// It was in it before.
    WasIn(i64),
    /// Its admins were asked to let the account in.
    Asked,
    /// The link leads nowhere, or no longer.
    Nowhere,
    /// It leads to a person or a bot.
    Person(i64),
    /// There is no room, for the account or in the chat.
    Full,
}

/// Whom and what a search found.
#[derive(Debug, Clone, Default)]
pub struct Matches {
    /// People and bots; those whom the account knows first.
    pub people: Vec<Person>,
    /// Groups and channels.
    pub chats: Vec<Chat>,
}

impl ChatLink {
    /// Reads a link as people copy it: `https://t.me/name`, `t.me/+SECRET`, `https://t.me/joinchat/SECRET`, `@name`,
    /// `tg://join?invite=SECRET`, `tg://resolve?domain=name`; `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(query) = text.strip_prefix("tg://join?invite=") {
            return secret(query);
        }
        if let Some(query) = text.strip_prefix("tg://resolve?domain=") {
            return name(query);
        }
        if let Some(typed) = text.strip_prefix('@') {
            return name(typed);
        }
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"));
        let rest = rest.unwrap_or(text);
        let (host, path) = rest.split_once('/')?;
        let is_telegram = ["t.me", "telegram.me", "telegram.dog", "www.t.me"]
            .iter()
            .any(|known| host.eq_ignore_ascii_case(known));
        if !is_telegram {
            return None;
        }
        if let Some(invite) = path
            .strip_prefix('+')
            .or_else(|| path.strip_prefix("joinchat/"))
        {
            return secret(invite);
        }
        name(path.strip_prefix("s/").unwrap_or(path))
    }
}

fn secret(text: &str) -> Option<ChatLink> {
    let secret = until_end(text);
    let is_secret = secret.len() >= 8
        && secret
            .bytes()
            .all(|one| one.is_ascii_alphanumeric() || one == b'-' || one == b'_');
    is_secret.then(|| ChatLink::Invite(secret.to_owned()))
}

fn name(text: &str) -> Option<ChatLink> {
    let name = until_end(text);
    let is_name = (3..=32).contains(&name.len())
        && name
            .bytes()
            .all(|one| one.is_ascii_alphanumeric() || one == b'_');
    is_name.then(|| ChatLink::Name(name.to_owned()))
}

fn until_end(text: &str) -> &str {
    text.split(['/', '?', '&', '#']).next().unwrap_or_default()
}

/// Goes into the chat that a link leads to. Bots cannot.
pub async fn join(
    connection: &Connection,
    link: &ChatLink,
    deadline: Duration,
) -> Result<Entry, ChatError> {
    match link {
        ChatLink::Name(name) => {
            let typed = Typed::Name(name.clone());
            match peers::resolve(connection, &typed, deadline).await? {
                Resolved::Group(chat) | Resolved::Channel(chat) => {
                    go_in(connection, chat, deadline).await
                }
                Resolved::Person(id) | Resolved::Bot(id) => Ok(Entry::Person(id)),
                Resolved::Unknown | Resolved::Gone | Resolved::NotForBots => Ok(Entry::Nowhere),
            }
        }
        ChatLink::Invite(hash) => by_invite(connection, hash, deadline).await,
    }
}

async fn go_in(connection: &Connection, chat: i64, deadline: Duration) -> Result<Entry, ChatError> {
    let channel = channel_of(find(connection, chat).await?).ok_or(ChatError::UnknownChat)?;
    let request = calls::channels::JoinChannel { channel };
    match connection.invoke(&request, deadline).await {
        Ok(_) => Ok(Entry::In(chat)),
        Err(error) => refused(error, Some(chat)),
    }
}

async fn by_invite(
    connection: &Connection,
    hash: &str,
    deadline: Duration,
) -> Result<Entry, ChatError> {
    let hash = hash.to_owned();
    let request = calls::messages::CheckChatInvite { hash: hash.clone() };
    match connection.invoke(&request, deadline).await {
        Ok(enums::ChatInvite::Already(there)) => {
            learn(connection, &[], std::slice::from_ref(&there.chat));
            let chat = Chat::of(&there.chat).ok_or(ChatError::UnknownChat)?;
            return Ok(Entry::WasIn(chat.id));
        }
        Ok(enums::ChatInvite::Invite(_) | enums::ChatInvite::Peek(_)) => {}
        Err(error) => return refused(error, None),
    }
    let request = calls::messages::ImportChatInvite { hash };
    let answer = match connection.invoke(&request, deadline).await {
        Ok(answer) => answer,
        Err(error) => return refused(error, None),
    };
    let enums::messages::ChatInviteJoinResult::Ok(joined) = answer else {
        return Ok(Entry::Asked);
    };
    let (users, chats) = match joined.updates {
        enums::Updates::Updates(updates) => (updates.users, updates.chats),
        enums::Updates::Combined(updates) => (updates.users, updates.chats),
        enums::Updates::TooLong
        | enums::Updates::UpdateShort(_)
        | enums::Updates::UpdateShortMessage(_)
        | enums::Updates::UpdateShortChatMessage(_)
        | enums::Updates::UpdateShortSentMessage(_) => return Err(ChatError::UnknownChat),
    };
    learn(connection, &users, &chats);
    let chat = chats
        .iter()
        .find_map(Chat::of)
        .ok_or(ChatError::UnknownChat)?;
    Ok(Entry::In(chat.id))
}

/// <https://core.telegram.org/method/messages.importChatInvite#possible-errors>
fn refused(error: CallError, chat: Option<i64>) -> Result<Entry, ChatError> {
    let CallError::Refused(refusal) = &error else {
        return Err(error.into());
    };
    Ok(match (refusal.name.as_str(), chat) {
        ("USER_ALREADY_PARTICIPANT", Some(chat)) => Entry::WasIn(chat),
        ("INVITE_REQUEST_SENT", _) => Entry::Asked,
        ("INVITE_HASH_EMPTY" | "INVITE_HASH_INVALID" | "INVITE_HASH_EXPIRED", _) => Entry::Nowhere,
        ("CHANNELS_TOO_MUCH" | "USERS_TOO_MUCH", _) => Entry::Full,
        _ => return Err(error.into()),
    })
}

/// Looks for people and chats by words: among those whom the account knows, and by their public names. Telegram wants
/// three letters at least. Bots cannot.
pub async fn search(
    connection: &Connection,
    words: &str,
    deadline: Duration,
) -> Result<Matches, ChatError> {
    let request = calls::contacts::Search {
        broadcasts: false,
        bots: false,
        q: words.to_owned(),
        limit: MOST,
    };
    let answer = match connection.invoke(&request, deadline).await {
        Ok(enums::contacts::Found::Found(answer)) => answer,
        Err(CallError::Refused(refusal))
            if matches!(
                refusal.name.as_str(),
                "QUERY_TOO_SHORT" | "SEARCH_QUERY_EMPTY"
            ) =>
        {
            return Ok(Matches::default());
        }
        Err(error) => return Err(error.into()),
    };
    learn(connection, &answer.users, &answer.chats);
    let people: Vec<_> = answer.users.iter().filter_map(Person::of).collect();
    let chats: Vec<_> = answer.chats.iter().filter_map(Chat::of).collect();
    let mut matches = Matches::default();
    for peer in answer.my_results.iter().chain(&answer.results) {
        let id = mark(peer);
        let person = people.iter().find(|person| person.id == id);
        let chat = chats.iter().find(|chat| chat.id == id);
        let is_new = !matches.people.iter().any(|known| known.id == id)
            && !matches.chats.iter().any(|known| known.id == id);
        if is_new {
            matches.people.extend(person.cloned());
            matches.chats.extend(chat.cloned());
        }
    }
    Ok(matches)
}

impl std::fmt::Debug for ChatLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Name(_) => "Name(…)",
            Self::Invite(_) => "Invite(…)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_as_people_copy_them() {
        let named = |name: &str| Some(ChatLink::Name(name.into()));
        let invited = |secret: &str| Some(ChatLink::Invite(secret.into()));
        for (text, link) in [
            ("https://t.me/rust_lang", named("rust_lang")),
            (" t.me/rust_lang/123?single ", named("rust_lang")),
            ("@rust_lang", named("rust_lang")),
            ("tg://resolve?domain=rust_lang&post=1", named("rust_lang")),
            ("https://t.me/+AbCdEf-gh_12", invited("AbCdEf-gh_12")),
            (
                "https://telegram.me/joinchat/AbCdEfgh12",
                invited("AbCdEfgh12"),
            ),
            ("tg://join?invite=AbCdEfgh12", invited("AbCdEfgh12")),
            ("https://example.org/rust_lang", None),
            ("https://t.me/+short", None),
            ("https://t.me/", None),
            ("hello", None),
        ] {
            assert_eq!(ChatLink::parse(text), link, "{text}");
        }
    }
}
