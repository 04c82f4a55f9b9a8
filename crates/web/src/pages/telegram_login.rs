//! The page where somebody on Matrix logs their own Telegram account in, for the bridge.
//!
//! No sign-in is needed: the link that the bot gave is the permission, and then what the browser got for it. Opening
//! the link only asks, since previews of messages open links; the first answer makes it this browser's.

use std::time::Duration;

use axum::extract::{FromRequestParts, Path};
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Form, Router};
use domain::limit::Verdict;
use domain::secret::Token;
use flows::open_login_page::{self, Opened, Standing};
use store::bridge_links::BridgeLink;
use telegram::login::Wants;

use crate::App;
use crate::cookies::{self, Kept};
use crate::fault::Fault;
use crate::telegram_login::{TelegramLoginError, TelegramLogins, View};
use crate::visitor::Visitor;

mod filled;
mod live;
mod look;
mod over;

use filled::Filled;
use look::Shown;

/// Where the page is.
pub(crate) const PATH: &str = "/telegram-login";
/// The largest answer to a question, in bytes.
const LONGEST_ANSWER: usize = 4_096;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(PATH, get(show).post(submit))
        .route("/telegram-login/live", get(live::live))
        .route("/telegram-login/{token}", get(ask).post(open))
}

/// Who opened the page in this browser.
pub(crate) struct OpenPage {
    pub(crate) visitor: Visitor,
    pub(crate) logins: TelegramLogins,
    pub(crate) link: BridgeLink,
}

impl From<TelegramLoginError> for Fault {
    fn from(error: TelegramLoginError) -> Self {
        Self::internal(&error)
    }
}

impl FromRequestParts<App> for OpenPage {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let logins = offered(&visitor)?;
        let opened = opened_here(&visitor, &parts.headers).await?;
        let link = opened.ok_or_else(|| over::page(&visitor, StatusCode::GONE, "closed"))?;
        must_be_allowed(&visitor, &logins, &link)?;
        if link.done_at.is_some() {
            logins.give_way(link.id).await;
        }
        Ok(Self {
            visitor,
            logins,
            link,
        })
    }
}

impl OpenPage {
    /// Whether a conversation is what this page is about: not if its person has logged in elsewhere meanwhile.
    fn is_about(&self, view: &View) -> bool {
        let account = view.conversation.account().map(|account| account.id);
        self.link.done_at.is_none() || account == self.link.account
    }
}

/// The conversations on pages, where an admin wants them.
fn offered(visitor: &Visitor) -> Result<TelegramLogins, Fault> {
    let logins = visitor.app.telegram_logins();
    logins
        .cloned()
        .ok_or_else(|| Fault::missing(visitor.page()))
}

/// The link by which this browser opened the page.
async fn opened_here(visitor: &Visitor, headers: &HeaderMap) -> Result<Option<BridgeLink>, Fault> {
    let Some(browser) = cookies::read(headers, &visitor.domain, Kept::TelegramLogin) else {
        return Ok(None);
    };
    Ok(open_login_page::find_opened(visitor.app.context(), &browser).await?)
}

fn must_be_allowed(
    visitor: &Visitor,
    logins: &TelegramLogins,
    link: &BridgeLink,
) -> Result<(), Fault> {
    if logins.may_log_in(&link.matrix_id) {
        return Ok(());
    }
    Err(over::not_allowed(visitor, &link.matrix_id))
}

/// Shows what the link is for, and asks the first question.
async fn ask(
    visitor: Visitor,
    headers: HeaderMap,
    Path(token): Path<Token>,
) -> Result<Response, Fault> {
    let logins = offered(&visitor)?;
    let standing = open_login_page::look(visitor.app.context(), &token).await?;
    let Standing::Open(link) = standing else {
        return not_opened(&visitor, &headers, standing).await;
    };
    must_be_allowed(&visitor, &logins, &link)?;
    let action = format!("{PATH}/{}", token.reveal());
    look::render(
        &visitor,
        &link,
        None,
        Shown {
            action: &action,
            ..Shown::default()
        },
    )
    .await
}

