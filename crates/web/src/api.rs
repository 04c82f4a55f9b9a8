//! The API, one file a call.

use axum::Router;
use axum::routing::{get, post};

use crate::App;

mod messages;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/messages", post(messages::create::create))
        .route("/messages/{id}", get(messages::show::show))
        .fallback(messages::missing)
}
