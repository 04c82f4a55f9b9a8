//! Type the password again, before factors or the password are changed.

use std::ops::Deref;

use askama::Template;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::secret::Password;
use flows::end_session;
use flows::prove_password::{self, Lack, Proven};

use crate::App;
use crate::auth::SignedIn;
use crate::cookies::{self, Kept};
use crate::fault::{Fault, encode};
use crate::page::{Page, html};
use crate::pages::sign_in::{Next, own_page};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/account/prove", get(show).post(submit))
        .route("/account/prove/sign-in", post(sign_in_again))
}

/// A signed-in user who has just shown who it is, by all that the user has set up.
pub(crate) struct Sure(SignedIn);

impl Deref for Sure {
    type Target = SignedIn;
    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl FromRequestParts<App> for Sure {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        if find_lack(&signed_in).await?.is_none() {
            return Ok(Self(signed_in));
        }
        let here = parts
            .uri
            .path_and_query()
            .map_or("/account", |here| here.as_str());
        Err(prove_first(&signed_in, here).into())
    }
}

/// Asks for the password, and comes back to `next` afterwards.
pub(crate) fn prove_first(signed_in: &SignedIn, next: &str) -> Response {
    let to = format!("/account/prove?next={}", encode(next));
    Redirect::to(&signed_in.path(&to)).into_response()
}

#[derive(Template)]
#[template(path = "prove.html")]
struct ProvePage {
    page: Page,
    name: String,
    next: String,
    /// Whether the password is not enough, because a second factor is due that this session never passed.
    must_sign_in: bool,
    fault: Option<String>,
}

#[derive(serde::Deserialize)]
struct Typed {
    password: Password,
    #[serde(default)]
    next: String,
}

async fn show(signed_in: SignedIn, Query(Next { next }): Query<Next>) -> Result<Response, Fault> {
    match find_lack(&signed_in).await? {
        None => Ok(Redirect::to(&signed_in.path(own_page(&next))).into_response()),
        Some(_) => render(&signed_in, next, None).await,
    }
}

async fn submit(
    signed_in: SignedIn,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let proven = prove_password::prove(
        app.context(),
        &signed_in.domain,
        &signed_in.user,
        &signed_in.session,
        &typed.password,
        &signed_in.place,
    )
    .await?;
    let page = signed_in.page();
    let fault = match proven {
        Proven::Right(token) => {
            let cookie = cookies::keep(&signed_in.domain, Kept::Session, &token);
            let to = signed_in.path(own_page(&typed.next));
            return Ok((AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(&to)).into_response());
        }
        Proven::Wrong => page.t("prove-wrong"),
        Proven::Wait(wait) => page.with("sign-in-wait", "span", page.span(wait)),
    };
    render(&signed_in, typed.next, Some(fault)).await
}

/// Ends this session, which is weaker than its user by now, and goes to the sign-in.
async fn sign_in_again(
    signed_in: SignedIn,
    State(app): State<App>,
    Form(Next { next }): Form<Next>,
) -> Result<Response, Fault> {
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
    let to = format!("/sign-in?next={}", encode(own_page(&next)));
    Ok((
        AppendHeaders([(SET_COOKIE, cookie)]),
        Redirect::to(&signed_in.path(&to)),
    )
        .into_response())
}

async fn find_lack(signed_in: &SignedIn) -> Result<Option<Lack>, Fault> {
    let context = signed_in.app.context();
    let lack = prove_password::find_lack(
        &mut *context.db.read().await?,
        context,
        &signed_in.domain,
        &signed_in.session,
    )
    .await?;
    Ok(lack)
}

async fn render(
    signed_in: &SignedIn,
    next: String,
    fault: Option<String>,
) -> Result<Response, Fault> {
    html(&ProvePage {
        page: signed_in.page(),
        name: signed_in.user.name.to_string(),
        next,
        must_sign_in: find_lack(signed_in).await? == Some(Lack::SecondFactor),
        fault,
    })
}
