//! How a page fails: a redirect to the sign-in, or a page that says what happened and what to do.

use std::any::Any;

use askama::Template;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Redirect, Response};
use flows::FlowError;
use store::StoreError;

use crate::auth::SignedIn;
use crate::page::Page;
use crate::visitor::Visitor;

/// How a page fails. It holds a finished answer and no source error, so it cannot leak one.
pub struct Fault(Box<Response>);

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage {
    page: Page,
    heading: &'static str,
    text: &'static str,
}

impl Fault {
    /// Sends to the sign-in page, and back here afterwards.
    pub(crate) fn sign_in_first(visitor: &Visitor, parts: &Parts) -> Self {
        let next = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let to = if parts.method.is_safe() && next != "/" {
            format!("/sign-in?next={}", encode(next))
        } else {
            "/sign-in".to_owned()
        };
        Redirect::to(&visitor.path(&to)).into_response().into()
    }

    /// The user may not do this.
    pub(crate) fn forbidden(signed_in: &SignedIn) -> Self {
        shown(
            StatusCode::FORBIDDEN,
            signed_in.page(),
            "fault-forbidden-heading",
            "fault-forbidden-text",
        )
    }

    /// What was asked for is not there.
    pub(crate) fn missing(page: Page) -> Self {
        shown(
            StatusCode::NOT_FOUND,
            page,
            "fault-missing-heading",
            "fault-missing-text",
        )
    }

    /// Something nobody expected; logged here, and nothing of it is shown.
    pub(crate) fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(error = describe(error), "A page failed");
        sorry().into()
    }
}

impl From<Response> for Fault {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl From<FlowError> for Fault {
    fn from(error: FlowError) -> Self {
        Self::internal(&error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::internal(&error)
    }
}

/// The answer where no route fits.
pub(crate) async fn not_found(visitor: Visitor) -> Fault {
    Fault::missing(visitor.page())
}

/// The answer after a panic: logged by the panic hook, said to nobody else.
pub(crate) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    sorry()
}

/// An error with its causes, on one line.
pub(crate) fn describe(error: &dyn std::error::Error) -> String {
    std::iter::successors(error.source(), |cause| cause.source())
        .fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// Percent-encodes a path for use as a query value.
pub(crate) fn encode(path: &str) -> String {
    path.bytes().fold(String::new(), |text, byte| {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            text + &char::from(byte).to_string()
        } else {
            format!("{text}%{byte:02X}")
        }
    })
}

fn shown(status: StatusCode, page: Page, heading: &'static str, text: &'static str) -> Fault {
    let body = FaultPage {
        page,
        heading,
        text,
    }
    .render()
    .unwrap_or_default();
    (status, Html(body)).into_response().into()
}

fn sorry() -> Response {
    let body = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
                <title>Something went wrong</title><link rel=\"stylesheet\" href=\"/assets/postern.css\">\
                <main class=\"door\"><div class=\"card\"><h1>Something went wrong here</h1>\
                <p>It was not your doing, and it is in the server's log. Nothing that you sent was lost halfway: it was done \
                whole or not at all. Please go back and try again.</p></div></main>";
    (StatusCode::INTERNAL_SERVER_ERROR, Html(body)).into_response()
}
