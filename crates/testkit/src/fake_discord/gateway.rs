//! The gateway of the fake, version 10.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State as Given};
use axum::response::Response;
use flate2::{Compress, Compression, FlushCompress};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::state::{Order, Session};
use super::{GUILDS, Inside, PRIVILEGED, gateway_url, shape};

/// All intents that there are.
const ALL_INTENTS: u64 = (1 << 26) - 1;

pub(super) async fn open(
    Given(inside): Given<Arc<Inside>>,
    Query(asked): Query<HashMap<String, String>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade.on_upgrade(async move |socket| {
        let squeezed = match asked.get("compress").map(String::as_str) {
            None => None,
            Some("zlib-stream") => Some(Compress::new(Compression::fast(), true)),
            Some(other) => panic!("no compression {other} here"),
        };
        let mut line = Line {
            inside,
            socket,
            squeezed,
            session: None,
        };
        let is = |name: &str, value: &str| asked.get(name).is_some_and(|given| given == value);
        if !is("v", "10") || !is("encoding", "json") {
            line.close(4_012).await;
            return;
        }
        line.serve().await;
    })
}

/// A connection.
struct Line {
    inside: Arc<Inside>,
    socket: WebSocket,
    /// `zlib-stream`: one stream over all payloads.
    squeezed: Option<Compress>,
    /// The session that it serves.
    session: Option<String>,
}

impl Line {
    async fn serve(&mut self) {
        let (orders, mut ordered) = mpsc::unbounded_channel();
        let beat = self.inside.lock().beat;
        let hello = json!({ "heartbeat_interval": u64::try_from(beat.as_millis()).unwrap() });
        self.say(&json!({ "op": 10, "d": hello, "s": null, "t": null }))
            .await;
        // Whoever does not beat is taken for dead.
        let mut dead_at = Instant::now() + beat * 3;
        loop {
            tokio::select! {
                order = ordered.recv() => match order {
                    Some(Order::Say(payload)) => self.say(&payload).await,
                    Some(Order::Close(code)) => return self.close(code).await,
                    Some(Order::Break) | None => return self.end(),
                },
                came = self.socket.recv() => {
                    let text = match came {
                        Some(Ok(Message::Text(text))) => text,
                        Some(Ok(Message::Binary(_))) => return self.close(4_002).await,
                        Some(Ok(Message::Close(frame))) => return self.left(frame.as_ref()),
                        Some(Ok(_)) => continue,
                        Some(Err(_)) | None => return self.end(),
                    };
                    let Ok(payload) = serde_json::from_str::<Value>(&text) else {
                        return self.close(4_002).await;
                    };
                    if payload["op"] == 1 {
                        dead_at = Instant::now() + beat * 3;
                    }
                    if let Err(code) = self.take(&payload, &orders).await {
                        return self.close(code).await;
                    }
                }
                () = sleep_until(dead_at) => return self.close(4_000).await,
            }
        }
    }

    /// `Err` is the code to close with.
    async fn take(
        &mut self,
        payload: &Value,
        orders: &mpsc::UnboundedSender<Order>,
    ) -> Result<(), u16> {
        let data = &payload["d"];
        match payload["op"].as_u64() {
            Some(1) => {
                if self.inside.lock().answers_beats {
                    self.say(&json!({ "op": 11, "d": null, "s": null, "t": null }))
                        .await;
                }
                Ok(())
            }
            Some(2) => self.identify(data, orders).await,
            Some(6) => self.resume(data, orders).await,
            Some(3 | 4 | 8) if self.session.is_none() => Err(4_003),
            Some(3 | 4 | 8) => Ok(()),
            _ => Err(4_001),
        }
    }

