//! The style sheet, the script and the icons, built into the program.

mod icons;

use axum::Router;
use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::routing::get;

use domain::provider::Icon;

use crate::App;

const CSS: &str = include_str!("../assets/postern.css");
const JS: &str = include_str!("../assets/postern.js");
const ICON: &str = include_str!("../assets/icon.svg");

/// The addresses carry the version, so that browsers may keep them for a day.
pub(crate) fn routes(icons: &[Icon]) -> Router<App> {
    let (drawings, colours) = (icons::drawings(icons), icons::colours(icons));
    Router::new()
        .route(
            "/assets/providers.svg",
            get(async || (brief_headers("image/svg+xml"), drawings)),
        )
        .route(
            "/assets/providers.css",
            get(async || (brief_headers("text/css; charset=utf-8"), colours)),
        )
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

/// For what follows from the providers that the house knows: another version of Postern may know more.
fn brief_headers(kind: &'static str) -> [(HeaderName, &'static str); 2] {
    [(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=60")]
}

fn headers(kind: &'static str) -> [(HeaderName, &'static str); 2] {
    [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "public, max-age=86400"),
    ]
}
