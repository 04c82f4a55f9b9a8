//! Who is in a chat.

use std::collections::HashMap;
use std::time::Duration;

use domain::time::Timestamp;
use grammers_tl_types::{enums, functions as calls, types};

use super::people::Person;
use super::powers::{Allowed, Powers, Role};
use super::{ChatError, channel_of, find, info, learn, mark, time};
use crate::connection::{CallError, Connection};

/// Telegram lists no more members than this of one chat.
pub const MOST: i32 = 10_000;

/// The most that one call gives.
const PAGE: i32 = 200;

/// Somebody who is in a chat.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who.
    pub person: Person,
    /// What they are and may do.
    pub role: Role,
    /// What admins are called.
    pub rank: Option<String>,
    /// Since when; of admins, since when they are that.
    pub since: Option<Timestamp>,
    /// Who brought them in.
    pub invited_by: Option<i64>,
}

/// A page of the members of a chat.
#[derive(Debug, Clone, Default)]
pub struct Members {
    /// The members.
    pub members: Vec<Member>,
    /// How many there are in all.
    pub total: u32,
    /// Where the next page begins; `None` if this is the last, or if [`MOST`] were listed.
    pub next: Option<i32>,
}

/// A page of the members of a group, beginning at `from`, 200 at most; of a basic group always all. Of a channel only
/// admins may list them.
pub async fn page(
    connection: &Connection,
    chat: i64,
    from: i32,
    limit: i32,
    deadline: Duration,
) -> Result<Members, ChatError> {
    let peer = find(connection, chat).await?;
    let Some(channel) = channel_of(peer) else {
        let answer = info::full(connection, peer, deadline).await?;
        return of_group(&answer);
    };
    let filter = enums::ChannelParticipantsFilter::ChannelParticipantsRecent;
    let limit = limit.clamp(1, PAGE);
    let (members, total) = list(connection, channel, filter, from, limit, deadline).await?;
    // Telegram leaves out who is not to be seen: the place counts, not how many came.
    let next = from.saturating_add(limit);
    let is_last = members.is_empty() || next >= total.min(MOST);
    Ok(Members {
        members,
        total: total.try_into().unwrap_or(0),
        next: (!is_last).then_some(next),
    })
}

/// The creator and the admins of a group or channel.
pub async fn admins(
    connection: &Connection,
    chat: i64,
    deadline: Duration,
) -> Result<Vec<Member>, ChatError> {
    let peer = find(connection, chat).await?;
    let Some(channel) = channel_of(peer) else {
        let mut all = of_group(&info::full(connection, peer, deadline).await?)?;
        let is_admin = |member: &Member| matches!(member.role, Role::Creator | Role::Admin(_));
        all.members.retain(is_admin);
        return Ok(all.members);
    };
    let filter = enums::ChannelParticipantsFilter::ChannelParticipantsAdmins;
    let (members, _) = list(connection, channel, filter, 0, PAGE, deadline).await?;
    Ok(members)
}

