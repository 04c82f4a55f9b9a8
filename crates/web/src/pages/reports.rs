//! The sign-in report: who signed in, when, from where and with which second factor.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::id::UserId;
use domain::sign_in::SignIn;
use domain::time::Timestamp;
use store::{Conn, sign_ins};

use crate::App;
use crate::auth::Manager;
use crate::fault::{Fault, encode};
use crate::page::{Page, html};
use crate::pages::labels::{self, SignInRow};
use crate::pages::paging::{Paging, Place, one_more};
use crate::report::{self, Row};

/// How many sign-ins a page shows.
const ROWS: usize = 100;
/// How many sign-ins an export holds.
const EXPORTED: i64 = 100_000;
const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 3600);

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/reports", get(show))
        .route("/reports/sign-ins.csv", get(export_csv))
        .route("/reports/sign-ins.json", get(export_json))
}

/// Which sign-ins are asked for.
#[derive(serde::Deserialize, Default)]
struct Asking {
    /// `day` or `user`.
    #[serde(default)]
    group: String,
    /// The first day, `2026-03-12`.
    #[serde(default)]
    from: String,
    /// The last day.
    #[serde(default)]
    until: String,
    /// The id of one user.
    #[serde(default)]
    user: String,
    /// The last row of the page before.
    #[serde(default)]
    before: String,
}

impl Asking {
    fn by_user(&self) -> bool {
        self.group == "user"
    }

    fn filter(&self) -> sign_ins::Filter {
        sign_ins::Filter {
            user: self.user_id(),
            from: Timestamp::from_date(&self.from),
            // The last day is in it.
            until: Timestamp::from_date(&self.until).map(|day| day + DAY),
            before: self.before.parse().ok(),
        }
    }

    fn user_id(&self) -> Option<UserId> {
        self.user.parse().ok()
    }

    /// The query that asks for the same, but for the page.
    fn query(&self) -> String {
        let [group, from, until, user] =
            [&self.group, &self.from, &self.until, &self.user].map(|value| encode(value));
        format!("group={group}&from={from}&until={until}&user={user}")
    }
}

#[derive(Template)]
#[template(path = "reports.html")]
struct ReportPage {
    page: Page,
    asking: Asking,
    by_user: bool,
    /// The one user whose sign-ins are shown.
    of_user: Option<String>,
    is_filtered: bool,
    query: String,
    groups: Vec<Group>,
    paging: Paging,
}

/// The sign-ins of one day, or of one user.
struct Group {
    title: String,
    rows: Vec<SignInRow>,
}

async fn show(
    manager: Manager,
    State(app): State<App>,
    Query(asking): Query<Asking>,
) -> Result<Response, Fault> {
    let page = manager.page();
    let mut conn = app.context().db.read().await?;
    let mut found = list(&mut conn, &manager.domain.name, &asking, one_more(ROWS)).await?;
    let of_user = labels::name_of(&mut conn, &manager.domain.name, &asking.user).await?;
    drop(conn);
    let query = asking.query();
    let place = Place {
        path: "/reports",
        query: &query,
        key: "before",
        at: &asking.before,
    };
    let paging = Paging::cut(&mut found, ROWS, &place, |sign_in| sign_in.id.to_string());
    html(&ReportPage {
        by_user: asking.by_user(),
        of_user,
        is_filtered: !(asking.from.is_empty() && asking.until.is_empty() && asking.user.is_empty()),
        query,
        paging,
        groups: group(&page, &app, asking.by_user(), &found),
        asking,
        page,
    })
}

async fn list(
    conn: &mut Conn,
    domain: &str,
    asking: &Asking,
    limit: i64,
) -> Result<Vec<SignIn>, Fault> {
    let filter = asking.filter();
    Ok(if asking.by_user() {
        sign_ins::list_by_user(conn, domain, &filter, limit).await?
    } else {
        sign_ins::list(conn, domain, &filter, limit).await?
    })
}

/// Puts rows that stand together and are of one day, or one user, under one heading.
fn group(page: &Page, app: &App, by_user: bool, found: &[SignIn]) -> Vec<Group> {
    let same = |a: &SignIn, b: &SignIn| match (by_user, a.user_id, b.user_id) {
        (false, ..) => a.at.date() == b.at.date(),
        (true, None, None) => a.name.to_lowercase() == b.name.to_lowercase(),
        (true, a, b) => a == b,
    };
    let title = |sign_in: &SignIn| match (by_user, sign_in.user_id) {
        (false, _) => page.with("report-day", "date", sign_in.at.date()),
        (true, Some(_)) => sign_in.name.clone(),
        (true, None) => page.with("report-nobody", "name", sign_in.name.as_str()),
    };
    found
        .chunk_by(same)
        .map(|rows| Group {
            title: title(&rows[0]),
            rows: rows
                .iter()
                .map(|sign_in| labels::sign_in_row(page, app, sign_in))
                .collect(),
        })
        .collect()
}

async fn export_csv(
    manager: Manager,
    State(app): State<App>,
    Query(asking): Query<Asking>,
) -> Result<Response, Fault> {
    let rows = export(&manager, &app, &asking).await?;
    Ok(file("csv", "text/csv; charset=utf-8", report::csv(&rows)))
}

async fn export_json(
    manager: Manager,
    State(app): State<App>,
    Query(asking): Query<Asking>,
) -> Result<Response, Fault> {
    let rows = export(&manager, &app, &asking).await?;
    Ok(file("json", "application/json", report::json(&rows)))
}

async fn export(manager: &Manager, app: &App, asking: &Asking) -> Result<Vec<Row>, Fault> {
    let mut conn = app.context().db.read().await?;
    let found = list(&mut conn, &manager.domain.name, asking, EXPORTED).await?;
    let row = |sign_in| Row::new(sign_in, |provider| app.provider_title(provider));
    Ok(found.iter().map(row).collect())
}

fn file(ending: &str, kind: &'static str, text: String) -> Response {
    let disposition = format!("attachment; filename=\"sign-ins.{ending}\"");
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, disposition),
    ];
    (headers, text).into_response()
}
