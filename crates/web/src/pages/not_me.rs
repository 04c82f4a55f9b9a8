//! "This was not me": the link in a security notice. Opening it only asks, since previews of messages open links.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::id::NotificationId;
use domain::notification::Kind;
use domain::time::Timestamp;
use flows::disown::{self, Disowned};

use crate::App;
use crate::fault::Fault;
use crate::page::{Page, html};
use crate::pages::labels;
use crate::visitor::Visitor;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/not-me/{notification}/{token}", get(ask).post(submit))
        .route("/not-me/done", get(done))
}

#[derive(Template)]
#[template(path = "not_me.html")]
struct NotMePage {
    page: Page,
    step: Step,
}

enum Step {
    /// What the link is about.
    Ask {
        what: String,
        at: Timestamp,
        unlinks: bool,
        action: String,
    },
    Done {
        unlinked: bool,
    },
    /// The link is too old, or was never sent.
    NotOpen,
}

#[derive(serde::Deserialize)]
struct Outcome {
    #[serde(default)]
    unlinked: bool,
}

async fn ask(
    visitor: Visitor,
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let page = visitor.page();
    let found = match id.parse() {
        Ok(id) => disown::find(app.context(), &visitor.domain, id, &token).await?,
        Err(_) => None,
    };
    let step = found.map_or(Step::NotOpen, |notification| Step::Ask {
        what: labels::kind(&page, notification.kind.word()),
        at: notification.created_at,
        unlinks: matches!(notification.kind, Kind::AccountLinked { .. }),
        action: format!("/not-me/{id}/{token}"),
    });
    html(&NotMePage { page, step })
}

async fn submit(
    visitor: Visitor,
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let id: Option<NotificationId> = id.parse().ok();
    let disowned = match id {
        Some(id) => {
            let (domain, place) = (&visitor.domain, &visitor.place);
            disown::disown(app.context(), domain, id, &token, place).await?
        }
        None => Disowned::NotOpen,
    };
    match disowned {
        Disowned::Done { unlinked } => {
            let to = visitor.path(&format!("/not-me/done?unlinked={unlinked}"));
            Ok(Redirect::to(&to).into_response())
        }
        Disowned::NotOpen => html(&NotMePage {
            page: visitor.page(),
            step: Step::NotOpen,
        }),
    }
}

async fn done(visitor: Visitor, Query(outcome): Query<Outcome>) -> Result<Response, Fault> {
    html(&NotMePage {
        page: visitor.page(),
        step: Step::Done {
            unlinked: outcome.unlinked,
        },
    })
}