/// What somebody is in a supergroup or channel; `None` if they never were in it. Of basic groups [`page`] tells it.
pub async fn role(
    connection: &Connection,
    chat: i64,
    person: i64,
    deadline: Duration,
) -> Result<Option<Role>, ChatError> {
    let channel = channel_of(find(connection, chat).await?).ok_or(ChatError::UnknownChat)?;
    let participant = find(connection, person).await?.into();
    let request = calls::channels::GetParticipant {
        channel,
        participant,
    };
    match connection.invoke(&request, deadline).await {
        Ok(enums::channels::ChannelParticipant::Participant(answer)) => {
            learn(connection, &answer.users, &answer.chats);
            Ok(Some(Entry::of(&answer.participant).role))
        }
        Err(CallError::Refused(refusal)) if refusal.name == "USER_NOT_PARTICIPANT" => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn list(
    connection: &Connection,
    channel: enums::InputChannel,
    filter: enums::ChannelParticipantsFilter,
    offset: i32,
    limit: i32,
    deadline: Duration,
) -> Result<(Vec<Member>, i32), ChatError> {
    let request = calls::channels::GetParticipants {
        channel,
        filter,
        offset,
        limit,
        hash: 0,
    };
    match connection.invoke(&request, deadline).await? {
        enums::channels::ChannelParticipants::Participants(answer) => {
            learn(connection, &answer.users, &answer.chats);
            let entries = answer.participants.iter().map(Entry::of);
            Ok((join(entries, &answer.users), answer.count))
        }
        enums::channels::ChannelParticipants::NotModified => Ok((Vec::new(), 0)),
    }
}

fn of_group(answer: &types::messages::ChatFull) -> Result<Members, ChatError> {
    let enums::ChatFull::Full(full) = &answer.full_chat else {
        return Err(ChatError::UnknownChat);
    };
    let enums::ChatParticipants::Participants(all) = &full.participants else {
        let name = "CHAT_FORBIDDEN".to_owned();
        return Err(ChatError::NoAccess { name });
    };
    let entries = all.participants.iter().map(Entry::of_group);
    let members = join(entries, &answer.users);
    Ok(Members {
        total: members.len().try_into().unwrap_or(u32::MAX),
        members,
        next: None,
    })
}

/// What is said of a member, but for the name.
struct Entry {
    id: i64,
    role: Role,
    rank: Option<String>,
    since: Option<i32>,
    invited_by: Option<i64>,
}

impl Entry {
    fn of(participant: &enums::ChannelParticipant) -> Self {
        let entry = |id, role, rank: &Option<String>, since, invited_by| Self {
            id,
            role,
            rank: rank.clone(),
            since,
            invited_by,
        };
        match participant {
            enums::ChannelParticipant::Participant(p) => {
                entry(p.user_id, Role::Member, &p.rank, Some(p.date), None)
            }
            enums::ChannelParticipant::ParticipantSelf(p) => entry(
                p.user_id,
                Role::Member,
                &p.rank,
                Some(p.date),
                Some(p.inviter_id),
            ),
            enums::ChannelParticipant::Creator(p) => {
                entry(p.user_id, Role::Creator, &p.rank, None, None)
            }
            enums::ChannelParticipant::Admin(p) => {
                let role = Role::Admin(Powers::of(&p.admin_rights));
                entry(p.user_id, role, &p.rank, Some(p.date), p.inviter_id)
            }
            enums::ChannelParticipant::Banned(p) => {
                let role = match Allowed::without(Some(&p.banned_rights)) {
                    allowed if allowed.read && !p.left => Role::Restricted(allowed),
                    allowed if allowed.read => Role::Left,
                    _ => Role::Banned,
                };
                entry(mark(&p.peer), role, &p.rank, Some(p.date), None)
            }
            enums::ChannelParticipant::Left(p) => {
                entry(mark(&p.peer), Role::Left, &None, None, None)
            }
        }
    }

    /// Admins of basic groups may do all but make admins.
    fn of_group(participant: &enums::ChatParticipant) -> Self {
        let (id, role, rank, since, invited_by) = match participant {
            enums::ChatParticipant::Participant(p) => (
                p.user_id,
                Role::Member,
                &p.rank,
                Some(p.date),
                Some(p.inviter_id),
            ),
            enums::ChatParticipant::Creator(p) => (p.user_id, Role::Creator, &p.rank, None, None),
            enums::ChatParticipant::Admin(p) => {
                let role = Role::Admin(Powers::OF_GROUP);
                (p.user_id, role, &p.rank, Some(p.date), Some(p.inviter_id))
            }
        };
        Self {
            id,
            role,
            rank: rank.clone(),
            since,
            invited_by,
        }
    }
}

/// With the names; who has none is left out.
fn join(entries: impl Iterator<Item = Entry>, users: &[enums::User]) -> Vec<Member> {
    let people = users.iter().filter_map(Person::of);
    let people: HashMap<_, _> = people.map(|person| (person.id, person)).collect();
    let members = entries.filter_map(|entry| {
        Some(Member {
            person: people.get(&entry.id)?.clone(),
            role: entry.role,
            rank: entry.rank,
            since: entry.since.map(time),
            invited_by: entry.invited_by,
        })
    });
    members.collect()
}
