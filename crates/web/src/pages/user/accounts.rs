//! Setting, replacing and removing a user's handle.

use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::id::LinkedAccountId;
use domain::provider::Provider;
use flows::set_handle::{self, SetHandle};

use crate::App;
use crate::fault::Fault;
use crate::pages::confirm::Confirm;
use crate::pages::labels;
use crate::pages::user::chosen::{Changeable, ChosenAccount};
use crate::pages::user::{Typed, render};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/users/{id}/accounts", post(add))
        .route("/users/{id}/accounts/{account}", post(replace))
        .route(
            "/users/{id}/accounts/{account}/remove",
            get(confirm_removal).post(remove),
        )
}

#[derive(serde::Deserialize)]
struct Entered {
    provider: Provider,
    handle: String,
}

async fn add(
    changeable: Changeable,
    State(app): State<App>,
    Form(entered): Form<Entered>,
) -> Result<Response, Fault> {
    set(&changeable, &app, entered, None).await
}

async fn replace(
    chosen: ChosenAccount,
    State(app): State<App>,
    Form(entered): Form<Entered>,
) -> Result<Response, Fault> {
    set(&chosen.changeable, &app, entered, Some(chosen.account.id)).await
}

async fn set(
    changeable: &Changeable,
    app: &App,
    entered: Entered,
    instead_of: Option<LinkedAccountId>,
) -> Result<Response, Fault> {
    let page = changeable.manager.page();
    let entry = app.provider(&entered.provider);
    let parsed = entry.map(|entry| (entry, (entry.parse_handle)(&entered.handle)));
    let fault = match parsed {
        None => page.t("user-handle-no-provider"),
        Some((_, Err(fault))) => labels::handle_fault(&page, fault),
        Some((entry, Ok(handle))) => {
            let manager = &changeable.manager;
            let (by, user) = (manager.by(), &changeable.user);
            let (context, domain) = (app.context(), &manager.domain);
            match set_handle::set(context, domain, by, user, entry, handle, instead_of).await? {
                SetHandle::Done => return Ok(changeable.back("handle-set")),
                SetHandle::AlreadyThere => page.t("user-handle-already-there"),
                SetHandle::TooMany => page.t("user-handle-too-many"),
                SetHandle::Unknown => page.t("user-handle-unknown"),
            }
        }
    };
    let typed = Typed {
        form: instead_of.map_or_else(|| "handle".to_owned(), |id| id.to_string()),
        provider: entered.provider.to_string(),
        handle: entered.handle,
        fault,
    };
    render(changeable, typed).await
}

async fn confirm_removal(chosen: ChosenAccount) -> Result<Response, Fault> {
    let ChosenAccount {
        changeable,
        account,
    } = chosen;
    let page = changeable.manager.page();
    let title = changeable.manager.app.provider_title(&account.provider);
    let heading = page.with_two(
        "user-account-remove-heading",
        "provider",
        title,
        "handle",
        account.handle.as_str(),
    );
    let back = format!("/users/{}", changeable.user.id);
    Confirm {
        heading,
        text: page.with(
            "user-account-remove-text",
            "name",
            changeable.user.shown_name(),
        ),
        button: page.t("common-remove"),
        action: format!("{back}/accounts/{}/remove", account.id),
        back,
        fault: None,
    }
    .show(page)
}

async fn remove(chosen: ChosenAccount, State(app): State<App>) -> Result<Response, Fault> {
    let ChosenAccount {
        changeable,
        account,
    } = chosen;
    let manager = &changeable.manager;
    let title = app.provider_title(&account.provider);
    let by = manager.by();
    set_handle::remove(
        app.context(),
        &manager.domain,
        by,
        &changeable.user,
        account.id,
        &title,
    )
    .await?;
    Ok(changeable.back("handle-removed"))
}
