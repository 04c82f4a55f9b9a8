//! What became of a message: the state of each recipient's delivery.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use domain::delivery::{Cargo, State as DeliveryState};
use domain::time::Timestamp;
use store::deliveries::{self, Listed};

use crate::App;
use crate::auth::Manager;
use crate::fault::Fault;
use crate::page::{Page, html};
use crate::pages::labels::{self, DeliveryRow};

/// How many deliveries are read: every recipient of the largest message, some of them at a second account.
const MOST: i64 = 20_000;
/// How many rows the page shows; the others are counted.
const SHOWN: usize = 200;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/users/message/sent", get(show))
        .route("/users/message/sent/rows", get(show_rows))
}

/// Which message is meant: the one that the viewer sent between these two times, in milliseconds. Ids of thousands
/// of recipients would not fit an address.
#[derive(serde::Deserialize)]
struct Asking {
    from: i64,
    until: i64,
    /// How many had no account that takes notifications.
    #[serde(default)]
    none: u32,
}

/// The address of a message's result.
pub(super) fn path(from: Timestamp, until: Timestamp, none: usize) -> String {
    let millis = |at: Timestamp| at.as_micros() / 1000;
    format!(
        "/users/message/sent?from={}&until={}&none={none}",
        millis(from),
        millis(until)
    )
}

#[derive(Template)]
#[template(path = "message_sent.html")]
struct SentPage {
    page: Page,
    query: String,
    result: SentRows,
    none: u32,
}

#[derive(Template)]
#[template(path = "message_sent_rows.html")]
struct RowsFragment {
    page: Page,
    result: SentRows,
}

struct SentRows {
    counts: Vec<(labels::Pill, usize)>,
    rows: Vec<DeliveryRow>,
    more: usize,
    /// How many recipients there are.
    recipients: usize,
    /// Whether some wait still.
    is_open: bool,
}

async fn show(
    manager: Manager,
    State(app): State<App>,
    Query(asking): Query<Asking>,
) -> Result<Response, Fault> {
    let page = manager.page();
    let result = load(&manager, &app, &page, &asking).await?;
    if result.recipients == 0 && asking.none == 0 {
        return Err(Fault::missing(page));
    }
    html(&SentPage {
        query: format!(
            "from={}&until={}&none={}",
            asking.from, asking.until, asking.none
        ),
        none: asking.none,
        result,
        page,
    })
}

async fn show_rows(
    manager: Manager,
    State(app): State<App>,
    Query(asking): Query<Asking>,
) -> Result<Response, Fault> {
    let page = manager.page();
    let result = load(&manager, &app, &page, &asking).await?;
    html(&RowsFragment { page, result })
}

async fn load(
    manager: &Manager,
    app: &App,
    page: &Page,
    asking: &Asking,
) -> Result<SentRows, Fault> {
    let at = |millis: i64| Timestamp::from_micros(millis.saturating_mul(1000));
    let span = (at(asking.from), at(asking.until));
    let mut conn = app.context().db.read().await?;
    let domain = &manager.domain.name;
    let found = deliveries::list_of_author(&mut conn, domain, manager.user.id, span, MOST).await?;
    drop(conn);
    let mut last = last_of_each(found);
    // What went wrong comes first.
    last.sort_by_key(|listed| std::cmp::Reverse(rank(listed.delivery.state)));
    let count = |state: DeliveryState| {
        let count = last
            .iter()
            .filter(|listed| listed.delivery.state == state)
            .count();
        (count > 0).then(|| (labels::state(page, state), count))
    };
    Ok(SentRows {
        counts: DeliveryState::ALL.into_iter().filter_map(count).collect(),
        recipients: last.len(),
        more: last.len().saturating_sub(SHOWN),
        is_open: last
            .iter()
            .any(|listed| listed.delivery.state == DeliveryState::Pending),
        rows: last
            .into_iter()
            .take(SHOWN)
            .map(|listed| labels::delivery_row(page, app, listed))
            .collect(),
    })
}

/// The newest delivery of each notification: where one account failed, the next was tried.
fn last_of_each(found: Vec<Listed>) -> Vec<Listed> {
    let notification = |listed: &Listed| match listed.delivery.cargo {
        Cargo::Notification(id) => Some(id),
        Cargo::Code { .. } => None,
    };
    let mut last: Vec<Listed> = Vec::new();
    for listed in found {
        match last.last_mut() {
            Some(before) if notification(before) == notification(&listed) => *before = listed,
            Some(_) | None => last.push(listed),
        }
    }
    last
}

fn rank(state: DeliveryState) -> u8 {
    match state {
        DeliveryState::Delivered => 0,
        DeliveryState::Sent => 1,
        DeliveryState::Pending => 2,
        DeliveryState::Expired => 3,
        DeliveryState::Failed => 4,
    }
}
