//! One more step: the second factor.

use askama::Template;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::challenge::Purpose;
use domain::failures::MOST_CODES;
use domain::id::LinkedAccountId;
use domain::sign_in::PendingSignIn;
use flows::finish_sign_in::{self, Finished};
use flows::send_sign_in_code::{self, Asked};
use flows::ways::{self, Ways};
use store::{challenges, pending_sign_ins, users};

use crate::App;
use crate::code_state::{self, CodeState, Which};
use crate::cookies::{self, Kept};
use crate::fault::{Fault, encode};
use crate::page::{Page, html};
use crate::pages::sign_in::entered;
use crate::visitor::Visitor;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in/code", get(show).post(submit))
        .route("/sign-in/code/send", post(send))
        .route("/sign-in/code/live", get(live))
        .route("/sign-in/backup", post(submit_backup))
}

#[derive(Template)]
#[template(path = "second_factor.html")]
struct SecondFactorPage {
    page: Page,
    user_name: String,
    next: String,
    ways: Vec<WayButton>,
    any_up: bool,
    /// Whether there is an account that codes may go to.
    has_way: bool,
    backup_codes: i64,
    /// The code that was asked for last.
    code: Option<CodeState>,
    /// Whether the backup code's form is shown.
    wants_backup: bool,
    fault: Option<String>,
}

struct WayButton {
    id: String,
    title: String,
    icon: &'static str,
    handle: String,
    is_up: bool,
    is_chosen: bool,
}

/// Somebody whose password was right and whose second factor is due.
struct Waiting {
    visitor: Visitor,
    pending: PendingSignIn,
}

impl FromRequestParts<App> for Waiting {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let begin_anew =
            || Fault::from(Redirect::to(&visitor.path("/sign-in?note=begin-anew")).into_response());
        let token = cookies::read(&parts.headers, &visitor.domain, Kept::PendingSignIn)
            .ok_or_else(begin_anew)?;
        let mut conn = app.context().db.read().await?;
        let now = app.context().world.now();
        let pending = pending_sign_ins::find_by_token(&mut conn, &token.digest(), now)
            .await?
            .ok_or_else(begin_anew)?;
        let user = users::find(&mut conn, pending.user_id)
            .await?
            .filter(|user| user.domain == visitor.domain.name);
        let locale = user
            .ok_or_else(begin_anew)?
            .locale
            .unwrap_or(visitor.locale);
        Ok(Self {
            visitor: Visitor { locale, ..visitor },
            pending,
        })
    }
}

#[derive(serde::Deserialize, Default)]
struct Asking {
    #[serde(default)]
    next: String,
    #[serde(default)]
    way: String,
}

#[derive(serde::Deserialize)]
struct Chosen {
    account: LinkedAccountId,
    #[serde(default)]
    next: String,
}

#[derive(serde::Deserialize)]
struct Typed {
    code: String,
    #[serde(default)]
    next: String,
}

async fn show(waiting: Waiting, Query(asking): Query<Asking>) -> Result<Response, Fault> {
    render(&waiting, asking, None).await
}

async fn send(
    waiting: Waiting,
    State(app): State<App>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Fault> {
    let visitor = &waiting.visitor;
    let asked = send_sign_in_code::send(
        app.context(),
        &visitor.domain,
        &waiting.pending,
        chosen.account,
    )
    .await?;
    let page = visitor.page();
    let fault = match asked {
        Asked::OnItsWay => {
            let to = if chosen.next.is_empty() {
                "/sign-in/code".to_owned()
            } else {
                format!("/sign-in/code?next={}", encode(&chosen.next))
            };
            return Ok(Redirect::to(&visitor.path(&to)).into_response());
        }
        Asked::Wait(wait) => page.with("code-wait", "span", page.span(wait)),
        Asked::NotConnected => page.t("code-not-connected"),
        Asked::NoSuchWay => page.t("code-no-such-way"),
        Asked::Exhausted => page.t("code-exhausted"),
    };
    render(
        &waiting,
        Asking {
            next: chosen.next,
            way: String::new(),
        },
        Some(fault),
    )
    .await
}

async fn submit(
    waiting: Waiting,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let finished = finish_sign_in::with_code(app.context(), &waiting.pending, &typed.code).await?;
    answer(&waiting, finished, typed.next, "code-wrong", "").await
}

async fn submit_backup(
    waiting: Waiting,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let finished =
        finish_sign_in::with_backup_code(app.context(), &waiting.pending, &typed.code).await?;
    answer(
        &waiting,
        finished,
        typed.next,
        "backup-code-wrong",
        "backup",
    )
    .await
}

async fn answer(
    waiting: &Waiting,
    finished: Finished,
    next: String,
    wrong: &str,
    way: &str,
) -> Result<Response, Fault> {
    let visitor = &waiting.visitor;
    let page = visitor.page();
    let fault = match finished {
        Finished::Entered(session) => return Ok(entered(visitor, &session, &next)),
        Finished::Over => {
            return Ok(Redirect::to(&visitor.path("/sign-in?note=begin-anew")).into_response());
        }
        Finished::NotThisCode => page.t(wrong),
        Finished::Exhausted => page.t("code-exhausted"),
        Finished::Wait(wait) => page.with("code-wait-guesses", "span", page.span(wait)),
        Finished::NoMore => page.with("code-no-more", "count", MOST_CODES),
    };
    render(
        waiting,
        Asking {
            next,
            way: way.to_owned(),
        },
        Some(fault),
    )
    .await
}

async fn live(waiting: Waiting) -> Response {
    let Waiting { visitor, pending } = waiting;
    code_state::stream(
        visitor.app.clone(),
        visitor.page(),
        Which::NewestOf(pending.id),
    )
}

async fn render(
    waiting: &Waiting,
    asking: Asking,
    fault: Option<String>,
) -> Result<Response, Fault> {
    let Waiting { visitor, pending } = waiting;
    let app = &visitor.app;
    let mut conn = app.context().db.read().await?;
    let page = visitor.page();
    let user = users::find(&mut conn, pending.user_id).await?;
    let ways = ways::of_user(&mut conn, app.context(), &visitor.domain, pending.user_id).await?;
    let newest = challenges::find_newest(&mut conn, pending.id).await?;
    let chosen = newest
        .as_ref()
        .and_then(|challenge| match challenge.purpose {
            Purpose::SignIn { account, .. } => Some(account),
            Purpose::Link { .. } => None,
        });
    let code = match newest {
        Some(newest) => Some(code_state::load(&mut conn, app, &page, &newest).await?),
        None => None,
    };
    drop(conn);
    html(&SecondFactorPage {
        user_name: user
            .map(|user| user.shown_name().to_owned())
            .unwrap_or_default(),
        next: asking.next,
        any_up: ways.any_up(),
        has_way: !ways.accounts.is_empty(),
        backup_codes: ways.backup_codes,
        wants_backup: asking.way == "backup" || (!ways.any_up() && ways.backup_codes > 0),
        ways: buttons(app, &ways, chosen),
        code,
        fault,
        page,
    })
}

fn buttons(app: &App, ways: &Ways, chosen: Option<LinkedAccountId>) -> Vec<WayButton> {
    let button = |way: &ways::Way| WayButton {
        id: way.account.id.to_string(),
        title: app.provider_title(&way.account.provider),
        icon: app
            .provider(&way.account.provider)
            .map_or("speech", |entry| entry.icon),
        handle: way.account.masked_handle(),
        is_up: way.is_up,
        is_chosen: chosen == Some(way.account.id),
    };
    ways.accounts.iter().map(button).collect()
}
