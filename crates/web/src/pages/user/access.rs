//! What a user may do, and whether it may enter: role, lock, sessions, second factors, removal.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::user::Role;
use flows::change_user::{self, Changed};
use flows::{end_session, reset_factors};

use crate::App;
use crate::fault::Fault;
use crate::pages::confirm::Confirm;
use crate::pages::user::chosen::Changeable;
use crate::pages::user::{Typed, render};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/users/{id}/role", post(set_role))
        .route("/users/{id}/lock", post(lock))
        .route("/users/{id}/unlock", post(unlock))
        .route("/users/{id}/end-sessions", post(end_sessions))
        .route("/users/{id}/reset-factors", get(confirm_reset).post(reset))
        .route("/users/{id}/remove", get(confirm_removal).post(remove))
}

#[derive(serde::Deserialize)]
struct Given {
    role: Role,
}

async fn set_role(
    changeable: Changeable,
    State(app): State<App>,
    Form(Given { role }): Form<Given>,
) -> Result<Response, Fault> {
    let manager = &changeable.manager;
    if !manager.user.role.may_change(role) {
        return Err(Fault::forbidden(manager));
    }
    let by = manager.by();
    let user = &changeable.user;
    match change_user::set_role(app.context(), &manager.domain, by, user, role).await? {
        Changed::Done => Ok(changeable.back("role-set")),
        Changed::LastAdmin => refuse_last_admin(&changeable, "role").await,
    }
}

async fn lock(changeable: Changeable, State(app): State<App>) -> Result<Response, Fault> {
    let manager = &changeable.manager;
    let by = manager.by();
    match change_user::lock(app.context(), &manager.domain, by, &changeable.user).await? {
        Changed::Done => Ok(changeable.back("user-locked")),
        Changed::LastAdmin => refuse_last_admin(&changeable, "lock").await,
    }
}

async fn unlock(changeable: Changeable, State(app): State<App>) -> Result<Response, Fault> {
    let manager = &changeable.manager;
    let by = manager.by();
    change_user::unlock(app.context(), &manager.domain, by, &changeable.user).await?;
    Ok(changeable.back("user-unlocked"))
}

async fn end_sessions(changeable: Changeable, State(app): State<App>) -> Result<Response, Fault> {
    let manager = &changeable.manager;
    let domain = &manager.domain.name;
    let by = manager.by();
    end_session::others(app.context(), by, domain, changeable.user.id, None).await?;
    Ok(changeable.back("sessions-ended"))
}

async fn confirm_reset(changeable: Changeable) -> Result<Response, Fault> {
    let page = changeable.manager.page();
    let name = changeable.user.shown_name();
    let back = format!("/users/{}", changeable.user.id);
    Confirm {
        heading: page.with("user-reset-heading", "name", name),
        text: page.t("user-reset-text"),
        button: page.t("user-reset-button"),
        action: format!("{back}/reset-factors"),
        back,
        fault: None,
    }
    .show(page)
}

async fn reset(changeable: Changeable, State(app): State<App>) -> Result<Response, Fault> {
    let manager = &changeable.manager;
    let by = manager.by();
    reset_factors::reset(app.context(), &manager.domain, by, &changeable.user).await?;
    Ok(changeable.back("factors-reset"))
}

async fn confirm_removal(changeable: Changeable) -> Result<Response, Fault> {
    ask_removal(&changeable, None)
}

fn ask_removal(changeable: &Changeable, fault: Option<String>) -> Result<Response, Fault> {
    let page = changeable.manager.page();
    let back = format!("/users/{}", changeable.user.id);
    Confirm {
        heading: page.with("user-remove-heading", "name", changeable.user.shown_name()),
        text: page.t("user-remove-text"),
        button: page.t("user-remove-button"),
        action: format!("{back}/remove"),
        back,
        fault,
    }
    .show(page)
}

async fn remove(changeable: Changeable, State(app): State<App>) -> Result<Response, Fault> {
    let manager = &changeable.manager;
    let by = manager.by();
    match change_user::remove(app.context(), &manager.domain, by, &changeable.user).await? {
        Changed::Done => {
            let to = manager.path("/users?note=user-removed");
            Ok(Redirect::to(&to).into_response())
        }
        Changed::LastAdmin => {
            let fault = manager.page().t("user-last-admin");
            ask_removal(&changeable, Some(fault))
        }
    }
}

async fn refuse_last_admin(changeable: &Changeable, form: &str) -> Result<Response, Fault> {
    let fault = changeable.manager.page().t("user-last-admin");
    render(changeable, Typed::fault_in(form, fault)).await
}
