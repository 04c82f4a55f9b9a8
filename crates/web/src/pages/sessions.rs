//! Ending one's own sessions.

use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::post;
use domain::id::SessionId;
use flows::end_session;

use crate::App;
use crate::auth::SignedIn;
use crate::cookies::{self, Kept};
use crate::fault::Fault;
use crate::pages::user::chosen::param;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/account/sessions/{id}/end", post(end))
        .route("/account/sessions/end-others", post(end_others))
}

/// A session that the address names. Whose it is, the flow asks.
struct Named {
    signed_in: SignedIn,
    id: SessionId,
}

impl FromRequestParts<App> for Named {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        let id = param(parts, app, "id")
            .await
            .ok_or_else(|| Fault::missing(signed_in.page()))?;
        Ok(Self { signed_in, id })
    }
}

async fn end(named: Named, State(app): State<App>) -> Result<Response, Fault> {
    let Named { signed_in, id } = named;
    let domain = &signed_in.domain;
    let user = signed_in.user.id;
    end_session::one(app.context(), signed_in.by(), &domain.name, user, id).await?;
    if id == signed_in.session.id {
        let cookie = cookies::forget(domain, Kept::Session);
        let to = Redirect::to(&signed_in.path("/sign-in?note=signed-out"));
        return Ok((AppendHeaders([(SET_COOKIE, cookie)]), to).into_response());
    }
    Ok(Redirect::to(&signed_in.path("/account?note=session-ended")).into_response())
}

async fn end_others(signed_in: SignedIn, State(app): State<App>) -> Result<Response, Fault> {
    end_session::others(
        app.context(),
        signed_in.by(),
        &signed_in.domain.name,
        signed_in.user.id,
        Some(signed_in.session.id),
    )
    .await?;
    Ok(Redirect::to(&signed_in.path("/account?note=other-sessions-ended")).into_response())
}
