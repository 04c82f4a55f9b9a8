//! Pages, one file each.

use axum::Router;

use crate::App;

mod confirm;
mod deliveries;
mod labels;
mod message;
mod reports;
mod second_factor;
mod server;
mod sign_in;
mod user;
mod users;

/// The routes of all pages.
pub(crate) fn routes(_app: &App) -> Router<App> {
    Router::new()
        .merge(sign_in::routes())
        .merge(second_factor::routes())
        .merge(users::routes())
        .merge(user::routes())
        .merge(message::routes())
        .merge(reports::routes())
        .merge(deliveries::routes())
        .merge(server::routes())
}
