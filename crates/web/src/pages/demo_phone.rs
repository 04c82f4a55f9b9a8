//! The demo phone: a page that looks like one, and shows all that Postern sent to the provider `demo-phone`.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::time::Timestamp;
use store::demo_phone;

use crate::App;
use crate::fault::Fault;
use crate::page::{Page, html};
use crate::visitor::Visitor;

/// How many messages the phone shows.
const MESSAGES: i64 = 50;
/// How many digits a code has.
const DIGITS: usize = 6;

/// Only where there is such a phone: nobody signs in to it.
pub(crate) fn routes(app: &App) -> Router<App> {
    if !app.has_demo_phone() {
        return Router::new();
    }
    Router::new()
        .route("/demo/phone", get(show))
        .route("/demo/phone/messages", get(messages))
}

#[derive(Template)]
#[template(path = "demo_phone.html")]
struct PhonePage {
    page: Page,
    bubbles: Vec<Bubble>,
}

#[derive(Template)]
#[template(path = "demo_phone_messages.html")]
struct Fragment {
    page: Page,
    bubbles: Vec<Bubble>,
}

/// One message.
struct Bubble {
    handle: String,
    at: Timestamp,
    pieces: Vec<Piece>,
}

/// A part of a message's text.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// Six digits.
    Code(String),
    /// The address of a page of ours.
    Link(String),
}

async fn show(visitor: Visitor, State(app): State<App>) -> Result<Response, Fault> {
    html(&PhonePage {
        bubbles: list(&visitor, &app).await?,
        page: visitor.page(),
    })
}

async fn messages(visitor: Visitor, State(app): State<App>) -> Result<Response, Fault> {
    html(&Fragment {
        bubbles: list(&visitor, &app).await?,
        page: visitor.page(),
    })
}

async fn list(visitor: &Visitor, app: &App) -> Result<Vec<Bubble>, Fault> {
    let found = demo_phone::list(&mut *app.context().db.read().await?, MESSAGES).await?;
    let bubble = |message: demo_phone::Message| Bubble {
        pieces: pieces(&message.text, &visitor.domain.base_url),
        handle: message.handle,
        at: message.at,
    };
    Ok(found.into_iter().map(bubble).collect())
}

/// Takes a text apart, so that codes can be seen and copied at once, and links followed.
fn pieces(text: &str, base_url: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        if bare.len() == DIGITS && bare.bytes().all(|byte| byte.is_ascii_digit()) {
            pieces.push(Piece::Code(bare.to_owned()));
        } else if bare.starts_with("https://") && bare.starts_with(base_url) {
            pieces.push(Piece::Link(bare.to_owned()));
        } else if let Some(Piece::Text(text)) = pieces.last_mut() {
            text.push_str(word);
            continue;
        } else {
            pieces.push(Piece::Text(word.to_owned()));
            continue;
        }
        pieces.push(Piece::Text(word[bare.len()..].to_owned()));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_our_own_links_stand_out() {
        let text =
            "Your code:\n042137\nNot you? https://postern.example/x\nhttps://evil.example/ 1234567";
        let text_of = |text: &str| Piece::Text(text.to_owned());
        assert_eq!(
            pieces(text, "https://postern.example"),
            [
                text_of("Your code:\n"),
                Piece::Code("042137".to_owned()),
                text_of("\nNot you? "),
                Piece::Link("https://postern.example/x".to_owned()),
                text_of("\nhttps://evil.example/ 1234567"),
            ]
        );
    }
}
