//! One's own sign-ins, all of them, a page at a time.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use domain::id::SignInId;
use store::Conn;
use store::sign_ins::{self, Filter};

use crate::App;
use crate::auth::SignedIn;
use crate::fault::Fault;
use crate::page::{Page, html};
use crate::pages::labels::{self, SignInRow};
use crate::pages::paging::{Paging, Place, one_more};

/// How many sign-ins a page shows.
const ROWS: usize = 50;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/account/sign-ins", get(show))
}

#[derive(Template)]
#[template(path = "account_sign_ins.html")]
struct SignInsPage {
    page: Page,
    rows: Vec<SignInRow>,
    paging: Paging,
}

/// The last row of the page before.
#[derive(serde::Deserialize)]
struct Asking {
    #[serde(default)]
    before: String,
}

async fn show(signed_in: SignedIn, Query(asking): Query<Asking>) -> Result<Response, Fault> {
    let page = signed_in.page();
    let before: Option<SignInId> = asking.before.parse().ok();
    let mut conn = signed_in.app.context().db.read().await?;
    let mut found = find(&mut conn, &signed_in, before, one_more(ROWS)).await?;
    drop(conn);
    let place = Place {
        path: "/account/sign-ins",
        query: "",
        key: "before",
        at: &asking.before,
    };
    let paging = Paging::cut(&mut found, ROWS, &place, |sign_in| sign_in.id.to_string());
    html(&SignInsPage {
        rows: found
            .iter()
            .map(|sign_in| labels::sign_in_row(&page, &signed_in.app, sign_in))
            .collect(),
        paging,
        page,
    })
}

/// The viewer's sign-ins, newest first, as rows.
pub(super) async fn list(
    conn: &mut Conn,
    signed_in: &SignedIn,
    page: &Page,
    before: Option<SignInId>,
    limit: i64,
) -> Result<Vec<SignInRow>, Fault> {
    let found = find(conn, signed_in, before, limit).await?;
    let row = |sign_in| labels::sign_in_row(page, &signed_in.app, sign_in);
    Ok(found.iter().map(row).collect())
}

async fn find(
    conn: &mut Conn,
    signed_in: &SignedIn,
    before: Option<SignInId>,
    limit: i64,
) -> Result<Vec<domain::sign_in::SignIn>, Fault> {
    let filter = Filter {
        user: Some(signed_in.user.id),
        before,
        ..Filter::default()
    };
    Ok(sign_ins::list(conn, &signed_in.domain.name, &filter, limit).await?)
}
