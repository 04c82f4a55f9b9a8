//! `POST login/step/{login}/{step}/{type}`: what people typed, or that one waits for them and for Telegram.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use domain::limit::QUESTIONS_OF_PROVISIONED;
use serde_json::{Value, json};
use telegram::login::{Said, Typed, Wants};
use wording::Words;

use super::answer::{self, Answer};
use super::auth::Caller;
use super::process::{Process, Standing};
use super::{Provisioning, Refusal};
use crate::talk::View;

pub(super) async fn step(
    State(here): State<Arc<Provisioning>>,
    Extension(Caller(user)): Extension<Caller>,
    Path((login, step, kind)): Path<(String, String, String)>,
    body: Bytes,
) -> Answer {
    let process = here.process(&user, &login)?;
    let before = here.settled(&process, |_| true).await?;
    let view = match before {
        Standing::Done(_) => return here.answer_step(&process, before).await,
        Standing::Open(view) => view,
    };
    let next = match (kind.as_str(), field(&view.wants)) {
        ("user_input", Some(field)) if step == id(&view.wants) => {
            let mut typed: HashMap<String, String> = answer::read(&body)?;
            let typed = typed.remove(field.id).ok_or(Refusal::NoField(field.id))?;
            here.count(QUESTIONS_OF_PROVISIONED, &user).await?;
            let said = Said::Text(Typed::new(typed));
            here.talks.hear(&process.owner, said).await;
            here.settled(&process, |_| true).await?
        }
        // A step that is past: what came after it is news at once.
        ("display_and_wait", _) if is_waiting(&step) => {
            here.settled(&process, |now| id(&now.wants) != step).await?
        }
        _ => return Err(Refusal::OtherStep),
    };
    here.answer_step(&process, next).await
}

impl Provisioning {
    /// What comes next in a conversation, in the form of the API.
    pub(super) async fn answer_step(&self, process: &Process, next: Standing) -> Answer {
        let words = self.words(process).await;
        let view = match next {
            Standing::Open(view) => view,
            Standing::Done(account) => {
                self.put_in_place(process, account).await;
                let last = process.view.borrow().say.clone();
                return answer::json(json!({
                    "login_id": process.name,
                    "type": "complete",
                    "step_id": "postern.telegram.complete",
                    "instructions": words.phrase(&last.phrase()),
                    "complete": { "user_login_id": account.to_string() },
                }));
            }
        };
        if view.wants == Wants::NewQr {
            // Nothing can be asked for in a picture; whoever wants another begins anew.
            self.talks.hear(&process.owner, Said::Cancel).await;
            return Err(Refusal::Refused(words.phrase(&view.say.phrase())));
        }
        let (kind, details) = details(&view, words);
        let mut body = json!({
            "login_id": process.name,
            "type": kind,
            "step_id": id(&view.wants),
            "instructions": words.phrase(&view.say.phrase()),
        });
        body[kind] = details;
        answer::json(body)
    }

    /// Ends the login that a new one was to take the place of, if it is of another account.
    async fn put_in_place(&self, process: &Process, account: i64) {
        let former = process.in_place_of.filter(|former| *former != account);
        let Some(former) = former.and_then(|former| self.logins.get(former)) else {
            return;
        };
        if former.matrix_id == process.owner.matrix_id
            && let Err(error) = self.end(&former).await
        {
            tracing::warn!(
                ?error,
                account = former.account,
                "a replaced login could not be ended"
            );
        }
    }
}

/// What a step asks for or shows, and of which kind it is.
fn details(view: &View, words: Words) -> (&'static str, Value) {
    if let Some(field) = field(&view.wants) {
        let mut shown = json!({
            "type": field.kind,
            "id": field.id,
            "name": words.text(&format!("provisioning-field-{}", field.words)),
        });
        let about = format!("provisioning-field-{}-about", field.words);
        if words.has(&about) {
            shown["description"] = json!(words.text(&about));
        }
        return ("user_input", json!({ "fields": [shown] }));
    }
    let details = if let Wants::Scan { link, .. } = &view.wants {
        json!({ "type": "qr", "data": link.reveal() })
    } else {
        json!({ "type": "nothing" })
    };
    ("display_and_wait", details)
}

/// A field for people to fill in.
struct Field {
    id: &'static str,
    /// What it is, in the words of the API.
    kind: &'static str,
    /// The end of the key of its name.
    words: &'static str,
}

fn field(wants: &Wants) -> Option<Field> {
    let (id, kind, words) = match wants {
        Wants::Phone => ("phone_number", "phone_number", "phone"),
        Wants::NewCode => ("phone_number", "phone_number", "phone-again"),
        Wants::Token => ("bot_token", "token", "token"),
        Wants::Code { .. } => ("code", "2fa_code", "code"),
        Wants::Password => ("password", "password", "password"),
        Wants::Scan { .. } | Wants::NewQr | Wants::Patience | Wants::Nothing => return None,
    };
    Some(Field { id, kind, words })
}

/// What a step begins with in which one waits for a scan.
const QR: &str = "postern.telegram.qr";
/// The step in which one waits for Telegram.
const WAIT: &str = "postern.telegram.wait";

/// The name of a step. Each QR code is one of its own, so that who waits is told of the next.
fn id(wants: &Wants) -> String {
    match wants {
        Wants::Phone => "postern.telegram.phone_number".to_owned(),
        Wants::NewCode => "postern.telegram.phone_number_again".to_owned(),
        Wants::Token => "postern.telegram.bot_token".to_owned(),
        Wants::Code { .. } => "postern.telegram.code".to_owned(),
        Wants::Password => "postern.telegram.password".to_owned(),
        Wants::Scan { expires_at, .. } => format!("{QR}.{}", expires_at.as_micros()),
        Wants::NewQr | Wants::Patience | Wants::Nothing => WAIT.to_owned(),
    }
}

fn is_waiting(step: &str) -> bool {
    step == WAIT || step.starts_with(QR)
}
