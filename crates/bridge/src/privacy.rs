//! Whether a room is private: its joined members are exactly one person and the bot.

use ruma::{OwnedUserId, RoomId, UserId};

use crate::ground::Ground;
use crate::homeserver::Fault;

/// Whether somebody is alone with the bot in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Privacy {
    /// Nobody but the two is there.
    Private,
    /// Others are there, too.
    Others,
    /// The person or the bot is not there.
    Absent,
    /// The homeserver did not say it; so nothing secret is said or heard.
    Unknown(Fault),
}

impl Ground {
    /// Asks the homeserver who is in the room now.
    pub async fn privacy(&self, room: &RoomId, person: &UserId) -> Privacy {
        match self.homeserver.joined_members(room).await {
            Ok(members) => judge(&members, person, self.homeserver.bot()),
            Err(fault) if fault.is_forbidden() || fault.is_not_found() => Privacy::Absent,
            Err(fault) => Privacy::Unknown(fault),
        }
    }
}

fn judge(members: &[OwnedUserId], person: &UserId, bot: &UserId) -> Privacy {
    let is_there = |wanted: &UserId| members.iter().any(|member| member == wanted);
    if !is_there(person) || !is_there(bot) {
        Privacy::Absent
    } else if members.len() == 2 {
        Privacy::Private
    } else {
        Privacy::Others
    }
}

#[cfg(test)]
mod tests {
    use ruma::user_id;

    use super::*;

    #[test]
    fn only_two_are_private() {
        let (bob, bot) = (user_id!("@bob:a"), user_id!("@telegrambot:a"));
        let eve = user_id!("@eve:a");
        let judge = |members: &[&UserId]| {
            let members: Vec<_> = members.iter().map(|id| (*id).to_owned()).collect();
            judge(&members, bob, bot)
        };
        assert_eq!(judge(&[bob, bot]), Privacy::Private);
        assert_eq!(judge(&[bob, bot, eve]), Privacy::Others);
        assert_eq!(judge(&[eve, bot]), Privacy::Absent);
        assert_eq!(judge(&[bob]), Privacy::Absent);
    }
}
