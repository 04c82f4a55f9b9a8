//! What Discord's answers say of its limits (<https://discord.com/developers/docs/topics/rate-limits>).

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use twilight_http_ratelimiting::RateLimitHeaders;

use super::LONGEST_WAIT;
use crate::http::Answer;

/// What the answer's headers say of the limits.
pub(super) fn limits(answer: &Answer) -> Option<RateLimitHeaders> {
    let text = |name: &str| answer.headers.get(name)?.to_str().ok();
    let bucket = text(RateLimitHeaders::BUCKET)?.as_bytes().to_vec();
    let is_too_much = answer.status == StatusCode::TOO_MANY_REQUESTS;
    if is_too_much && scope(&answer.headers) == Some("global") {
        return None;
    }
    let wait = text(if is_too_much {
        "retry-after"
    } else {
        RateLimitHeaders::RESET_AFTER
    })?;
    let wait = seconds(wait.parse().ok())?.min(LONGEST_WAIT);
    let count = |name: &str| text(name)?.parse().ok();
    Some(RateLimitHeaders {
        bucket,
        limit: count(RateLimitHeaders::LIMIT).unwrap_or(0),
        remaining: if is_too_much {
            0
        } else {
            count(RateLimitHeaders::REMAINING)?
        },
        reset_at: Instant::now() + wait,
    })
}

/// About whom a limit is: `user`, `shared` or `global`.
pub(super) fn scope(headers: &HeaderMap) -> Option<&str> {
    headers.get(RateLimitHeaders::SCOPE)?.to_str().ok()
}

/// Seconds, as Discord writes them.
pub(super) fn seconds(seconds: Option<f64>) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds?).ok()
}
