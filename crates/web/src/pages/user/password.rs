//! An admin sets a user's password.

use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use axum::{Form, Router};
use domain::secret::Password;
use flows::change_password::{self, Changed};

use crate::App;
use crate::fault::Fault;
use crate::pages::labels;
use crate::pages::user::chosen::ChangeableByAdmin;
use crate::pages::user::{Typed, render};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/users/{id}/password", post(set))
}

#[derive(serde::Deserialize)]
struct Entered {
    password: Password,
    again: Password,
}

async fn set(
    ChangeableByAdmin(changeable): ChangeableByAdmin,
    State(app): State<App>,
    Form(entered): Form<Entered>,
) -> Result<Response, Fault> {
    let manager = &changeable.manager;
    let page = manager.page();
    let fault = if entered.password == entered.again {
        let by = manager.by();
        let user = &changeable.user;
        let new = &entered.password;
        match change_password::change(app.context(), &manager.domain, by, user, new, None).await? {
            Changed::Done => return Ok(changeable.back("password-set")),
            Changed::WeakPassword(faults) => labels::password_fault(&page, &faults),
        }
    } else {
        page.t("users-password-differs")
    };
    render(&changeable, Typed::fault_in("password", fault)).await
}
