//! Pages, one file each.

use axum::Router;

use crate::App;

mod account;
mod account_change;
mod backup_codes;
mod confirm;
mod deliveries;
mod demo_phone;
mod invitation;
mod labels;
mod link;
mod message;
mod not_me;
mod paging;
mod password;
mod prove;
mod reports;
mod second_factor;
mod server;
mod sessions;
mod sign_in;
mod telegram_login;
mod user;
mod users;

/// The routes of all pages.
pub(crate) fn routes(app: &App) -> Router<App> {
    Router::new()
        .merge(sign_in::routes())
        .merge(second_factor::routes())
        .merge(account::routes())
        .merge(account_change::routes())
        .merge(backup_codes::routes())
        .merge(demo_phone::routes(app))
        .merge(invitation::routes())
        .merge(link::routes())
        .merge(not_me::routes())
        .merge(password::routes())
        .merge(prove::routes())
        .merge(sessions::routes())
        .merge(telegram_login::routes())
        .merge(users::routes())
        .merge(user::routes())
        .merge(message::routes())
        .merge(reports::routes())
        .merge(deliveries::routes())
        .merge(server::routes())
}
