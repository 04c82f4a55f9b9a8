//! Telling people in their management rooms what happened elsewhere: a login that Telegram ended, one on a page.
//!
//! What is to be told lies in the database until it was, so that neither a restart nor an outage of the homeserver
//! loses it. That somebody else has taken an account over is the exception: its former owner is told once
//! ([`tell_replaced`]).

use std::sync::Arc;
use std::time::Duration;

use ruma::api::client::account::whoami;
use ruma::api::client::room::create_room;
use ruma::{OwnedRoomId, RoomId, UserId};
use serde_json::json;
use store::bridge_links::{self, BridgeLink};
use store::bridge_logins::{self, BridgeLogin};
use store::{bridge_users, commit, telegram_logins};
use telegram::login::Conversation;

use crate::command::CommandError;
use crate::ground::Ground;
use crate::homeserver::{Patience, SendText, Way};
use crate::language::fill;
use crate::letter::letter;
use crate::logins::Logins;
use crate::privacy::Privacy;
use crate::talk::Talks;

/// How often it is looked whether there is something left to be told.
const AGAIN: Duration = Duration::from_secs(30);

/// Tells whatever is to be told, until everything ends.
pub(crate) async fn keep_telling(logins: Arc<Logins>, talks: Arc<Talks>) {
    let ground = Arc::clone(&logins.ground);
    let tell = async {
        loop {
            if let Err(error) = tell_all(&logins, &talks).await {
                tracing::warn!(%error, "people of the bridge could not be told something yet");
            }
            // Rung in between, or left over.
            let _ = tokio::time::timeout(AGAIN, logins.bell.notified()).await;
        }
    };
    ground.stop.run_until_cancelled(tell).await;
}

async fn tell_all(logins: &Arc<Logins>, talks: &Talks) -> Result<(), CommandError> {
    let ground = &logins.ground;
    let mut conn = ground.db.read().await?;
    let ended = bridge_logins::list_untold(&mut conn).await?;
    let links = bridge_links::list_untold(&mut conn).await?;
    drop(conn);
    // First, so that no login waits until others are told of theirs.
    let mut taken_over = Vec::new();
    for link in &links {
        match take_over(logins, talks, link).await {
            Ok(()) => taken_over.push(link),
            Err(error) => {
                tracing::warn!(link = %link.id, %error, "a login on a page cannot be taken over yet");
            }
        }
    }
    for link in taken_over {
        pass_over(ground, tell_page(ground, link).await).await?;
    }
    for login in &ended {
        pass_over(ground, tell_end(ground, login).await).await?;
    }
    Ok(())
}

/// Goes on with the next person if this one cannot be told, unless nobody can be told now.
async fn pass_over(ground: &Ground, told: Result<(), CommandError>) -> Result<(), CommandError> {
    let Err(error) = told else { return Ok(()) };
    if let CommandError::Homeserver(fault) = &error
        && fault.way() != Way::GiveUp
    {
        // The homeserver of that person may be away alone.
        let request = whoami::v3::Request::new();
        if ground.homeserver.send(request, None).await.is_err() {
            return Err(error);
        }
    }
    tracing::warn!(%error, "somebody could not be told what became of a login");
    Ok(())
}

/// Takes a login over that came about on a page, unless that was done before. A conversation that the person holds
/// elsewhere ends.
async fn take_over(
    logins: &Arc<Logins>,
    talks: &Talks,
    link: &BridgeLink,
) -> Result<(), CommandError> {
    let ground = &logins.ground;
    let owner = bridge_links::conversation_of(link.id);
    let mut conn = ground.db.read().await?;
    let row = telegram_logins::find(&mut conn, &owner).await?;
    drop(conn);
    let Some(row) = row else { return Ok(()) };
    let user = UserId::parse(&link.matrix_id).map_err(|_| CommandError::BadId)?;
    let opened = Conversation::open(&ground.sealer, &owner, &row.sealed_state);
    // Else it was kept under another key, or is not over: there is nothing to take over.
    if let Ok(Some(account)) = opened.as_ref().map(Conversation::account) {
        logins.adopt(&user, account, &row).await?;
        // Once: what the person begins later is another login.
        talks.logged_in_elsewhere(&user).await;
        logins.end_talk(&user, &row).await?;
    }
    Ok(())
}

/// Says in the room where the link was given that the login is there.
async fn tell_page(ground: &Ground, link: &BridgeLink) -> Result<(), CommandError> {
    let mut conn = ground.db.read().await?;
    let account = link.account.unwrap_or_default();
    let login = bridge_logins::find(&mut conn, account).await?;
    drop(conn);
    if let Some(login) = login.filter(|login| login.matrix_id == link.matrix_id) {
        let values = [("name", login.shown.clone())];
        let text = ("bridge-page-done", values.as_slice());
        let transaction = format!("link-{}", link.id);
        say(
            ground,
            &link.matrix_id,
            Some(&link.room),
            text,
            &transaction,
        )
        .await?;
    }
    let mut tx = ground.db.begin().await?;
    bridge_links::set_told(&mut tx, link.id, ground.world.now()).await?;
    commit(tx).await?;
    Ok(())
}

