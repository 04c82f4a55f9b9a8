//! Ending what `/stop` in the chat began.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use flows::reception::mute;

use crate::App;
use crate::fault::Fault;
use crate::pages::account_change::OwnAccount;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/account/{id}/unmute", post(unmute))
}

async fn unmute(own: OwnAccount, State(app): State<App>) -> Result<Response, Fault> {
    let signed_in = &own.signed_in;
    let (domain, session) = (&signed_in.domain, &signed_in.session);
    mute::unmute_own(app.context(), domain, session, signed_in.by(), &own.account).await?;
    Ok(Redirect::to(&signed_in.path("/account?note=account-unmuted")).into_response())
}
