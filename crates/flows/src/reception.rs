//! What people do by writing to the bot or pressing buttons: the provider vouches for the account, nothing else is
//! known of them.

pub mod link_by_start;
pub mod mute;
pub mod press_button;

use domain::audit::Actor;
use domain::id::UserId;
use domain::limit::{COMMANDS_FROM_ACCOUNT, Verdict};
use domain::provider::{ProviderEntry, RemoteId};
use domain::user::User;
use store::{Conn, limits, linked_accounts, users};

use crate::{By, Context, Result};

/// Who wrote or pressed.
#[derive(Debug, Clone, Copy)]
pub struct Caller<'a> {
    /// At which provider.
    pub entry: &'a ProviderEntry,
    /// Which account.
    pub remote_id: &'a RemoteId,
    /// What it is called now.
    pub shown: &'a str,
}

/// Counts one command or button of this account; false if it was too many, and silence is the answer.
pub async fn may_speak(context: &Context, caller: &Caller<'_>) -> Result<bool> {
    let who = format!("{} {}", caller.entry.provider, caller.remote_id.0);
    let now = context.world.now();
    let mut tx = context.db.begin().await?;
    let verdict = limits::count(&mut tx, COMMANDS_FROM_ACCOUNT, &who, now).await?;
    store::commit(tx).await?;
    Ok(verdict == Verdict::Allowed)
}

/// A user to whom this account is linked. There may be several; the one that had it first speaks for all.
pub async fn find_user(context: &Context, caller: &Caller<'_>) -> Result<Option<User>> {
    let mut conn = context.db.read().await?;
    let accounts =
        linked_accounts::list_by_remote(&mut conn, &caller.entry.provider, caller.remote_id)
            .await?;
    for account in accounts {
        if let Some(user) = find_alive(&mut conn, account.user_id).await? {
            return Ok(Some(user));
        }
    }
    Ok(None)
}

/// The user of this id, unless locked.
async fn find_alive(conn: &mut Conn, id: UserId) -> Result<Option<User>> {
    let user = users::find(conn, id).await?;
    Ok(user.filter(|user| user.locked_at.is_none()))
}

/// Whoever has a user's messaging account, as far as we know the user; but by no session and from no address.
const fn by(user: UserId) -> By {
    By {
        actor: Actor::User(user),
        ip: None,
    }
}
