//! A server that behaves as CallMeBot's does: people by number or name and key, pages for answers, and statuses of its
//! own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::fake_site::FakeSite;

type Fields = BTreeMap<String, String>;

/// The server.
pub struct FakeCallMeBot {
    /// Its web server.
    pub site: FakeSite,
    inside: Arc<Inside>,
}

/// Whom it may write to: `whatsapp.php`, the number or name (empty where there is none), and the key.
type Person = (String, String, String);

#[derive(Default)]
struct Inside {
    people: Mutex<Vec<Person>>,
    /// The numbers and names of who has paused it.
    paused: Mutex<Vec<String>>,
    messages: Mutex<Vec<(String, String)>>,
    /// How many messages may still come before it asks for patience.
    left: Mutex<Option<u32>>,
}

impl FakeCallMeBot {
    /// Starts a server that nobody has let write to them.
    pub async fn start() -> Self {
        let inside = Arc::new(Inside::default());
        let router = Router::new()
            .route("/", get(async || Html("<h1>CallMeBot API</h1>")))
            .route("/whatsapp.php", get(send))
            .route("/signal/send.php", get(send))
            .route("/facebook/send.php", get(send))
            .route("/text.php", get(send))
            .with_state(inside.clone());
        let site = FakeSite::start(router).await;
        Self { site, inside }
    }

    /// Somebody lets it write to them: at `whatsapp.php`, with this number or name, and this key.
    pub fn allow(&self, page: &str, to: &str, key: &str) {
        let person = (page.to_owned(), to.to_owned(), key.to_owned());
        self.inside.people.lock().unwrap().push(person);
    }

    /// Somebody wants nothing for now.
    pub fn pause(&self, to: &str) {
        self.inside.paused.lock().unwrap().push(to.to_owned());
    }

    /// From now on so many messages may come.
    pub fn limit(&self, messages: u32) {
        *self.inside.left.lock().unwrap() = Some(messages);
    }

    /// By which page messages came, and their texts.
    pub fn messages(&self) -> Vec<(String, String)> {
        self.inside.messages.lock().unwrap().clone()
    }
}

async fn send(
    State(inside): State<Arc<Inside>>,
    uri: Uri,
    Query(fields): Query<Fields>,
) -> Response {
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let page = uri.path().trim_start_matches('/').to_owned();
    let (to, text) = (
        format!("{}{}", field("phone"), field("user")),
        field("text"),
    );
    if text.is_empty() {
        return answer(201, &to, &text, "Text is missing.");
    }
    let person = (page.clone(), to.clone(), field("apikey"));
    if !inside.people.lock().unwrap().contains(&person) {
        return match page.as_str() {
            "text.php" => answer(200, &to, &text, "Status: Failed. User not authorized."),
            _ => answer(
                203,
                &to,
                &text,
                "APIKey is invalid. Please create a new one.",
            ),
        };
    }
    if inside.paused.lock().unwrap().contains(&to) {
        let words = "Your Account is Paused. To enable it send the word <b>resume</b> to the bot.";
        return answer(200, &to, &text, words);
    }
    match &mut *inside.left.lock().unwrap() {
        Some(0) => return answer(203, &to, &text, "<h1>Oops! Too many requests...</h1>"),
        Some(left) => *left -= 1,
        None => {}
    }
    inside
        .messages
        .lock()
        .unwrap()
        .push((page.clone(), text.clone()));
    let words = match page.as_str() {
        "whatsapp.php" => "<b>Message queued.</b> You will receive it in a few seconds.".to_owned(),
        "signal/send.php" => format!("Message sent to {to}"),
        "facebook/send.php" => "Message sent.".to_owned(),
        _ => "Status: Successful".to_owned(),
    };
    answer(200, &to, &text, &words)
}

/// A page for people, which repeats what was asked.
fn answer(status: u16, to: &str, text: &str, words: &str) -> Response {
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;");
    let page = format!(
        "<html><body><p><b>Message to:</b> {to}</p><p><b>Text to send:</b> {escaped}</p><p>{words}</p></body></html>"
    );
    (StatusCode::from_u16(status).unwrap(), Html(page)).into_response()
}
