//! The provisioning API: programs log people in to Telegram, and begin chats for them.
//!
//! Its calls and their shapes are those of mautrix bridges (`/_matrix/provision/v3` of "bridgev2"), so that what manages
//! those manages this one. Whoever calls shows the shared secret, and names a person; or a token of that person's, for
//! `OpenID` or for the homeserver itself. Who may not log in may call nothing.
//!
//! Logins go through the same conversation as in the room with the bot ([`crate::talk`]), one at a time for each person,
//! and are kept as it is: a restart in the middle loses nothing.

mod answer;
mod auth;
mod cancel;
mod contacts;
mod create_dm;
mod flows;
mod login_of;
mod logins;
mod logout;
mod person;
mod process;
mod refusal;
mod resolve_identifier;
mod search_users;
mod start;
mod step;
mod whoami;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    CACHE_CONTROL,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::sync::Semaphore;
use tower_http::timeout::TimeoutLayer;

use crate::ground::Ground;
use crate::logins::Logins;
use crate::rooms::Rooms;
use crate::settings::ProvisioningSettings;
use crate::talk::Talks;
use process::Processes;
use refusal::Refusal;

/// The longest body that is read, in bytes: a few fields that people type.
const LONGEST: usize = 16 << 10;
/// How long a request may take; those that wait for people or Telegram give up earlier by themselves.
const DEADLINE: Duration = Duration::from_secs(90);
/// How many tokens the homeserver is asked about at once: whoever calls may be anybody.
const TOKENS_AT_ONCE: usize = 4;

/// What the calls stand on.
pub(crate) struct Provisioning {
    ground: Arc<Ground>,
    logins: Arc<Logins>,
    talks: Arc<Talks>,
    rooms: Rooms,
    settings: ProvisioningSettings,
    processes: Processes,
    asking: Semaphore,
}

/// Answers programs; nothing at all if the settings let none in.
pub(crate) fn router(
    ground: &Arc<Ground>,
    logins: &Arc<Logins>,
    talks: &Arc<Talks>,
    rooms: &Rooms,
) -> Router {
    let Some(settings) = ground.settings.provisioning.clone() else {
        return Router::new();
    };
    let state = Arc::new(Provisioning {
        ground: Arc::clone(ground),
        logins: Arc::clone(logins),
        talks: Arc::clone(talks),
        rooms: rooms.clone(),
        settings,
        processes: Processes::default(),
        asking: Semaphore::new(TOKENS_AT_ONCE),
    });
    Router::new().nest("/_matrix/provision/v3", calls(&state))
}

fn calls(state: &Arc<Provisioning>) -> Router {
    Router::new()
        .route("/whoami", get(whoami::whoami))
        .route("/login/flows", get(flows::flows))
        .route("/login/start/{flow}", post(start::start))
        .route("/login/step/{login}/{step}/{kind}", post(step::step))
        .route("/login/cancel/{login}", post(cancel::cancel))
        .route("/logins", get(logins::logins))
        .route("/logout/{login}", post(logout::logout))
        .route("/contacts", get(contacts::contacts))
        .route(
            "/resolve_identifier/{identifier}",
            get(resolve_identifier::resolve_identifier),
        )
        .route("/create_dm/{identifier}", post(create_dm::create_dm))
        .route("/search_users", post(search_users::search_users))
        .fallback(|| async { Refusal::NoCall })
        .method_not_allowed_fallback(|| async { Refusal::NoMethod })
        .layer(middleware::from_fn_with_state(
            Arc::clone(state),
            auth::let_in,
        ))
        .layer(DefaultBodyLimit::max(LONGEST))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            DEADLINE,
        ))
        .layer(middleware::from_fn(from_pages))
        .with_state(Arc::clone(state))
}

/// Lets pages of other places call, as managers are: nothing here goes by cookies.
async fn from_pages(request: Request, next: Next) -> Response {
    let mut response = if request.method() == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS");
    set(
        ACCESS_CONTROL_ALLOW_HEADERS,
        "Authorization, Content-Type, X-Requested-With",
    );
    // Codes to scan, names and numbers are nothing to keep.
    set(CACHE_CONTROL, "no-store");
    response
}