/// Tells somebody that their account is another person's now. If that fails, they see it when they next look.
pub(crate) async fn tell_replaced(ground: &Ground, before: BridgeLogin) {
    let ended = Some("replaced".to_owned());
    if let Err(error) = tell_end(ground, &BridgeLogin { ended, ..before }).await {
        tracing::warn!(%error, "the former owner of a login could not be told");
    }
}

async fn tell_end(ground: &Ground, login: &BridgeLogin) -> Result<(), CommandError> {
    let key = match login.ended.as_deref() {
        Some("deactivated") => "bridge-ended-deactivated",
        Some("doubled") => "bridge-ended-doubled",
        Some("replaced") => "bridge-ended-replaced",
        Some("program") => "bridge-ended-program",
        Some(_) | None => "bridge-ended-revoked",
    };
    let values = [("name", login.shown.clone())];
    let text = (key, values.as_slice());
    let transaction = format!("ended-{}", login.session.replace(' ', "-"));
    say(ground, &login.matrix_id, None, text, &transaction).await?;
    let mut tx = ground.db.begin().await?;
    bridge_logins::set_told(&mut tx, &login.session, ground.world.now()).await?;
    commit(tx).await?;
    Ok(())
}

/// Says the text of a key to somebody, in the room that is wished if it is private.
async fn say(
    ground: &Ground,
    matrix_id: &str,
    wished: Option<&str>,
    (key, values): (&str, &[(&str, String)]),
    transaction: &str,
) -> Result<(), CommandError> {
    let user = UserId::parse(matrix_id).map_err(|_| CommandError::BadId)?;
    let room = room_of(ground, &user, wished).await?;
    let text = fill(ground.words_for(&user).await, key, values);
    let to = SendText {
        room: &room,
        who: None,
        transaction,
    };
    ground.homeserver.notice(to, &letter(&text)).await?;
    Ok(())
}

/// Where somebody is told: the room that is wished if it is private, else their management room, else a new one. Into one
/// in which nobody is but the bot, they are invited again: who cannot be invited shall not get a new one with each try.
async fn room_of(
    ground: &Ground,
    user: &UserId,
    wished: Option<&str>,
) -> Result<OwnedRoomId, CommandError> {
    let mut conn = ground.db.read().await?;
    let known = bridge_users::find(&mut conn, user.as_str()).await?;
    drop(conn);
    let known = known.and_then(|known| known.management_room);
    let candidates = wished.map(str::to_owned).into_iter().chain(known);
    for candidate in candidates {
        let is_wished = wished == Some(&*candidate);
        let Ok(room) = RoomId::parse(candidate) else {
            continue;
        };
        match ground.privacy(&room, user).await {
            Privacy::Private => return Ok(room),
            Privacy::Absent if is_empty(ground, &room).await => {
                let homeserver = &ground.homeserver;
                match homeserver.invite(&room, user, None, Patience::SHORT).await {
                    // Somebody else made it, and lets the bot invite nobody.
                    Err(fault) if is_wished && fault.is_forbidden() => {}
                    invited => return Ok(invited.map(|()| room)?),
                }
            }
            Privacy::Others | Privacy::Absent => {}
            Privacy::Unknown(fault) => return Err(fault.into()),
        }
    }
    new_room(ground, user).await
}

/// Whether nobody but the bot is in a room.
async fn is_empty(ground: &Ground, room: &RoomId) -> bool {
    let members = ground.homeserver.joined_members(room).await;
    members.is_ok_and(|members| members == [ground.homeserver.bot()])
}

/// Makes a chat with somebody, and invites them.
async fn new_room(ground: &Ground, user: &UserId) -> Result<OwnedRoomId, CommandError> {
    let mut request = create_room::v3::Request::new();
    request.preset = Some(create_room::v3::RoomPreset::PrivateChat);
    let words = ground.words_for(user).await;
    request.name = Some(words.text("bridge-room-name"));
    let made = ground
        .homeserver
        .send_patiently(request, None, Patience::SHORT)
        .await?;
    let mut tx = ground.db.begin().await?;
    bridge_users::ensure(&mut tx, user.as_str(), ground.world.now()).await?;
    bridge_users::set_management_room(&mut tx, user.as_str(), Some(made.room_id.as_str())).await?;
    commit(tx).await?;
    // Not together with the room, whose id nobody would know if they cannot be invited.
    let invited = json!({ "membership": "invite", "is_direct": true });
    let homeserver = &ground.homeserver;
    homeserver
        .set_state(&made.room_id, "m.room.member", user.as_str(), &invited)
        .await?;
    Ok(made.room_id)
}