/// What is answered when a link cannot be opened. One that was opened leads on where it was opened, and nowhere else.
async fn not_opened(
    visitor: &Visitor,
    headers: &HeaderMap,
    standing: Standing,
) -> Result<Response, Fault> {
    let (status, why) = match standing {
        Standing::TooLate => (StatusCode::GONE, "late"),
        Standing::Done => (StatusCode::GONE, "done"),
        Standing::Unknown => (StatusCode::NOT_FOUND, "unknown"),
        Standing::Used | Standing::Open(_) => {
            if opened_here(visitor, headers).await?.is_some() {
                return Ok(to_page(visitor));
            }
            (StatusCode::GONE, "used")
        }
    };
    Err(over::page(visitor, status, why))
}

/// Takes the first answer, with which the page is this browser's.
async fn open(
    visitor: Visitor,
    headers: HeaderMap,
    Path(token): Path<Token>,
    Form(filled): Form<Filled>,
) -> Result<Response, Fault> {
    let logins = offered(&visitor)?;
    let context = visitor.app.context();
    if let Standing::Open(link) = open_login_page::look(context, &token).await? {
        must_be_allowed(&visitor, &logins, &link)?;
    }
    let (link, browser) = match open_login_page::open(context, &token, &visitor.place).await? {
        Opened::Here(link, browser) => (link, browser),
        Opened::Not(standing) => return not_opened(&visitor, &headers, standing).await,
        Opened::Wait(wait) => return Err(over::wait(&visitor, wait)),
    };
    let cookie = cookies::keep(&visitor.domain, Kept::TelegramLogin, &browser);
    let page = OpenPage {
        visitor,
        logins,
        link,
    };
    // Whatever becomes of the answer: the link is used up, so this browser must get in.
    let response = take(&page, filled).await.into_response();
    Ok(([(SET_COOKIE, cookie)], response).into_response())
}

/// Shows where the conversation stands.
async fn show(page: OpenPage) -> Result<Response, Fault> {
    let view = page.logins.settled(page.link.id).await?;
    let view = view.as_ref().filter(|view| page.is_about(view));
    look::render(&page.visitor, &page.link, view, Shown::default()).await
}

/// Takes an answer, or a wish.
async fn submit(page: OpenPage, Form(filled): Form<Filled>) -> Result<Response, Fault> {
    take(&page, filled).await
}

/// Takes an answer; a fault shows the form again, with what may be shown of what was typed.
async fn take(page: &OpenPage, filled: Filled) -> Result<Response, Fault> {
    let (visitor, link) = (&page.visitor, &page.link);
    if link.done_at.is_some() || filled.is_too_long() {
        return Ok(to_page(visitor));
    }
    if filled.asks_telegram() {
        let verdict =
            open_login_page::count_question(visitor.app.context(), link.id, &visitor.place).await?;
        if let Verdict::Wait(wait) = verdict {
            let view = page.logins.find(link.id).await?;
            let shown = Shown {
                wait: Some(wait),
                typed: filled.phone(),
                ..Shown::default()
            };
            return look::render(visitor, link, view.as_ref(), shown).await;
        }
    }
    let typed = filled.phone().to_owned();
    let view = filled.give(&page.logins, link.id).await?;
    match view {
        Some(view) if look::has_fault(&view, visitor) && matches!(view.wants(), Wants::Phone) => {
            let shown = Shown {
                typed: &typed,
                ..Shown::default()
            };
            look::render(visitor, link, Some(&view), shown).await
        }
        _ => Ok(to_page(visitor)),
    }
}

fn to_page(visitor: &Visitor) -> Response {
    Redirect::to(&visitor.path(PATH)).into_response()
}

/// Sends a signed-in user to the page that was just opened for them.
pub(crate) fn enter(visitor: &Visitor, browser: &Token) -> Response {
    let cookie = cookies::keep(&visitor.domain, Kept::TelegramLogin, browser);
    ([(SET_COOKIE, cookie)], Redirect::to(&visitor.path(PATH))).into_response()
}

/// Says to a signed-in user that they opened it too often.
pub(crate) fn wait(visitor: &Visitor, span: Duration) -> Fault {
    over::wait(visitor, span)
}

/// How a conversation stands, if there is one.
type Seen<'a> = Option<&'a View>;
