//! `GET /api/v1/messages/{id}`: what became of a message.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::delivery::Delivery;
use domain::id::NotificationId;
use domain::limit::{READS_BY_INTEGRATION, Verdict};
use domain::notification::Source;
use store::{deliveries, limits, notifications};

use crate::App;
use crate::auth::Program;
use crate::problem::Problem;

/// The answer's body.
#[derive(serde::Serialize)]
pub(crate) struct Shown {
    id: NotificationId,
    created_at: String,
    /// The state of the newest delivery: the account that is tried now, or was tried last.
    state: &'static str,
    deliveries: Vec<ShownDelivery>,
}

/// One delivery: one account that was tried.
#[derive(serde::Serialize)]
struct ShownDelivery {
    provider: String,
    state: &'static str,
    attempts: i64,
    why: Option<String>,
}

/// 200 with the deliveries in the order in which accounts were tried; 404 for what this program did not send.
pub(crate) async fn show(
    program: Program,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<Shown>, Problem> {
    let missing = || {
        Problem::new(
            StatusCode::NOT_FOUND,
            "no-such-message",
            "No such message",
            "This program has sent no message of this id.",
        )
    };
    let id: NotificationId = id.parse().map_err(|_| missing())?;
    count(&app, &program).await?;
    let mut conn = app.context().db.read().await?;
    let found = notifications::find(&mut conn, id).await?;
    let notification = found
        .filter(|found| found.source == Source::Integration(program.integration.id))
        .ok_or_else(missing)?;
    let deliveries = deliveries::list_of_notification(&mut conn, id).await?;
    let last = deliveries
        .last()
        .map_or("pending", |delivery| delivery.state.word());
    Ok(Json(Shown {
        id,
        created_at: notification.created_at.rfc3339(),
        state: last,
        deliveries: deliveries.into_iter().map(shown).collect(),
    }))
}

fn shown(delivery: Delivery) -> ShownDelivery {
    ShownDelivery {
        provider: delivery.provider.to_string(),
        state: delivery.state.word(),
        attempts: delivery.attempt,
        why: delivery.why,
    }
}

async fn count(app: &App, program: &Program) -> Result<(), Problem> {
    let mut tx = app.context().db.begin().await?;
    let verdict = limits::count(
        &mut tx,
        READS_BY_INTEGRATION,
        &program.integration.id.to_string(),
        app.context().world.now(),
    )
    .await?;
    store::commit(tx).await?;
    match verdict {
        Verdict::Allowed => Ok(()),
        Verdict::Wait(wait) => Err(Problem::wait(wait)),
    }
}
