//! Write to one user, or to many.

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::{Form, Query};
use domain::id::UserId;
use domain::linked_account::LinkedAccount;
use domain::notification::{LONGEST_TEXT, Source, check_text};
use domain::user::{User, UserName};
use flows::accept_notification::{self, Answer, Fate, MOST_RECIPIENTS};
use store::{linked_accounts, users};

use crate::App;
use crate::auth::Manager;
use crate::fault::Fault;
use crate::page::{Page, html};
use crate::pages::labels::{self, Badge};
use crate::pages::user::chosen::Chosen;
use crate::pages::users::Asking;

mod sent;

/// How many recipients the page names; the others are counted.
const NAMED: usize = 100;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/users/{id}/message", get(show_one).post(send_one))
        .route("/users/message", get(show_many).post(send_many))
        .merge(sent::routes())
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage {
    page: Page,
    /// The recipient, if there is one only.
    only: Option<String>,
    action: String,
    back: String,
    /// Everybody, for the form.
    ids: Vec<String>,
    named: Vec<Recipient>,
    /// How many are not named.
    more: usize,
    reached: usize,
    unreached: usize,
    longest: usize,
    text: String,
    fault: Option<String>,
}

struct Recipient {
    name: String,
    /// Where the text goes; `None` if it goes nowhere.
    by: Option<(Badge, String)>,
}

/// Who is to be written to: those selected, or all that a search shows.
#[derive(serde::Deserialize)]
struct Selected {
    #[serde(default)]
    user: Vec<String>,
    /// Set for all that `search` and `show` find.
    #[serde(default)]
    all: String,
    #[serde(default)]
    search: String,
    #[serde(default)]
    show: String,
}

#[derive(serde::Deserialize)]
struct Entered {
    #[serde(default)]
    user: Vec<String>,
    #[serde(default)]
    text: String,
}

/// A text to recipients, on its way from the form to the flow.
struct Letter {
    manager: Manager,
    recipients: Vec<User>,
    /// Whether it is the page of one user.
    is_single: bool,
    text: String,
}

async fn show_one(chosen: Chosen) -> Result<Response, Fault> {
    single(chosen, String::new()).render(None).await
}

async fn send_one(chosen: Chosen, Form(entered): Form<Entered>) -> Result<Response, Fault> {
    single(chosen, entered.text).send().await
}

async fn show_many(
    manager: Manager,
    State(app): State<App>,
    Query(selected): Query<Selected>,
) -> Result<Response, Fault> {
    let domain = &manager.domain.name;
    let recipients = if selected.all.is_empty() {
        find_selected(&manager, &selected.user).await?
    } else {
        let asking = Asking {
            search: selected.search,
            show: selected.show,
            after: String::new(),
        };
        let mut conn = app.context().db.read().await?;
        let most = i64::try_from(MOST_RECIPIENTS + 1).unwrap_or(i64::MAX);
        users::list(&mut conn, domain, &asking.filter(), most).await?
    };
    let letter = Letter {
        manager,
        recipients,
        is_single: false,
        text: String::new(),
    };
    letter.render(None).await
}

async fn send_many(manager: Manager, Form(entered): Form<Entered>) -> Result<Response, Fault> {
    let letter = Letter {
        recipients: find_selected(&manager, &entered.user).await?,
        manager,
        is_single: false,
        text: entered.text,
    };
    letter.send().await
}

fn single(chosen: Chosen, text: String) -> Letter {
    Letter {
        manager: chosen.manager,
        recipients: vec![chosen.user],
        is_single: true,
        text,
    }
}

/// The users of these ids; whoever is gone or of another domain is left out.
async fn find_selected(manager: &Manager, ids: &[String]) -> Result<Vec<User>, Fault> {
    let ids: Vec<UserId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    let mut conn = manager.app.context().db.read().await?;
    Ok(users::list_of_ids(&mut conn, &manager.domain.name, &ids).await?)
}

impl Letter {
    async fn send(self) -> Result<Response, Fault> {
        let page = self.manager.page();
        let text = match check_text(&self.text) {
            Ok(text) => text,
            Err(fault) => return self.render(Some(labels::text_fault(&page, fault))).await,
        };
        if self.recipients.is_empty() || self.recipients.len() > MOST_RECIPIENTS {
            return self.render(None).await;
        }
        let names: Vec<UserName> = self
            .recipients
            .iter()
            .map(|user| user.name.clone())
            .collect();
        let manager = &self.manager;
        let context = manager.app.context();
        let from = context.world.now();
        let source = Source::User(manager.user.id);
        let answer = accept_notification::from_person(
            context,
            &manager.domain,
            manager.by(),
            source,
            &names,
            &text,
        )
        .await?;
        let fault = match answer {
            Answer::Accepted(accepted) => {
                let reached = |fate: &Fate| matches!(fate, Fate::Accepted { .. });
                let none = accepted.iter().filter(|one| !reached(&one.fate)).count();
                let to = sent::path(from, context.world.now(), none);
                return Ok(Redirect::to(&manager.path(&to)).into_response());
            }
            Answer::Wait(wait) => page.with("message-wait", "span", page.span(wait)),
            Answer::OtherRequest => page.t("message-not-sent"),
        };
        self.render(Some(fault)).await
    }

    async fn render(self, fault: Option<String>) -> Result<Response, Fault> {
        let app = &self.manager.app;
        let page = self.manager.page();
        let first = first_accounts(app, &self.recipients).await?;
        let recipient = |user: &User| Recipient {
            name: user.shown_name().to_owned(),
            by: first.get(&user.id).map(|account| {
                let badge = labels::badge(app, &account.provider);
                (badge, account.handle.clone())
            }),
        };
        // Whom it reaches comes first.
        let mut sorted: Vec<&User> = self.recipients.iter().collect();
        sorted.sort_by_key(|user| !first.contains_key(&user.id));
        let named = sorted.into_iter().take(NAMED).map(recipient).collect();
        let only = self.recipients.first().filter(|_| self.is_single);
        let total = self.recipients.len();
        let too_many = total > MOST_RECIPIENTS;
        html(&MessagePage {
            action: path_of(only, "/message"),
            back: path_of(only, ""),
            only: only.map(|user| user.shown_name().to_owned()),
            named,
            more: total.saturating_sub(NAMED),
            reached: if too_many { 0 } else { first.len() },
            unreached: total - first.len(),
            ids: self
                .recipients
                .iter()
                .map(|user| user.id.to_string())
                .collect(),
            longest: LONGEST_TEXT,
            text: self.text,
            fault: if too_many {
                Some(page.with("message-too-many", "most", MOST_RECIPIENTS))
            } else {
                fault
            },
            page,
        })
    }
}

/// The path of the one user, or of all users, with this after it.
fn path_of(only: Option<&User>, rest: &str) -> String {
    only.map_or_else(
        || format!("/users{rest}"),
        |user| format!("/users/{}{rest}", user.id),
    )
}

/// The account by which each user is told first, of those that have one.
async fn first_accounts(app: &App, of: &[User]) -> Result<HashMap<UserId, LinkedAccount>, Fault> {
    let ids: Vec<UserId> = of.iter().map(|user| user.id).collect();
    let mut conn = app.context().db.read().await?;
    let accounts = linked_accounts::list_of_users(&mut conn, &ids).await?;
    let mut first = HashMap::new();
    for account in accounts {
        if account.takes_notifications() {
            first.entry(account.user_id).or_insert(account);
        }
    }
    Ok(first)
}
