//! Groups, supergroups, channels and topics.

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::{At, Body};
use super::{Refused, not_found};
use crate::test_dc::{Filling, GroupChange, GroupSeen, NewGroup, NewTopic, Remote};

pub(super) fn routes() -> Router<Remote> {
    Router::new()
        .route("/groups", post(add))
        .route("/groups/{chat}", get(group).post(change))
        .route("/groups/{chat}/topics", post(add_topic))
        .route("/groups/{chat}/invite", post(invite))
        .route("/groups/{chat}/upgrade", post(upgrade))
        .route("/groups/{chat}/members", post(add_members))
        .route("/groups/{chat}/members/{user}", post(change_member))
        .route("/groups/{chat}/fill", post(fill))
}

async fn add(
    State(dc): State<Remote>,
    Body(group): Body<NewGroup>,
) -> Result<Json<Value>, Refused> {
    Ok(Json(json!({ "id": dc.add_group(group)? })))
}

async fn group(State(dc): State<Remote>, At(chat): At<i64>) -> Result<Json<GroupSeen>, Refused> {
    dc.group(chat).map(Json).ok_or_else(|| not_found("group"))
}

fn check_group(dc: &Remote, chat: i64) -> Result<(), Refused> {
    let known = dc.group(chat).is_some();
    known.then_some(()).ok_or_else(|| not_found("group"))
}

async fn change(
    State(dc): State<Remote>,
    At(chat): At<i64>,
    Body(change): Body<GroupChange>,
) -> Result<(), Refused> {
    check_group(&dc, chat)?;
    Ok(dc.change_group(chat, change)?)
}

async fn add_topic(
    State(dc): State<Remote>,
    At(chat): At<i64>,
    Body(topic): Body<NewTopic>,
) -> Result<Json<Value>, Refused> {
    check_group(&dc, chat)?;
    Ok(Json(json!({ "id": dc.add_topic(chat, topic)? })))
}

async fn invite(State(dc): State<Remote>, At(chat): At<i64>) -> Result<Json<Value>, Refused> {
    check_group(&dc, chat)?;
    Ok(Json(json!({ "link": dc.make_invite(chat)? })))
}

async fn upgrade(State(dc): State<Remote>, At(chat): At<i64>) -> Result<Json<Value>, Refused> {
    check_group(&dc, chat)?;
    Ok(Json(json!({ "id": dc.upgrade(chat)? })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Users {
    users: Vec<i64>,
}

async fn add_members(
    State(dc): State<Remote>,
    At(chat): At<i64>,
    Body(who): Body<Users>,
) -> Result<(), Refused> {
    check_group(&dc, chat)?;
    Ok(dc.add_members(chat, &who.users)?)
}

/// What happens to a member.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Fate {
    Join,
    Leave,
    Remove,
    Promote,
    Demote,
    Ban,
    Unban,
    Mute,
    Unmute,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MemberChange {
    #[serde(rename = "do")]
    fate: Fate,
}

async fn change_member(
    State(dc): State<Remote>,
    At((chat, user)): At<(i64, i64)>,
    Body(change): Body<MemberChange>,
) -> Result<(), Refused> {
    check_group(&dc, chat)?;
    match change.fate {
        Fate::Join => dc.join(user, chat)?,
        Fate::Leave => dc.remove_member(chat, user, None)?,
        Fate::Remove => dc.remove_by_ruler(chat, user)?,
        Fate::Promote => dc.promote(chat, user, true)?,
        Fate::Demote => dc.promote(chat, user, false)?,
        Fate::Ban => dc.ban(chat, user, true)?,
        Fate::Unban => dc.ban(chat, user, false)?,
        Fate::Mute => dc.mute(chat, user, true)?,
        Fate::Unmute => dc.mute(chat, user, false)?,
    }
    Ok(())
}

async fn fill(
    State(dc): State<Remote>,
    At(chat): At<i64>,
    Body(filling): Body<Filling>,
) -> Result<(), Refused> {
    check_group(&dc, chat)?;
    Ok(dc.fill(chat, &filling)?)
}