    async fn identify(
        &mut self,
        data: &Value,
        orders: &mpsc::UnboundedSender<Order>,
    ) -> Result<(), u16> {
        if self.session.is_some() {
            return Err(4_005);
        }
        let (Some(token), Some(intents)) = (data["token"].as_str(), data["intents"].as_u64())
        else {
            return Err(4_002);
        };
        let has = |name: &str| data["properties"][name].is_string();
        if !(has("os") && has("browser") && has("device")) {
            return Err(4_002);
        }
        let payloads = {
            let mut state = self.inside.lock();
            state.identified += 1;
            if token != state.token {
                return Err(4_004);
            }
            if intents & !ALL_INTENTS != 0 {
                return Err(4_013);
            }
            if intents & PRIVILEGED & !state.allowed_intents != 0 {
                return Err(4_014);
            }
            state.starts_left = state.starts_left.saturating_sub(1);
            let id = format!("{:032x}", state.id());
            let ready = shape::ready(&state, &id, &gateway_url(&self.inside));
            let mut events = vec![("READY", ready)];
            if intents & GUILDS != 0 {
                let bot = state.bot;
                let joined = state
                    .guilds
                    .iter()
                    .filter(|(_, (_, members))| members.contains(&bot));
                let guilds = joined.map(|(id, _)| ("GUILD_CREATE", shape::guild(&state, *id)));
                events.extend(guilds);
            }
            let payloads: Vec<Value> = events
                .into_iter()
                .zip(1..)
                .map(|((name, data), number)| json!({ "op": 0, "s": number, "t": name, "d": data }))
                .collect();
            let session = Session {
                intents,
                events: payloads.clone(),
                line: Some(orders.clone()),
            };
            state.sessions.insert(id.clone(), session);
            self.session = Some(id);
            payloads
        };
        for payload in payloads {
            self.say(&payload).await;
        }
        Ok(())
    }

    async fn resume(
        &mut self,
        data: &Value,
        orders: &mpsc::UnboundedSender<Order>,
    ) -> Result<(), u16> {
        let (Some(token), Some(id), Some(seen)) = (
            data["token"].as_str(),
            data["session_id"].as_str(),
            data["seq"].as_u64(),
        ) else {
            return Err(4_002);
        };
        let seen = usize::try_from(seen).unwrap();
        let missed = {
            let mut state = self.inside.lock();
            if token != state.token {
                return Err(4_004);
            }
            match state.sessions.get_mut(id) {
                None => None,
                Some(session) if seen > session.events.len() => return Err(4_007),
                Some(session) => {
                    session.line = Some(orders.clone());
                    let missed = session.events[seen..].to_vec();
                    state.resumed += 1;
                    Some(missed)
                }
            }
        };
        let Some(missed) = missed else {
            self.say(&json!({ "op": 9, "d": false, "s": null, "t": null }))
                .await;
            return Ok(());
        };
        self.session = Some(id.to_owned());
        for payload in missed {
            self.say(&payload).await;
        }
        self.inside
            .lock()
            .tell_one(id, "RESUMED", &json!({ "_trace": [] }));
        Ok(())
    }

    async fn say(&mut self, payload: &Value) {
        let text = payload.to_string();
        let message = match &mut self.squeezed {
            None => Message::text(text),
            Some(squeezed) => {
                let mut out = Vec::with_capacity(text.len() * 2 + 128);
                let flush = FlushCompress::Sync;
                squeezed
                    .compress_vec(text.as_bytes(), &mut out, flush)
                    .unwrap();
                Message::binary(out)
            }
        };
        // A connection that broke is noticed where it is read.
        let _ = self.socket.send(message).await;
    }

    async fn close(&mut self, code: u16) {
        let frame = CloseFrame {
            code,
            reason: "".into(),
        };
        let _ = self.socket.send(Message::Close(Some(frame))).await;
        self.end();
    }

    /// The other end closed: with 1000 or 1001 its session ends.
    fn left(&mut self, frame: Option<&CloseFrame>) {
        let ends = frame.is_some_and(|frame| matches!(frame.code, 1_000 | 1_001));
        if let Some(id) = self.session.take()
            && ends
        {
            self.inside.lock().sessions.remove(&id);
        }
    }

    fn end(&mut self) {
        if let Some(id) = self.session.take()
            && let Some(session) = self.inside.lock().sessions.get_mut(&id)
        {
            session.line = None;
        }
    }
}
