//! How the page looks: one question at a time.

use std::time::Duration;

use askama::Template;
use axum::response::Response;
use domain::time::Timestamp;
use store::bridge_links::BridgeLink;
use store::bridge_logins;
use telegram::login::{Note, Say, Wants};
use wording::Words;

use super::{PATH, Seen};
use crate::fault::Fault;
use crate::page::{Page, html};
use crate::qr::{self, Qr};
use crate::telegram_login::View;
use crate::visitor::Visitor;

/// How many digits can be shown large on a phone.
const LARGE_DIGITS: u32 = 8;

/// How the page is shown.
#[derive(Default)]
pub(super) struct Shown<'a> {
    /// Where its form goes, if not to the page itself.
    pub(super) action: &'a str,
    /// The phone number that was typed.
    pub(super) typed: &'a str,
    /// How long to wait until something may be asked again.
    pub(super) wait: Option<Duration>,
}

#[derive(Template)]
#[template(path = "telegram_login.html")]
struct LoginPage {
    page: Page,
    action: String,
    matrix_id: String,
    /// The accounts that are logged in already.
    names: String,
    prompt: String,
    fault: Option<String>,
    typed: String,
    question: Question,
    /// Whether there is a conversation that can be cancelled.
    is_begun: bool,
    /// Where the page hears that it is to go on.
    live: Option<String>,
}

impl LoginPage {
    /// Whether it can be cancelled, if it is begun.
    const fn is_open(&self) -> bool {
        !matches!(self.question, Question::Over | Question::Done)
    }

    /// Whether another way can be taken.
    const fn has_ways(&self) -> bool {
        !matches!(self.question, Question::Patience)
    }

    /// Whether a phone number was typed.
    const fn has_number(&self) -> bool {
        matches!(
            self.question,
            Question::Code { .. } | Question::NewCode | Question::Password
        )
    }
}

/// What the page asks for.
enum Question {
    Phone,
    Token,
    Code {
        is_words: bool,
        /// Whether it has so few digits that they can be shown large.
        is_short: bool,
        /// Seconds until it can be sent again, if Telegram sends it again.
        resend_in: Option<u64>,
    },
    NewCode,
    Password,
    Scan(Option<Qr>),
    NewQr,
    Patience,
    Done,
    Over,
}

/// A QR code, for the page that shows it already.
#[derive(Template)]
#[template(path = "telegram_login_qr.html")]
struct Square<'a> {
    page: &'a Page,
    qr: &'a Option<Qr>,
}

/// Renders the page.
pub(super) async fn render(
    visitor: &Visitor,
    link: &BridgeLink,
    view: Seen<'_>,
    shown: Shown<'_>,
) -> Result<Response, Fault> {
    let context = visitor.app.context();
    let mut conn = context.db.read().await?;
    let logins = bridge_logins::list_of(&mut conn, &link.matrix_id).await?;
    drop(conn);
    let (page, now) = (visitor.page(), context.world.now());
    let question = question(link, view, now);
    let prompt = prompt(&page, link, view, &logins, now);
    let fault = match (shown.wait, view) {
        (Some(wait), _) => Some(page.with("telegram-page-wait", "span", page.span(wait))),
        (None, Some(view)) if has_fault(view, visitor) => {
            Some(page.words.phrase(&view.say.phrase()))
        }
        (None, _) => None,
    };
    let is_live = matches!(question, Question::Scan(_) | Question::Patience);
    let step = view.map_or(0, |view| view.step);
    let live = is_live.then(|| visitor.path(&format!("{PATH}/live?step={step}")));
    let action = Some(shown.action).filter(|action| !action.is_empty());
    html(&LoginPage {
        action: visitor.path(action.unwrap_or(PATH)),
        matrix_id: link.matrix_id.clone(),
        names: names(&logins),
        prompt,
        fault,
        typed: shown.typed.to_owned(),
        question,
        is_begun: view.is_some(),
        live,
        page,
    })
}

/// What the page asks for, or how it ended.
fn prompt(
    page: &Page,
    link: &BridgeLink,
    view: Seen<'_>,
    logins: &[bridge_logins::BridgeLogin],
    now: Timestamp,
) -> String {
    let of_link = |login: &&bridge_logins::BridgeLogin| Some(login.account) == link.account;
    let say = match (view, logins.iter().find(of_link)) {
        // The bridge has taken the login over; the conversation is forgotten.
        (None, Some(login)) => return done(page.words, &login.shown, login.is_bot),
        (None, None) if link.done_at.is_some() => return page.t("telegram-page-done-elsewhere"),
        (None, None) => Note::AskPhone.into(),
        (Some(view), _) if view.conversation.is_over() => view.say.clone(),
        (Some(view), _) => view.conversation.prompt(now),
    };
    page.words.phrase(&say.phrase())
}

/// The accounts whose login holds.
fn names(logins: &[bridge_logins::BridgeLogin]) -> String {
    let held = logins.iter().filter(|login| login.ended.is_none());
    let names: Vec<&str> = held.map(|login| login.shown.as_str()).collect();
    names.join(", ")
}

fn question(link: &BridgeLink, view: Seen<'_>, now: Timestamp) -> Question {
    let Some(view) = view else {
        return if link.done_at.is_some() {
            Question::Done
        } else {
            Question::Phone
        };
    };
    match view.wants() {
        Wants::Phone => Question::Phone,
        Wants::Token => Question::Token,
        Wants::Code {
            words,
            length,
            resend_at,
        } => Question::Code {
            is_words: words,
            is_short: length.is_some_and(|length| length <= LARGE_DIGITS),
            resend_in: resend_at
                .map(|at| at.since(now).as_millis().div_ceil(1000))
                .map(|seconds| u64::try_from(seconds).unwrap_or(u64::MAX)),
        },
        Wants::NewCode => Question::NewCode,
        Wants::Password => Question::Password,
        Wants::Scan { link, .. } => Question::Scan(qr::draw(link.reveal())),
        Wants::NewQr => Question::NewQr,
        Wants::Patience => Question::Patience,
        Wants::Nothing if view.conversation.account().is_some() => Question::Done,
        Wants::Nothing => Question::Over,
    }
}

/// Whether what was said last is not just what is asked for now.
pub(super) fn has_fault(view: &View, visitor: &Visitor) -> bool {
    let now = visitor.app.context().world.now();
    let asked = view.conversation.prompt(now);
    let waits = matches!(view.wants(), Wants::Patience | Wants::Nothing);
    !waits && view.say.key() != asked.key() && !matches!(view.say, Say::ScanQr { .. })
}

/// The QR code of a conversation, as markup; `None` if it shows none.
pub(super) fn square(page: &Page, view: &View) -> Option<String> {
    let Wants::Scan { link, .. } = view.wants() else {
        return None;
    };
    let qr = qr::draw(link.reveal());
    Square { page, qr: &qr }.render().ok()
}

fn done(words: Words, name: &str, is_bot: bool) -> String {
    let key = if is_bot {
        "telegram-login-done-bot"
    } else {
        "telegram-login-done"
    };
    words.with(key, &[("name", name.into())])
}
