//! Faults.

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::Body;
use super::{Refused, check_account, check_dc, not_found};
use crate::test_dc::{Remote, RpcFault};

pub(super) fn routes() -> Router<Remote> {
    Router::new()
        .route("/faults/drop", post(drop_connections))
        .route("/faults/freeze", post(freeze))
        .route("/faults/thaw", post(thaw))
        .route("/faults/forget-keys", post(forget_keys))
        .route("/faults/change-salts", post(change_salts))
        .route("/faults/withhold", post(withhold))
        .route("/faults/forget-updates", post(forget_updates))
        .route("/faults/flood", post(flood))
        .route("/faults/refuse", post(refuse))
        .route("/faults/migrate", post(migrate))
        .route("/faults/migrate-file", post(migrate_file))
        .route("/faults/address", post(name_address))
        .route("/faults/clear", post(clear))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Drop {
    dc: Option<i32>,
}

async fn drop_connections(
    State(dc): State<Remote>,
    Body(which): Body<Drop>,
) -> Result<Json<Value>, Refused> {
    if let Some(id) = which.dc {
        check_dc(&dc, id)?;
    }
    let cut = dc.drop_connections(which.dc);
    Ok(Json(json!({ "cut": cut })))
}

async fn freeze(State(dc): State<Remote>) {
    dc.freeze();
}

async fn thaw(State(dc): State<Remote>) {
    dc.thaw();
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forget {
    #[serde(default)]
    temporary: bool,
}

async fn forget_keys(State(dc): State<Remote>, Body(what): Body<Forget>) -> Json<Value> {
    let forgotten = if what.temporary {
        dc.forget_temporary_keys()
    } else {
        dc.forget_keys()
    };
    Json(json!({ "forgotten": forgotten }))
}

async fn change_salts(State(dc): State<Remote>) {
    dc.change_salts();
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Withhold {
    user: Option<i64>,
    /// A supergroup or channel.
    chat: Option<i64>,
    on: bool,
}

async fn withhold(State(dc): State<Remote>, Body(what): Body<Withhold>) -> Result<(), Refused> {
    if let Some(user) = what.user {
        check_account(&dc, user)?;
    }
    match what.chat {
        Some(chat) => dc.withhold_updates_in(chat, what.on),
        None => dc.withhold_updates(what.user, what.on),
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ForgetUpdates {
    user: Option<i64>,
    chat: Option<i64>,
}

async fn forget_updates(
    State(dc): State<Remote>,
    Body(what): Body<ForgetUpdates>,
) -> Result<(), Refused> {
    if let Some(user) = what.user {
        check_account(&dc, user)?;
        dc.forget_updates_of(user);
    }
    if let Some(chat) = what.chat {
        dc.forget_updates_in(chat);
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Flood {
    method: String,
    seconds: u32,
    #[serde(default = "once")]
    times: u32,
}

fn once() -> u32 {
    1
}

async fn flood(State(dc): State<Remote>, Body(what): Body<Flood>) {
    dc.flood(&what.method, what.seconds, what.times);
}

async fn refuse(State(dc): State<Remote>, Body(fault): Body<RpcFault>) {
    dc.refuse(fault);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Migrate {
    user: i64,
    dc: i32,
}

async fn migrate(State(dc): State<Remote>, Body(what): Body<Migrate>) -> Result<(), Refused> {
    check_account(&dc, what.user)?;
    check_dc(&dc, what.dc)?;
    dc.migrate(what.user, what.dc);
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Address {
    dc: i32,
    ip: String,
    port: u16,
}

async fn name_address(State(dc): State<Remote>, Body(what): Body<Address>) -> Result<(), Refused> {
    check_dc(&dc, what.dc)?;
    dc.name_address(what.dc, &what.ip, what.port);
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MigrateFile {
    owner: i64,
    message: i32,
    dc: i32,
}

async fn migrate_file(
    State(dc): State<Remote>,
    Body(what): Body<MigrateFile>,
) -> Result<(), Refused> {
    check_account(&dc, what.owner)?;
    check_dc(&dc, what.dc)?;
    if dc.migrate_file(what.owner, what.message, what.dc) {
        return Ok(());
    }
    Err(not_found("file"))
}

async fn clear(State(dc): State<Remote>) {
    dc.clear_faults();
}
