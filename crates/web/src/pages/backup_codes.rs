//! Backup codes: made, and shown this once.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::backup_code::BackupCode;
use domain::time::Timestamp;
use flows::make_backup_codes::{self, Made};
use store::backup_codes;

use crate::App;
use crate::auth::SignedIn;
use crate::fault::Fault;
use crate::page::{Page, html};
use crate::pages::confirm::Confirm;
use crate::pages::prove::{Sure, prove_first};

const PATH: &str = "/account/backup-codes";

pub(crate) fn routes() -> Router<App> {
    Router::new().route(PATH, get(ask).post(make))
}

#[derive(Template)]
#[template(path = "backup_codes.html")]
struct BackupCodesPage {
    page: Page,
    name: String,
    made_at: Timestamp,
    codes: Vec<String>,
    /// What an account that was linked just now is called, if the codes came with it.
    linked: Option<String>,
}

/// Shows codes. Nothing can show them again, so this is the answer itself and no redirect.
pub(crate) fn show(
    signed_in: &SignedIn,
    codes: &[BackupCode],
    linked: Option<String>,
) -> Result<Response, Fault> {
    html(&BackupCodesPage {
        page: signed_in.page(),
        name: signed_in.user.name.to_string(),
        made_at: signed_in.app.context().world.now(),
        codes: codes.iter().map(BackupCode::shown).collect(),
        linked,
    })
}

async fn ask(sure: Sure) -> Result<Response, Fault> {
    let page = sure.page();
    let mut conn = sure.app.context().db.read().await?;
    let left = backup_codes::count_unused(&mut conn, sure.user.id).await?;
    drop(conn);
    let (heading, text) = if left == 0 {
        ("backup-ask-first-heading", "backup-ask-first-text")
    } else {
        ("backup-ask-heading", "backup-ask-text")
    };
    Confirm {
        heading: page.t(heading),
        text: page.t(text),
        button: page.t("backup-make"),
        action: PATH.to_owned(),
        back: "/account".to_owned(),
        fault: None,
    }
    .show(page)
}

async fn make(signed_in: SignedIn, State(app): State<App>) -> Result<Response, Fault> {
    let made = make_backup_codes::make(
        app.context(),
        &signed_in.domain,
        &signed_in.session,
        &signed_in.place,
    )
    .await?;
    match made {
        Made::Codes(codes) => show(&signed_in, &codes, None),
        Made::ProveFirst => Ok(prove_first(&signed_in, PATH)),
    }
}
