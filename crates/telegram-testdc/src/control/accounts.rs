//! Accounts and logins.

use anyhow::Context;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refused, not_found};
use crate::test_dc::{NewBot, NewUser, Profile, Remote, SentCode};

pub(super) fn routes() -> Router<Remote> {
    Router::new()
        .route("/server", get(server))
        .route("/users", post(add_user))
        .route("/bots", post(add_bot))
        .route("/accounts/{id}", get(profile))
        .route("/accounts/{id}/username", post(rename))
        .route("/accounts/{id}/password", post(set_password))
        .route("/accounts/{id}/blocked", post(set_blocked))
        .route("/accounts/{id}/revoke", post(revoke))
        .route("/phones/{phone}/code", get(code).post(fix_code))
        .route("/phones/{phone}/expire", post(expire))
        .route("/phones/{phone}/banned", post(set_banned))
        .route("/phones/{phone}/unregister", post(unregister))
        .route("/qr", post(accept_qr))
}

async fn server(State(dc): State<Remote>) -> Json<Value> {
    let dcs = dc.shared.world().dcs.clone();
    Json(json!({
        "dcs": dcs,
        "fingerprint": dc.fingerprint().to_string(),
        "public_key": dc.public_key(),
        "connections": dc.connections(),
    }))
}

async fn add_user(State(dc): State<Remote>, Json(user): Json<NewUser>) -> Json<Value> {
    Json(json!({ "id": dc.add_user(user) }))
}

async fn add_bot(State(dc): State<Remote>, Json(bot): Json<NewBot>) -> Json<Value> {
    let (id, token) = dc.add_bot(bot);
    Json(json!({ "id": id, "token": token }))
}

async fn profile(State(dc): State<Remote>, Path(id): Path<i64>) -> Result<Json<Profile>, Refused> {
    let profile = dc.profile(id);
    profile.map(Json).ok_or_else(|| not_found("account"))
}

#[derive(Deserialize)]
struct Username {
    username: Option<String>,
}

async fn rename(State(dc): State<Remote>, Path(id): Path<i64>, Json(to): Json<Username>) {
    dc.rename(id, to.username.as_deref());
}

#[derive(Deserialize)]
struct Password {
    password: Option<String>,
}

async fn set_password(
    State(dc): State<Remote>,
    Path(id): Path<i64>,
    Json(to): Json<Password>,
) -> Result<(), Refused> {
    Ok(dc.set_password(id, to.password.as_deref())?)
}

#[derive(Deserialize)]
struct Blocked {
    other: i64,
    on: bool,
}

async fn set_blocked(
    State(dc): State<Remote>,
    Path(id): Path<i64>,
    Json(to): Json<Blocked>,
) -> Json<bool> {
    Json(dc.set_blocked(id, to.other, to.on))
}

#[derive(Deserialize)]
struct Revoke {
    #[serde(default = "revoked")]
    error: String,
}

fn revoked() -> String {
    "SESSION_REVOKED".to_owned()
}

async fn revoke(
    State(dc): State<Remote>,
    Path(id): Path<i64>,
    Json(to): Json<Revoke>,
) -> Json<usize> {
    Json(dc.revoke_sessions(id, &to.error))
}

async fn code(
    State(dc): State<Remote>,
    Path(phone): Path<String>,
) -> Result<Json<SentCode>, Refused> {
    dc.code(&phone).map(Json).ok_or_else(|| not_found("code"))
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

async fn fix_code(State(dc): State<Remote>, Path(phone): Path<String>, Json(to): Json<Code>) {
    dc.fix_code(&phone, &to.code);
}

async fn expire(State(dc): State<Remote>, Path(phone): Path<String>) -> Json<usize> {
    Json(dc.expire_codes(&phone))
}

#[derive(Deserialize)]
struct Switch {
    on: bool,
}

async fn set_banned(State(dc): State<Remote>, Path(phone): Path<String>, Json(to): Json<Switch>) {
    dc.set_banned(&phone, to.on);
}

async fn unregister(State(dc): State<Remote>, Path(phone): Path<String>) -> Json<Option<i64>> {
    Json(dc.unregister(&phone))
}

#[derive(Deserialize)]
struct Scan {
    /// Hexadecimal.
    token: String,
    user: i64,
}

async fn accept_qr(State(dc): State<Remote>, Json(scan): Json<Scan>) -> Result<(), Refused> {
    let digits = scan.token.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> = digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    let token = bytes.context("the token is not hexadecimal")?;
    Ok(dc.accept_qr(&token, scan.user)?)
}
