//! `POST /api/v1/messages`: accepts a text for one user or several.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::notification::check_text;
use domain::user::UserName;
use flows::accept_notification::{self, Accepted, Answer, Fate, MOST_RECIPIENTS};

use crate::App;
use crate::auth::Program;
use crate::problem::Problem;

/// The longest `Idempotency-Key`, in bytes.
const LONGEST_KEY: usize = 255;

/// The request's body.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    to: To,
    text: String,
}

/// One user name, or a list of them.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum To {
    One(String),
    Many(Vec<String>),
}

/// The answer's body.
#[derive(serde::Serialize)]
struct Answered {
    messages: Vec<Accepted>,
}

/// 202 with one entry a recipient once the text is on disk; 422 if it reaches nobody.
pub(crate) async fn create(
    program: Program,
    State(app): State<App>,
    headers: HeaderMap,
    body: Result<Json<Body>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(body) = body.map_err(|rejection| Problem::bad_request(rejection.body_text()))?;
    let key = idempotency_key(&headers)?.map(str::to_owned);
    let recipients = recipients(body.to)?;
    let text = check_text(&body.text).map_err(|fault| invalid(fault.to_string()))?;
    let answer = accept_notification::from_integration(
        app.context(),
        &program.integration,
        key,
        recipients,
        text,
    )
    .await?;
    match answer {
        Answer::Accepted(messages) if messages.iter().any(is_accepted) => {
            Ok((StatusCode::ACCEPTED, Json(Answered { messages })).into_response())
        }
        Answer::Accepted(messages) => Err(nobody(&messages)),
        Answer::Wait(wait) => Err(Problem::wait(wait)),
        Answer::OtherRequest => Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency-key-reused",
            "This Idempotency-Key came with another request",
            "Use a new key for each new message, and the same key only to repeat the very same request.",
        )),
    }
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default();
    if key.is_empty() || key.len() > LONGEST_KEY {
        return Err(Problem::bad_request(format!(
            "The Idempotency-Key must be 1 to {LONGEST_KEY} visible ASCII characters."
        )));
    }
    Ok(Some(key))
}

fn recipients(to: To) -> Result<Vec<UserName>, Problem> {
    let names = match to {
        To::One(name) => vec![name],
        To::Many(names) => names,
    };
    if names.is_empty() || names.len() > MOST_RECIPIENTS {
        return Err(invalid(format!(
            "`to` takes 1 to {MOST_RECIPIENTS} user names."
        )));
    }
    names
        .iter()
        .map(|name| UserName::parse(name).map_err(|fault| invalid(format!("`to`: {fault}"))))
        .collect()
}

fn is_accepted(accepted: &Accepted) -> bool {
    matches!(accepted.fate, Fate::Accepted { .. })
}

fn nobody(messages: &[Accepted]) -> Problem {
    let why = match messages
        .iter()
        .find(|accepted| accepted.fate == Fate::NoAccount)
    {
        Some(accepted) => format!(
            "{} has no messaging account that takes notifications.",
            accepted.user
        ),
        None => "No user of this domain has such a name.".to_owned(),
    };
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "nobody-reached",
        "The message reaches nobody",
        why,
    )
}

fn invalid(detail: String) -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "invalid",
        "The message cannot be sent",
        detail,
    )
}
