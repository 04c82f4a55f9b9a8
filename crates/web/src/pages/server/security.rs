//! For the bad day, and for those who watch: ending everybody's sessions, and the audit entries to take elsewhere.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::id::AuditId;
use flows::end_session;
use store::audit_entries;

use crate::App;
use crate::audit;
use crate::auth::Admin;
use crate::fault::Fault;
use crate::pages::confirm::Confirm;

/// How many audit entries one file holds. What is after its last line is asked for by that line's id.
const EXPORTED: i64 = 100_000;
const END_SESSIONS: &str = "/server/sessions/end";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(END_SESSIONS, get(ask).post(end))
        .route("/server/audit.jsonl", get(export))
}

async fn ask(admin: Admin) -> Result<Response, Fault> {
    let page = admin.page();
    Confirm {
        heading: page.t("server-end-sessions-heading"),
        text: page.t("server-end-sessions-text"),
        button: page.t("server-end-sessions-button"),
        action: END_SESSIONS.to_owned(),
        back: "/server".to_owned(),
        fault: None,
    }
    .show(page)
}

async fn end(admin: Admin, State(app): State<App>) -> Result<Response, Fault> {
    let keep = Some(admin.session.id);
    end_session::of_everybody(app.context(), admin.by(), &admin.domain.name, keep).await?;
    Ok(Redirect::to(&admin.path("/server?note=everybody-signed-out")).into_response())
}

/// Where to go on.
#[derive(serde::Deserialize)]
struct Asking {
    /// The id of the last entry that the asker has.
    after: Option<AuditId>,
}

/// The domain's audit entries as JSON lines, the oldest first.
async fn export(
    admin: Admin,
    State(app): State<App>,
    Query(asking): Query<Asking>,
) -> Result<Response, Fault> {
    let mut conn = app.context().db.read().await?;
    let domain = &admin.domain.name;
    let entries = audit_entries::list(&mut conn, domain, asking.after, EXPORTED).await?;
    drop(conn);
    let lines = audit::json_lines(&entries);
    let headers = [
        (CONTENT_TYPE, "application/jsonl; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"audit.jsonl\""),
    ];
    Ok((headers, lines).into_response())
}
