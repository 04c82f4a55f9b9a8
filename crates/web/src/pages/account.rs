//! My account: everything about oneself on one page.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::locale::Locale;
use flows::change_user;
use flows::ways::{self, Ways};
use store::{Conn, linked_accounts, sessions};

use crate::App;
use crate::auth::SignedIn;
use crate::fault::Fault;
use crate::page::{Page, html};
use crate::pages::labels::SignInRow;

mod mute;
mod rows;
mod sign_ins;
mod telegram;

use rows::{AccountRow, LanguageChoice, SessionRow};

/// How many sign-ins the page shows.
const SIGN_INS: i64 = 10;
/// The notes after which other sessions are better ended: what they may do was decided under other factors.
const AFTER_FACTORS: [&str; 3] = ["account-linked", "account-changed", "account-unlinked"];

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/account", get(show))
        .route("/account/profile", post(set_profile))
        .route("/account/telegram", post(telegram::open))
        .merge(mute::routes())
        .merge(sign_ins::routes())
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    page: Page,
    accounts: Vec<AccountRow>,
    /// Accounts on Matrix for which Telegram accounts can be logged in.
    on_matrix: Vec<telegram::OnMatrix>,
    factor: Factor,
    display_name: String,
    user_name: String,
    languages: Vec<LanguageChoice>,
    sessions: Vec<SessionRow>,
    other_sessions: usize,
    /// Whether to offer that all other sessions be ended, because factors were changed just now.
    offers_end: bool,
    sign_ins: Vec<SignInRow>,
    base_url: String,
    has_demo_phone: bool,
}

/// How the second factor stands.
struct Factor {
    /// Whether the domain counts messaging as one.
    counts: bool,
    is_on: bool,
    /// Why no code could be sent now.
    fault: Option<String>,
    /// `XMPP, then Demo phone`.
    order: String,
    backup_codes: i64,
}

impl Factor {
    fn of(signed_in: &SignedIn, page: &Page, ways: &Ways) -> Self {
        let fault = match ways.is_due() && !ways.any_up() {
            true if ways.accounts.is_empty() => Some("account-messaging-unfit"),
            true => Some("account-messaging-down"),
            false => None,
        };
        Self {
            counts: signed_in.domain.messaging_factor,
            is_on: ways.is_due(),
            fault: fault.map(|key| page.t(key)),
            order: rows::order(page, &signed_in.app, ways),
            backup_codes: ways.backup_codes,
        }
    }

    /// The colour of the number of codes that are left.
    fn backup_tone(&self) -> &'static str {
        match self.backup_codes {
            ..=0 => "bad",
            1..=3 => "warn",
            4.. => "soft",
        }
    }
}

#[derive(serde::Deserialize)]
struct Profile {
    display_name: String,
    #[serde(default)]
    language: String,
}

async fn show(signed_in: SignedIn) -> Result<Response, Fault> {
    let app = &signed_in.app;
    let page = signed_in.page();
    let (domain, user) = (&signed_in.domain, &signed_in.user);
    let mut conn = app.context().db.read().await?;
    let accounts = linked_accounts::list_of_user(&mut conn, user.id).await?;
    let ways = ways::of_user(&mut conn, app.context(), domain, user.id).await?;
    let on_matrix = telegram::list(&mut conn, &signed_in, &accounts).await?;
    let sessions = list_sessions(&mut conn, &signed_in).await?;
    let sign_ins = sign_ins::list(&mut conn, &signed_in, &page, None, SIGN_INS).await?;
    drop(conn);
    let other_sessions = sessions.len().saturating_sub(1);
    let after_factors = signed_in
        .note
        .as_ref()
        .is_some_and(|note| AFTER_FACTORS.contains(&note.as_str()));
    html(&AccountPage {
        accounts: rows::accounts(&signed_in, &page, &accounts),
        on_matrix,
        factor: Factor::of(&signed_in, &page, &ways),
        display_name: user.display_name.clone().unwrap_or_default(),
        user_name: user.name.to_string(),
        languages: rows::languages(&page, user.locale),
        offers_end: after_factors && other_sessions > 0,
        other_sessions,
        sessions,
        sign_ins,
        base_url: domain.base_url.clone(),
        has_demo_phone: app.has_demo_phone(),
        page,
    })
}

async fn list_sessions(conn: &mut Conn, signed_in: &SignedIn) -> Result<Vec<SessionRow>, Fault> {
    let now = signed_in.app.context().world.now();
    let mut alive = sessions::list_of_user(conn, signed_in.user.id).await?;
    alive.retain(|session| session.is_alive(now));
    // This one first, the others by when they began.
    alive.sort_by_key(|session| session.id != signed_in.session.id);
    Ok(alive
        .iter()
        .map(|session| SessionRow::new(session, signed_in.session.id))
        .collect())
}

async fn set_profile(
    signed_in: SignedIn,
    State(app): State<App>,
    Form(profile): Form<Profile>,
) -> Result<Response, Fault> {
    change_user::set_profile(
        app.context(),
        &signed_in.domain,
        signed_in.by(),
        &signed_in.user,
        &profile.display_name,
        Locale::from_tag(&profile.language),
    )
    .await?;
    Ok(Redirect::to(&signed_in.path("/account?note=profile-saved")).into_response())
}
