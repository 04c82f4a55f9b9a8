//! Change the password.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Form, Router};
use domain::secret::Password;
use flows::change_password::{self, Changed};

use crate::App;
use crate::auth::SignedIn;
use crate::fault::Fault;
use crate::page::{Page, html};
use crate::pages::labels;
use crate::pages::prove::Sure;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/account/password", get(show).post(submit))
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage {
    page: Page,
    name: String,
    /// What the domain asks of a password.
    hint: String,
    fault: Option<String>,
}

#[derive(serde::Deserialize)]
struct Typed {
    password: Password,
    again: Password,
}

async fn show(sure: Sure) -> Result<Response, Fault> {
    render(&sure, None)
}

async fn submit(
    sure: Sure,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let page = sure.page();
    if typed.password != typed.again {
        return render(&sure, Some(page.t("users-password-differs")));
    }
    let changed = change_password::change(
        app.context(),
        &sure.domain,
        sure.by(),
        &sure.user,
        &typed.password,
        Some(sure.session.id),
    )
    .await?;
    match changed {
        Changed::Done => {
            Ok(Redirect::to(&sure.path("/account?note=password-changed")).into_response())
        }
        Changed::WeakPassword(faults) => {
            render(&sure, Some(labels::password_fault(&page, &faults)))
        }
    }
}

fn render(signed_in: &SignedIn, fault: Option<String>) -> Result<Response, Fault> {
    let page = signed_in.page();
    let asked = signed_in.domain.password.faults("");
    html(&PasswordPage {
        name: signed_in.user.name.to_string(),
        hint: labels::password_fault(&page, &asked),
        fault,
        page,
    })
}
