//! Faults.

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;

use crate::test_dc::{Remote, RpcFault};

pub(super) fn routes() -> Router<Remote> {
    Router::new()
        .route("/faults/drop", post(drop_connections))
        .route("/faults/freeze", post(freeze))
        .route("/faults/thaw", post(thaw))
        .route("/faults/forget-keys", post(forget_keys))
        .route("/faults/change-salts", post(change_salts))
        .route("/faults/withhold", post(withhold))
        .route("/faults/flood", post(flood))
        .route("/faults/refuse", post(refuse))
        .route("/faults/migrate", post(migrate))
        .route("/faults/migrate-file", post(migrate_file))
        .route("/faults/clear", post(clear))
}

#[derive(Default, Deserialize)]
struct Drop {
    dc: Option<i32>,
}

async fn drop_connections(State(dc): State<Remote>, which: Option<Json<Drop>>) -> Json<usize> {
    let Json(which) = which.unwrap_or_default();
    Json(dc.drop_connections(which.dc))
}

async fn freeze(State(dc): State<Remote>) {
    dc.freeze();
}

async fn thaw(State(dc): State<Remote>) {
    dc.thaw();
}

async fn forget_keys(State(dc): State<Remote>) -> Json<usize> {
    Json(dc.forget_keys())
}

async fn change_salts(State(dc): State<Remote>) {
    dc.change_salts();
}

#[derive(Deserialize)]
struct Withhold {
    user: Option<i64>,
    on: bool,
}

async fn withhold(State(dc): State<Remote>, Json(what): Json<Withhold>) {
    dc.withhold_updates(what.user, what.on);
}

#[derive(Deserialize)]
struct Flood {
    method: String,
    seconds: u32,
    #[serde(default = "once")]
    times: u32,
}

fn once() -> u32 {
    1
}

async fn flood(State(dc): State<Remote>, Json(what): Json<Flood>) {
    dc.flood(&what.method, what.seconds, what.times);
}

async fn refuse(State(dc): State<Remote>, Json(fault): Json<RpcFault>) {
    dc.refuse(fault);
}

#[derive(Deserialize)]
struct Migrate {
    user: i64,
    dc: i32,
}

async fn migrate(State(dc): State<Remote>, Json(what): Json<Migrate>) {
    dc.migrate(what.user, what.dc);
}

#[derive(Deserialize)]
struct MigrateFile {
    owner: i64,
    message: i32,
    dc: i32,
}

async fn migrate_file(State(dc): State<Remote>, Json(what): Json<MigrateFile>) -> Json<bool> {
    Json(dc.migrate_file(what.owner, what.message, what.dc))
}

async fn clear(State(dc): State<Remote>) {
    dc.clear_faults();
}
