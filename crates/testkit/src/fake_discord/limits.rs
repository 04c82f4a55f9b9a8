//! The limits of the fake: per route, and in all.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::time::Instant;

/// How many calls a second one bot may make.
const IN_ALL: usize = 50;

/// How much is allowed, and how much was used.
#[derive(Debug, Default)]
pub(super) struct Limits {
    /// What a call begins with, how many there may be, and in what time; the first that fits counts.
    pub(super) rules: Vec<(String, u32, Duration)>,
    buckets: HashMap<String, (u32, Instant)>,
    last: VecDeque<Instant>,
    /// How many calls were too many.
    pub(super) exceeded: usize,
}

/// What the answer's headers say.
pub(super) struct Left {
    bucket: String,
    limit: u32,
    remaining: u32,
    reset: Duration,
}

impl Limits {
    /// Counts a call. `path` has no ids but those of channels and servers. `Err` is the refusal.
    pub(super) fn count(
        &mut self,
        method: &str,
        path: &str,
    ) -> Result<Option<Left>, Box<Response>> {
        let now = Instant::now();
        if path.starts_with("interactions/") {
            return Ok(None);
        }
        let second = Duration::from_secs(1);
        self.last.retain(|at| now - *at < second);
        if self.last.len() >= IN_ALL {
            self.exceeded += 1;
            let wait = second.saturating_sub(now - self.last[0]);
            return Err(Box::new(too_many(wait, None)));
        }
        self.last.push_back(now);
        let route = route(path);
        let call = format!("{method} {route}");
        let rule = self.rules.iter().find(|rule| call.starts_with(&rule.0));
        let (limit, period) = rule.map_or_else(|| usual(&call), |rule| (rule.1, rule.2));
        let bucket = self.buckets.entry(format!("{method} {}", major(path)));
        let (used, until) = bucket.or_insert((0, now + period));
        if *until <= now {
            (*used, *until) = (0, now + period);
        }
        let left = |used: u32| Left {
            bucket: name(&call),
            limit,
            remaining: limit.saturating_sub(used),
            reset: *until - now,
        };
        if *used >= limit {
            let left = left(*used);
            self.exceeded += 1;
            return Err(Box::new(too_many(left.reset, Some(&left))));
        }
        *used += 1;
        Ok(Some(left(*used)))
    }
}

impl Left {
    pub(super) fn write(&self, headers: &mut HeaderMap) {
        let reset = self.reset.as_secs_f64();
        for (name, value) in [
            ("x-ratelimit-limit", self.limit.to_string()),
            ("x-ratelimit-remaining", self.remaining.to_string()),
            ("x-ratelimit-reset-after", format!("{reset:.3}")),
            ("x-ratelimit-bucket", self.bucket.clone()),
        ] {
            headers.insert(name, HeaderValue::try_from(value).unwrap());
        }
    }
}

/// A refusal as <https://discord.com/developers/docs/topics/rate-limits> shows it.
fn too_many(wait: Duration, left: Option<&Left>) -> Response {
    let is_global = left.is_none();
    let body = json!({
        "message": "You are being rate limited.",
        "retry_after": wait.as_secs_f64(),
        "global": is_global,
    });
    let mut response = (StatusCode::TOO_MANY_REQUESTS, axum::Json(body)).into_response();
    let headers = response.headers_mut();
    let seconds = wait.as_secs_f64().ceil().max(1.0);
    headers.insert(
        "retry-after",
        HeaderValue::try_from(seconds.to_string()).unwrap(),
    );
    match left {
        None => {
            headers.insert("x-ratelimit-global", HeaderValue::from_static("true"));
            headers.insert("x-ratelimit-scope", HeaderValue::from_static("global"));
        }
        Some(left) => {
            left.write(headers);
            headers.insert("x-ratelimit-scope", HeaderValue::from_static("user"));
        }
    }
    response
}

/// What is allowed where no rule says.
fn usual(call: &str) -> (u32, Duration) {
    match call {
        "POST channels/#/messages" => (5, Duration::from_secs(5)),
        _ => (10, Duration::from_secs(10)),
    }
}

/// The path without ids.
fn route(path: &str) -> String {
    let parts = path
        .split('/')
        .map(|part| if is_id(part) { "#" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// The path with the first id alone: each channel and server has limits of its own.
fn major(path: &str) -> String {
    let mut count = 0;
    let parts = path.split('/').map(|part| {
        count += usize::from(is_id(part));
        if is_id(part) && count > 1 { "#" } else { part }
    });
    parts.collect::<Vec<_>>().join("/")
}

fn is_id(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// A name that says nothing, as Discord's.
fn name(call: &str) -> String {
    let sum = call.bytes().fold(17_u64, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    });
    format!("{sum:016x}")
}
