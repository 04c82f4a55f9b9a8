//! Accounts and logins.

use anyhow::Context;
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::{At, Body};
use super::{Refused, check_account, check_dc, not_found};
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

async fn add_user(
    State(dc): State<Remote>,
    Body(user): Body<NewUser>,
) -> Result<Json<Value>, Refused> {
    check_dc(&dc, user.dc.unwrap_or(2))?;
    Ok(Json(json!({ "id": dc.add_user(user) })))
}

async fn add_bot(
    State(dc): State<Remote>,
    Body(bot): Body<NewBot>,
) -> Result<Json<Value>, Refused> {
    check_dc(&dc, bot.dc.unwrap_or(2))?;
    let (id, token) = dc.add_bot(bot);
    Ok(Json(json!({ "id": id, "token": token })))
}

async fn profile(State(dc): State<Remote>, At(id): At<i64>) -> Result<Json<Profile>, Refused> {
    let profile = dc.profile(id);
    profile.map(Json).ok_or_else(|| not_found("account"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Username {
    username: Option<String>,
}

async fn rename(
    State(dc): State<Remote>,
    At(id): At<i64>,
    Body(to): Body<Username>,
) -> Result<(), Refused> {
    check_account(&dc, id)?;
    dc.rename(id, to.username.as_deref());
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Password {
    password: Option<String>,
}

async fn set_password(
    State(dc): State<Remote>,
    At(id): At<i64>,
    Body(to): Body<Password>,
) -> Result<(), Refused> {
    check_account(&dc, id)?;
    Ok(dc.set_password(id, to.password.as_deref())?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Blocked {
    other: i64,
    on: bool,
}

async fn set_blocked(
    State(dc): State<Remote>,
    At(id): At<i64>,
    Body(to): Body<Blocked>,
) -> Result<Json<Value>, Refused> {
    check_account(&dc, id)?;
    check_account(&dc, to.other)?;
    let changed = dc.set_blocked(id, to.other, to.on);
    Ok(Json(json!({ "changed": changed })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Revoke {
    #[serde(default = "revoked")]
    error: String,
}

fn revoked() -> String {
    "SESSION_REVOKED".to_owned()
}

async fn revoke(
    State(dc): State<Remote>,
    At(id): At<i64>,
    Body(to): Body<Revoke>,
) -> Result<Json<Value>, Refused> {
    check_account(&dc, id)?;
    let ended = dc.revoke_sessions(id, &to.error);
    Ok(Json(json!({ "ended": ended })))
}

async fn code(State(dc): State<Remote>, At(phone): At<String>) -> Result<Json<SentCode>, Refused> {
    dc.code(&phone).map(Json).ok_or_else(|| not_found("code"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    code: String,
}

async fn fix_code(State(dc): State<Remote>, At(phone): At<String>, Body(to): Body<Code>) {
    dc.fix_code(&phone, &to.code);
}

async fn expire(State(dc): State<Remote>, At(phone): At<String>) -> Json<Value> {
    Json(json!({ "ended": dc.expire_codes(&phone) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switch {
    on: bool,
}

async fn set_banned(State(dc): State<Remote>, At(phone): At<String>, Body(to): Body<Switch>) {
    dc.set_banned(&phone, to.on);
}

async fn unregister(
    State(dc): State<Remote>,
    At(phone): At<String>,
) -> Result<Json<Value>, Refused> {
    let account = dc.unregister(&phone);
    let account = account.ok_or_else(|| not_found("number"))?;
    Ok(Json(json!({ "account": account })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scan {
    /// Hexadecimal.
    token: String,
    user: i64,
}

async fn accept_qr(State(dc): State<Remote>, Body(scan): Body<Scan>) -> Result<(), Refused> {
    check_account(&dc, scan.user)?;
    let digits = scan.token.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> = digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    let token = bytes.context("the token is not hexadecimal")?;
    Ok(dc.accept_qr(&token, scan.user)?)
}
