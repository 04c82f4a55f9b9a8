//! Pages, one file each.

use axum::Router;

use crate::App;

mod second_factor;
mod sign_in;

/// The routes of all pages.
pub(crate) fn routes(_app: &App) -> Router<App> {
    Router::new()
        .merge(sign_in::routes())
        .merge(second_factor::routes())
}
