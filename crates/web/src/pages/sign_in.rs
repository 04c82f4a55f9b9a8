//! Sign in: name and password; and sign out.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::secret::Password;
use flows::begin_sign_in::{self, Begun};
use flows::end_session;

use crate::App;
use crate::auth::SignedIn;
use crate::cookies::{self, Kept};
use crate::fault::{Fault, encode};
use crate::page::{Page, html};
use crate::visitor::Visitor;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home))
        .route("/sign-in", get(show).post(submit))
        .route("/sign-out", post(sign_out))
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    page: Page,
    name: String,
    next: String,
    fault: Option<String>,
}

/// Where to go afterwards.
#[derive(serde::Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    pub(crate) next: String,
}

#[derive(serde::Deserialize)]
struct Typed {
    name: String,
    password: Password,
    #[serde(default)]
    next: String,
}

async fn home(signed_in: SignedIn) -> Redirect {
    Redirect::to(&signed_in.path("/account"))
}

async fn show(visitor: Visitor, Query(Next { next }): Query<Next>) -> Result<Response, Fault> {
    html(&SignInPage {
        page: visitor.page(),
        name: String::new(),
        next,
        fault: None,
    })
}

async fn submit(
    visitor: Visitor,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let begun = begin_sign_in::begin(
        app.context(),
        &visitor.domain,
        &typed.name,
        &typed.password,
        &visitor.place,
    )
    .await?;
    let page = visitor.page();
    let fault = match begun {
        Begun::Entered(session) => return Ok(entered(&visitor, &session, &typed.next)),
        Begun::SecondFactorDue(token) => {
            let cookie = cookies::keep(&visitor.domain, Kept::PendingSignIn, &token);
            let to = if typed.next.is_empty() {
                "/sign-in/code".to_owned()
            } else {
                format!("/sign-in/code?next={}", encode(&typed.next))
            };
            return Ok((
                AppendHeaders([(SET_COOKIE, cookie)]),
                Redirect::to(&visitor.path(&to)),
            )
                .into_response());
        }
        Begun::Wrong => page.t("sign-in-wrong"),
        Begun::Locked => page.t("sign-in-locked"),
        Begun::Wait(wait) => page.with("sign-in-wait", "span", page.span(wait)),
    };
    html(&SignInPage {
        page,
        name: typed.name,
        next: typed.next,
        fault: Some(fault),
    })
}

async fn sign_out(signed_in: SignedIn, State(app): State<App>) -> Result<Response, Fault> {
    let domain = &signed_in.domain;
    end_session::one(
        app.context(),
        signed_in.by(),
        &domain.name,
        signed_in.user.id,
        signed_in.session.id,
    )
    .await?;
    let cookie = cookies::forget(domain, Kept::Session);
    Ok((
        AppendHeaders([(SET_COOKIE, cookie)]),
        Redirect::to(&signed_in.path("/sign-in?note=signed-out")),
    )
        .into_response())
}

/// Hands over the session, and goes on to where the user wanted to be.
pub(crate) fn entered(visitor: &Visitor, session: &flows::NewSession, next: &str) -> Response {
    let domain = &visitor.domain;
    let set = [
        (
            SET_COOKIE,
            cookies::keep(domain, Kept::Session, &session.token),
        ),
        (SET_COOKIE, cookies::forget(domain, Kept::PendingSignIn)),
    ];
    (
        AppendHeaders(set),
        Redirect::to(&visitor.path(own_page(next))),
    )
        .into_response()
}

/// Where a form wants to go on to, if that is a page of ours: `//evil.example` and `/\evil.example` are addresses of
/// other hosts.
pub(crate) fn own_page(next: &str) -> &str {
    let ours = next.starts_with('/')
        && !next[1..].starts_with(['/', '\\'])
        && !next.contains(char::is_control);
    if ours { next } else { "/account" }
}
