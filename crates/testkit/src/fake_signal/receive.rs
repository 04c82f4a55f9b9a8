//! What came in, as the container gives it: over a WebSocket, or whenever it is asked.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::rest::{no_account, refusal};
use super::state::{Inside, Listening, Mode};

/// In `json-rpc` mode it is a WebSocket, whatever the number is; only what is for its account is said.
pub(super) async fn receive(
    State(inside): State<Arc<Inside>>,
    Path(number): Path<String>,
    Query(asked): Query<BTreeMap<String, String>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    if inside.mode() == Mode::Normal {
        return letters(&inside, &number, &asked);
    }
    match upgrade {
        Ok(upgrade) => {
            let heard = inside.events.subscribe();
            upgrade.on_upgrade(async move |socket| say(inside, number, socket, heard).await)
        }
        Err(_) => (StatusCode::BAD_REQUEST, "Bad Request\n").into_response(),
    }
}

async fn say(
    inside: Arc<Inside>,
    number: String,
    mut socket: WebSocket,
    mut heard: tokio::sync::broadcast::Receiver<String>,
) {
    if socket.send(Message::Ping(Vec::new().into())).await.is_err() {
        return;
    }
    let listening = Listening::to(inside.clone());
    let mut mode = inside.mode.subscribe();
    loop {
        tokio::select! {
            event = heard.recv() => {
                let Ok(event) = event else { break };
                if inside.has(Some(&number)) && socket.send(Message::text(event)).await.is_err() {
                    break;
                }
            }
            _ = mode.changed() => break,
            // Whatever a client says is thrown away, until it says no more.
            said = socket.recv() => if !matches!(said, Some(Ok(_))) { break },
        }
    }
    drop(listening);
}

/// In `normal` mode: what came in since it was last asked for, and no more than wanted.
fn letters(inside: &Inside, number: &str, asked: &BTreeMap<String, String>) -> Response {
    let switches = [
        "ignore_attachments",
        "ignore_stories",
        "ignore_avatars",
        "ignore_stickers",
        "send_read_receipts",
    ];
    for (name, value) in asked {
        let is_number = ["timeout", "max_messages"].contains(&name.as_str());
        if is_number && value.parse::<i32>().is_err() {
            let words = format!("Couldn't process request - {name} needs to be numeric!");
            return refusal(400, &words);
        }
        let is_switch = switches.contains(&name.as_str());
        if is_switch && !["true", "false"].contains(&value.as_str()) {
            let words = format!(
                "Couldn't process request - {name} parameter needs to be either 'true' or 'false'"
            );
            return refusal(400, &words);
        }
    }
    if !inside.has(Some(number)) {
        return no_account(number);
    }
    let most = asked.get("max_messages").map(|most| most.parse().unwrap());
    let most = most.filter(|most| *most > 0).unwrap_or(usize::MAX);
    let mut letters = inside.letters.lock().unwrap();
    let some: Vec<_> = {
        let most = most.min(letters.len());
        letters.drain(..most).collect()
    };
    drop(letters);
    inside.asked.send_modify(|count| *count += 1);
    // The real one says that this is text, too.
    serde_json::to_string(&some).unwrap().into_response()
}
