//! `/api/v1/messages`: texts to users.

use axum::http::StatusCode;

use crate::problem::Problem;

pub(crate) mod create;
pub(crate) mod show;

/// The answer where no call fits.
pub(crate) async fn missing() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "not-found",
        "There is nothing here",
        "The calls are listed in docs/api.md.",
    )
}
