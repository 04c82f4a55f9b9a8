//! Deliveries: what is on its way, what arrived, and what did not and why. What they say is not shown.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use domain::delivery::State as DeliveryState;
use domain::id::DeliveryId;
use domain::time::Timestamp;
use store::attempts::{self, Attempt};
use store::deliveries::{self, Filter};

use crate::App;
use crate::auth::Manager;
use crate::fault::{Fault, encode};
use crate::page::{Page, html};
use crate::pages::labels::{self, DeliveryRow, Pill};
use crate::pages::paging::{Paging, Place, one_more};

/// How many deliveries a page shows.
const ROWS: usize = 50;
/// How far back the counts go.
const COUNTED: std::time::Duration = std::time::Duration::from_secs(24 * 3600);

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/deliveries", get(show))
        .route("/deliveries/{id}", get(show_one))
}

/// Which deliveries are asked for.
#[derive(serde::Deserialize, Default)]
struct Asking {
    #[serde(default)]
    state: String,
    /// The id of one user.
    #[serde(default)]
    user: String,
    #[serde(default)]
    before: String,
}

impl Asking {
    fn filter(&self) -> Filter {
        Filter {
            state: DeliveryState::from_word(&self.state),
            user: self.user.parse().ok(),
            before: self.before.parse().ok(),
        }
    }

    /// The query that asks for the same, but for the page.
    fn query(&self) -> String {
        format!("state={}&user={}", encode(&self.state), encode(&self.user))
    }
}

#[derive(Template)]
#[template(path = "deliveries.html")]
struct DeliveriesPage {
    page: Page,
    asking: Asking,
    of_user: Option<String>,
    tiles: Vec<Tile>,
    rows: Vec<DeliveryRow>,
    paging: Paging,
}

/// How many deliveries of the last day are in one state.
struct Tile {
    word: &'static str,
    state: Pill,
    count: i64,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "delivery.html")]
struct DeliveryPage {
    page: Page,
    row: DeliveryRow,
    is_pending: bool,
    due_at: Timestamp,
    ended_at: Option<Timestamp>,
    expires_at: Timestamp,
    tries: Vec<Try>,
}

struct Try {
    number: i64,
    at: Timestamp,
    outcome: Pill,
    why: String,
}

async fn show(
    manager: Manager,
    State(app): State<App>,
    Query(asking): Query<Asking>,
) -> Result<Response, Fault> {
    let page = manager.page();
    let domain = &manager.domain.name;
    let mut conn = app.context().db.read().await?;
    let mut found = deliveries::list(&mut conn, domain, &asking.filter(), one_more(ROWS)).await?;
    let since = app.context().world.now() - COUNTED;
    let counted = deliveries::count_by_state(&mut conn, domain, since).await?;
    let of_user = labels::name_of(&mut conn, domain, &asking.user).await?;
    drop(conn);
    let place = Place {
        path: "/deliveries",
        query: &asking.query(),
        key: "before",
        at: &asking.before,
    };
    let paging = Paging::cut(&mut found, ROWS, &place, |listed| {
        listed.delivery.id.to_string()
    });
    html(&DeliveriesPage {
        of_user,
        tiles: tiles(&page, &asking, &counted),
        rows: found
            .into_iter()
            .map(|listed| labels::delivery_row(&page, &app, listed))
            .collect(),
        paging,
        asking,
        page,
    })
}

fn tiles(page: &Page, asking: &Asking, counted: &[(DeliveryState, i64)]) -> Vec<Tile> {
    let tile = |state: DeliveryState| Tile {
        word: state.word(),
        state: labels::state(page, state),
        count: counted
            .iter()
            .find(|(of, _)| *of == state)
            .map_or(0, |(_, count)| *count),
        is_chosen: asking.state == state.word(),
    };
    DeliveryState::ALL.into_iter().map(tile).collect()
}

async fn show_one(
    manager: Manager,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let page = manager.page();
    let Ok(id) = id.parse::<DeliveryId>() else {
        return Err(Fault::missing(page));
    };
    let mut conn = app.context().db.read().await?;
    let Some(listed) = deliveries::find_listed(&mut conn, &manager.domain.name, id).await? else {
        return Err(Fault::missing(page));
    };
    let tried = attempts::list_of_delivery(&mut conn, id).await?;
    drop(conn);
    html(&DeliveryPage {
        is_pending: !listed.delivery.state.is_final(),
        due_at: listed.delivery.due_at,
        expires_at: listed.delivery.expires_at,
        ended_at: listed.ended_at,
        row: labels::delivery_row(&page, &app, listed),
        tries: tried.into_iter().map(|one| a_try(&page, one)).collect(),
        page,
    })
}

fn a_try(page: &Page, attempt: Attempt) -> Try {
    let (tone, key) = match attempt.outcome.as_str() {
        "sent" => ("good", "deliveries-outcome-sent"),
        "later" => ("warn", "deliveries-outcome-later"),
        _ => ("bad", "deliveries-outcome-never"),
    };
    Try {
        number: attempt.number,
        at: attempt.at,
        outcome: Pill {
            tone,
            text: page.t(key),
        },
        why: attempt.why.unwrap_or_default(),
    }
}
