//! Why the page does not open, and what to do.

use std::time::Duration;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use crate::fault::Fault;
use crate::page::Page;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "telegram_login_over.html")]
struct OverPage {
    page: Page,
    why: String,
}

/// For a reason whose text is `telegram-page-over-…`.
pub(super) fn page(visitor: &Visitor, status: StatusCode, reason: &str) -> Fault {
    let page = visitor.page();
    let why = page.t(&format!("telegram-page-over-{reason}"));
    shown(page, status, why)
}

/// This person may not use the bridge.
pub(super) fn not_allowed(visitor: &Visitor, matrix_id: &str) -> Fault {
    let page = visitor.page();
    let why = page.with("telegram-page-over-not-allowed", "matrix", matrix_id);
    shown(page, StatusCode::FORBIDDEN, why)
}

/// Too many links were tried.
pub(super) fn wait(visitor: &Visitor, wait: Duration) -> Fault {
    let page = visitor.page();
    let why = page.with("telegram-page-wait", "span", page.span(wait));
    shown(page, StatusCode::TOO_MANY_REQUESTS, why)
}

fn shown(page: Page, status: StatusCode, why: String) -> Fault {
    match (OverPage { page, why }).render() {
        Ok(text) => Fault::from(with_status(status, text)),
        Err(error) => Fault::internal(&error),
    }
}

fn with_status(status: StatusCode, text: String) -> Response {
    (status, Html(text)).into_response()
}
