//! My users: who there is, who can be reached by messenger, and how they last signed in.

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use domain::id::UserId;
use domain::linked_account::LinkedAccount;
use domain::time::Timestamp;
use domain::user::User;
use store::{linked_accounts, sign_ins, users};

use crate::App;
use crate::auth::Manager;
use crate::fault::{Fault, encode};
use crate::page::{Page, html};
use crate::pages::labels::{self, Badge};
use crate::pages::paging::{Paging, Place, one_more};

mod add;

/// How many users a page shows.
const ROWS: usize = 50;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/users", get(show))
        .merge(add::routes())
}

/// Which users are asked for.
#[derive(serde::Deserialize, Default, Clone)]
pub(crate) struct Asking {
    #[serde(default)]
    pub(crate) search: String,
    /// `messaging` for those with a messaging account.
    #[serde(default)]
    pub(crate) show: String,
    /// The name after which the page begins.
    #[serde(default)]
    pub(crate) after: String,
}

impl Asking {
    /// What the store is asked.
    pub(crate) fn filter(&self) -> users::Filter {
        users::Filter {
            search: self.search.trim().to_owned(),
            with_account: self.show == "messaging",
            after: (!self.after.is_empty()).then(|| self.after.clone()),
        }
    }

    /// The query that asks for the same users.
    fn query(&self) -> String {
        format!(
            "search={}&show={}",
            encode(&self.search),
            encode(&self.show)
        )
    }
}

#[derive(Template)]
#[template(path = "users.html")]
struct UsersPage {
    page: Page,
    asking: Asking,
    only_with_account: bool,
    query: String,
    rows: Vec<UserRow>,
    count: i64,
    paging: Paging,
}

struct UserRow {
    id: String,
    shown: String,
    /// The name typed at sign-in, if another one is shown.
    name: Option<String>,
    role: String,
    is_locked: bool,
    /// The providers of the accounts, the first first.
    badges: Vec<Badge>,
    factor: Option<String>,
    last: Option<Timestamp>,
}

impl UserRow {
    fn providers(&self) -> String {
        let titles: Vec<&str> = self
            .badges
            .iter()
            .map(|badge| badge.title.as_str())
            .collect();
        titles.join(", ")
    }
}

async fn show(
    manager: Manager,
    State(app): State<App>,
    Query(asking): Query<Asking>,
) -> Result<Response, Fault> {
    let page = manager.page();
    let domain = &manager.domain;
    let mut conn = app.context().db.read().await?;
    let mut found = users::list(&mut conn, &domain.name, &asking.filter(), one_more(ROWS)).await?;
    let query = asking.query();
    let place = Place {
        path: "/users",
        query: &query,
        key: "after",
        at: &asking.after,
    };
    let paging = Paging::cut(&mut found, ROWS, &place, |user| user.name.key());
    let ids: Vec<UserId> = found.iter().map(|user| user.id).collect();
    let accounts = linked_accounts::list_of_users(&mut conn, &ids).await?;
    let last = sign_ins::last_entered_of(&mut conn, &ids).await?;
    let count = users::count(&mut conn, &domain.name).await?;
    drop(conn);
    let last: HashMap<UserId, Timestamp> = last.into_iter().collect();
    let row = |user: &User| {
        let accounts: Vec<&LinkedAccount> = accounts
            .iter()
            .filter(|account| account.user_id == user.id)
            .collect();
        user_row(&page, &app, domain.messaging_factor, user, &accounts, &last)
    };
    html(&UsersPage {
        rows: found.iter().map(row).collect(),
        only_with_account: asking.show == "messaging",
        query,
        asking,
        count,
        paging,
        page,
    })
}

fn user_row(
    page: &Page,
    app: &App,
    counts: bool,
    user: &User,
    accounts: &[&LinkedAccount],
    last: &HashMap<UserId, Timestamp>,
) -> UserRow {
    let mut badges: Vec<Badge> = Vec::new();
    for account in accounts {
        let badge = labels::badge(app, &account.provider);
        if !badges.contains(&badge) {
            badges.push(badge);
        }
    }
    let name = user.name.as_str();
    UserRow {
        id: user.id.to_string(),
        shown: user.shown_name().to_owned(),
        name: (user.shown_name() != name).then(|| name.to_owned()),
        role: labels::role_title(page, user.role),
        is_locked: user.locked_at.is_some(),
        badges,
        factor: labels::factor(page, app, accounts, counts),
        last: last.get(&user.id).copied(),
    }
}
