//! The direct rooms: which one is a person's, whether it still is fit, and how a new one is made.
//!
//! Which rooms are whose stands in our account's `m.direct`, as every client keeps it
//! (<https://spec.matrix.org/latest/client-server-api/#direct-messaging>). It is a hint and no more: anybody may have come
//! into a room since, so that the room itself is looked at, before a code each time.

mod book;
mod make;

use std::time::Duration;

use tokio::sync::Mutex;

use self::book::{Book, Company};
use super::api::{Api, Call, Fault, Lane, lock};
use super::room::{Room, Standing};
use super::wire;
use crate::http::Trouble;

/// How many doors there are: people of one door are looked up one after the other, so that nobody gets two rooms.
const DOORS: usize = 32;
/// How many rooms of a person are looked at.
const MOST_ROOMS: usize = 8;
/// How long the homeserver may take to invite somebody, who may be elsewhere.
const INVITING: Duration = Duration::from_secs(20);

/// Finds and makes rooms.
pub(super) struct Rooms {
    api: std::sync::Arc<Api>,
    book: std::sync::Mutex<Book>,
    doors: [Mutex<()>; DOORS],
    /// One at a time changes our account's `m.direct`.
    direct: Mutex<()>,
}

/// Where a message may go.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Into this room.
    Ready(String),
    /// The person is invited, and has not joined yet.
    Invited,
    /// The person has declined, or left.
    Declined,
    /// There is no such account.
    Nobody,
    /// The homeserver does not let us invite the person.
    Forbidden(reqwest::StatusCode, String),
}

/// How thorough somebody is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Care {
    /// Looks at the room anew, whatever is known of it.
    pub(super) looks_anew: bool,
    /// Invites also who has declined or left before.
    pub(super) invites_again: bool,
}

impl Rooms {
    pub(super) fn new(api: std::sync::Arc<Api>) -> Self {
        Self {
            api,
            book: std::sync::Mutex::default(),
            doors: std::array::from_fn(|_| Mutex::default()),
            direct: Mutex::default(),
        }
    }

    /// Where a message to this person may go now; makes a room and invites them if there is none.
    pub(super) async fn reach(&self, person: &str, care: Care) -> Result<Place, Fault> {
        let _turn = self.doors[door(person)].lock().await;
        if let Some(room) = self.known(person).filter(|_| !care.looks_anew) {
            return Ok(Place::Ready(room));
        }
        let (best, huge) = self.seek(person).await?;
        if let Some((Standing::Joined, room)) = best {
            lock(&self.book).found(person, &room);
            return Ok(Place::Ready(room));
        }
        lock(&self.book).lost(person);
        match best {
            Some((Standing::Invited, _)) => Ok(Place::Invited),
            Some((Standing::Left, _)) if !care.invites_again => Ok(Place::Declined),
            // Whoever was erased has left all rooms, and could be invited in vain.
            Some((Standing::Left, _)) if !self.exists(person).await? => Ok(Place::Nobody),
            Some((_, room)) => self.invite(&room, person).await,
            None => match huge {
                // In doubt no room: each try would make one more.
                Some(fault) => Err(fault),
                None => self.make(person).await,
            },
        }
    }

    /// Looks through the rooms that may be this person's: gives the best, and why one could not be looked at.
    async fn seek(
        &self,
        person: &str,
    ) -> Result<(Option<(Standing, String)>, Option<Fault>), Fault> {
        let mut best: Option<(Standing, String)> = None;
        let mut huge = None;
        for room in self.candidates(person) {
            let seen = match self.look(&room, person).await {
                // It is far too big to be anybody's own; or the homeserver is out of order.
                Err(fault @ Fault::Trouble(Trouble::Huge)) => {
                    huge = Some(fault);
                    continue;
                }
                other => other?,
            };
            let Some(standing) = seen.and_then(Room::fit) else {
                continue;
            };
            if standing == Standing::Joined {
                return Ok((Some((standing, room)), huge));
            }
            if best
                .as_ref()
                .is_none_or(|(known, _)| rank(standing) < rank(*known))
            {
                best = Some((standing, room));
            }
        }
        Ok((best, huge))
    }

    /// Whether this is a room that nobody but the person shares with us.
    pub(super) async fn is_private(&self, room: &str, person: &str) -> Result<bool, Fault> {
        let own = Company::One(person.to_owned());
        if let Some(known) = lock(&self.book).company(room) {
            return Ok(known == own);
        }
        let seen = self.look(room, person).await?;
        let is_private =
            seen.is_some_and(|room| room.is_private && room.standing == Standing::Joined);
        let mut book = lock(&self.book);
        book.seen(room, if is_private { own } else { Company::Others });
        if is_private && seen.and_then(Room::fit).is_some() {
            book.met(person, room);
        }
        Ok(is_private)
    }

    /// Something has changed in this room: it is looked at anew before it is used.
    pub(super) fn doubt(&self, room: &str) {
        lock(&self.book).doubt(room);
    }

    /// Nothing is known any more of any room: much may have happened unheard.
    pub(super) fn doubt_all(&self) {
        lock(&self.book).doubt_all();
    }

    fn known(&self, person: &str) -> Option<String> {
        lock(&self.book).room_of(person)
    }

    fn candidates(&self, person: &str) -> Vec<String> {
        lock(&self.book).candidates(person, MOST_ROOMS)
    }

    /// Looks at a room; `None` if we may not.
    async fn look(&self, room: &str, person: &str) -> Result<Option<Room>, Fault> {
        let path = ["v3", "rooms", room, "state"];
        let state = self.api.ask(Call::get(Lane::Messages, &path)).await;
        let state: Vec<serde_json::Value> = match state {
            Ok(state) => state,
            Err(Fault::Refused { status, .. }) if matches!(status.as_u16(), 403 | 404) => {
                return Ok(None);
            }
            Err(fault) => return Err(fault),
        };
        Ok(Some(Room::read(
            &wire::events(state),
            &self.api.us(),
            person,
        )))
    }
}

/// Which room is better: lower.
const fn rank(standing: Standing) -> u8 {
    match standing {
        Standing::Joined => 0,
        Standing::Invited => 1,
        Standing::Left => 2,
        Standing::Absent => 3,
    }
}

fn door(person: &str) -> usize {
    person.bytes().fold(0, |sum: usize, byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(byte))
    }) % DOORS
}
