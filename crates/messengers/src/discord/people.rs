//! Who is behind a handle: somebody on a server of the bot.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use domain::delivery::Outcome;
use domain::provider::{NOT_JOINED, RemoteId};
use futures::StreamExt;
use futures::stream;
use twilight_model::id::Id;
use twilight_model::id::marker::{GuildMarker, UserMarker};

use super::api::{Api, Call, Fault};
use super::handle::{self, Typed};
use super::outcome::{code, of_fault};
use super::wire::{Member, User};
use crate::http::answer::later;

/// How many people a server names at once. The search is by how names begin, here and on the server; the one meant is
/// among so many unless their name is very short.
const MOST_FOUND: &str = "500";
/// How many servers are asked at once.
const AT_ONCE: usize = 4;

/// Looks people up on the servers of the bot.
pub(super) struct People {
    pub(super) api: Arc<Api>,
    guilds: Mutex<BTreeSet<Id<GuildMarker>>>,
}

impl People {
    pub(super) fn new(api: Arc<Api>) -> Self {
        Self {
            api,
            guilds: Mutex::default(),
        }
    }

    /// The bot is on these servers, and on no others.
    pub(super) fn are_on(&self, guilds: impl IntoIterator<Item = Id<GuildMarker>>) {
        *self.lock() = guilds.into_iter().collect();
    }

    /// The bot has come to a server.
    pub(super) fn came_to(&self, guild: Id<GuildMarker>) {
        self.lock().insert(guild);
    }

    /// The bot has left a server.
    pub(super) fn left(&self, guild: Id<GuildMarker>) {
        self.lock().remove(&guild);
    }

    /// Whom a handle means.
    pub(super) async fn resolve(&self, handle: &str) -> Result<RemoteId, Outcome> {
        let typed = handle::understand(handle).map_err(|_| Outcome::Never {
            why: "the handle is none of Discord".to_owned(),
            account: true,
        })?;
        let guilds = self.lock().clone();
        if guilds.is_empty() {
            return Err(later(
                "the bot is on no server yet: invite it to one first".to_owned(),
            ));
        }
        let asked = stream::iter(guilds).map(|guild| self.ask(guild, &typed));
        let mut answers = asked.buffer_unordered(AT_ONCE);
        let mut fault = None;
        while let Some(answer) = answers.next().await {
            match answer {
                Ok(Some(user)) if user.bot => {
                    return Err(Outcome::Never {
                        why: "this is a bot, and no bot reads messages".to_owned(),
                        account: true,
                    });
                }
                Ok(Some(user)) => return Ok(RemoteId(user.id.to_string())),
                Ok(None) => {}
                Err(found) => fault = fault.or(Some(found)),
            }
        }
        Err(match fault {
            Some(fault) => of_fault(fault, None),
            None => later(NOT_JOINED.to_owned()),
        })
    }

    async fn ask(&self, guild: Id<GuildMarker>, typed: &Typed) -> Result<Option<User>, Fault> {
        let answer = match typed {
            Typed::Name(name) | Typed::Tag(name, _) => self.search(guild, name).await,
            Typed::Id(id) => self.member(guild, *id).await,
        };
        let is_nobody = |fault: &Fault| {
            let nobody = [
                code::UNKNOWN_MEMBER,
                code::UNKNOWN_GUILD,
                code::MISSING_ACCESS,
            ];
            matches!(fault, Fault::Refused { code, .. } if nobody.contains(code))
        };
        let found = match answer {
            Err(fault) if is_nobody(&fault) => return Ok(None),
            other => other?,
        };
        let users = found.into_iter().filter_map(|member| member.user);
        Ok(users.into_iter().find(|user| handle::is_meant(typed, user)))
    }

    async fn search(&self, guild: Id<GuildMarker>, name: &str) -> Result<Vec<Member>, Fault> {
        let path = format!("guilds/{guild}/members/search");
        let query = [("query", name), ("limit", MOST_FOUND)];
        self.api.ask(Call::get(path, &query)).await
    }

    async fn member(
        &self,
        guild: Id<GuildMarker>,
        id: Id<UserMarker>,
    ) -> Result<Vec<Member>, Fault> {
        let path = format!("guilds/{guild}/members/{id}");
        Ok(vec![self.api.ask(Call::get(path, &[])).await?])
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeSet<Id<GuildMarker>>> {
        self.guilds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
