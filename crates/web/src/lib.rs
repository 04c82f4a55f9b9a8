//! Pages and API.
//!
//! Pages are HTML from the server: every form works without JavaScript, a little of it makes some parts live. Each
//! page is a file in `pages/` and a template of the same name; each call of the API a file in `api/`. The
//! extractors in [`auth`] *are* the permissions: who holds a [`auth::Manager`] has been checked.

mod api;
mod app;
mod assets;
pub mod audit;
pub mod auth;
mod code_state;
mod cookies;
mod domain_of;
mod fault;
mod guard;
mod page;
mod pages;
mod problem;
mod qr;
pub mod report;
pub mod telegram_login;
mod visitor;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use domain::provider::Icon;
use tower::Layer;
use tower_http::catch_panic::CatchPanicLayer;

pub use app::{App, Proxies};

/// The largest body of a form or an API request, in bytes: 10,000 recipients and a text of 4,000 characters fit.
const LARGEST_BODY: usize = 2 * 1024 * 1024;

/// Everything that Postern answers over HTTP.
///
/// `icons` are those of all kinds of providers. Serve it with the peer's address as `ConnectInfo<SocketAddr>`.
pub fn router(app: App, icons: &[Icon]) -> Router {
    let routes = Router::new()
        .merge(pages::routes(&app))
        .nest("/api/v1", api::routes())
        .merge(assets::routes(icons))
        .fallback(fault::not_found)
        .layer(CatchPanicLayer::custom(fault::panicked))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn(guard::refuse_foreign_forms))
        .layer(from_fn(guard::add_security_headers))
        .with_state(app.clone());
    // The domain is found before routing, since it may be the first part of the path.
    let by_domain = from_fn_with_state(app, domain_of::find_domain).layer(routes);
    Router::new().fallback_service(by_domain)
}
