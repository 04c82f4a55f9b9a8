//! The style sheet, the script and the icon, built into the program.

use axum::Router;
use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::routing::get;

use crate::App;

const CSS: &str = include_str!("../assets/postern.css");
const JS: &str = include_str!("../assets/postern.js");
const ICON: &str = include_str!("../assets/icon.svg");

/// The addresses carry the version, so that browsers may keep them for a day.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/assets/postern.css",
            get(async || (headers("text/css; charset=utf-8"), CSS)),
        )
        .route(
            "/assets/postern.js",
            get(async || (headers("text/javascript; charset=utf-8"), JS)),
        )
        .route(
            "/assets/icon.svg",
            get(async || (headers("image/svg+xml"), ICON)),
        )
        .route(
            "/favicon.ico",
            get(async || (headers("image/svg+xml"), ICON)),
        )
}

fn headers(kind: &'static str) -> [(HeaderName, &'static str); 2] {
    [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "public, max-age=86400"),
    ]
}
