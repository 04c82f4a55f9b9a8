//! Take up an invitation: choose a name and a password.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Router};
use domain::invitation::Invitation;
use domain::secret::{Password, Token};
use domain::user::Role;
use flows::accept_invitation::{self, Accepted};
use store::users;

use crate::App;
use crate::fault::Fault;
use crate::page::{Page, html};
use crate::pages::labels;
use crate::pages::sign_in::entered;
use crate::visitor::Visitor;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/invitation/{token}", get(show).post(submit))
}

#[derive(Template)]
#[template(path = "invitation.html")]
struct InvitationPage {
    page: Page,
    token: String,
    /// The key of the sentence that says what the user will be.
    role: &'static str,
    name: String,
    hint: String,
    name_fault: Option<String>,
    password_fault: Option<String>,
}

#[derive(Template)]
#[template(path = "invitation_over.html")]
struct InvitationOverPage {
    page: Page,
}

#[derive(serde::Deserialize)]
struct Typed {
    name: String,
    password: Password,
    again: Password,
}

/// What the form holds when it is shown.
#[derive(Default)]
struct Kept {
    name: String,
    name_fault: Option<String>,
    password_fault: Option<String>,
}

async fn show(visitor: Visitor, Path(token): Path<Token>) -> Result<Response, Fault> {
    render(&visitor, &token, None).await
}

async fn submit(
    visitor: Visitor,
    State(app): State<App>,
    Path(token): Path<Token>,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let page = visitor.page();
    let mut kept = Kept {
        name: typed.name,
        ..Kept::default()
    };
    if typed.password != typed.again {
        kept.password_fault = Some(page.t("users-password-differs"));
        return render(&visitor, &token, Some(kept)).await;
    }
    let accepted = accept_invitation::accept(
        app.context(),
        &visitor.domain,
        &token,
        &kept.name,
        &typed.password,
        &visitor.place,
    )
    .await?;
    match accepted {
        Accepted::Entered(session) => {
            return Ok(entered(&visitor, &session, "/account?note=welcome"));
        }
        Accepted::NotOpen => return over(&visitor),
        Accepted::NameTaken => kept.name_fault = Some(page.t("users-name-taken")),
        Accepted::BadName(fault) => kept.name_fault = Some(labels::user_name_fault(&page, fault)),
        Accepted::WeakPassword(faults) => {
            kept.password_fault = Some(labels::password_fault(&page, &faults));
        }
        Accepted::Wait(wait) => {
            kept.password_fault = Some(page.with("sign-in-wait", "span", page.span(wait)));
        }
    }
    render(&visitor, &token, Some(kept)).await
}

async fn render(visitor: &Visitor, token: &Token, kept: Option<Kept>) -> Result<Response, Fault> {
    let context = visitor.app.context();
    let domain = &visitor.domain;
    let Some(invitation) = accept_invitation::find_open(context, domain, token).await? else {
        return over(visitor);
    };
    let mut conn = context.db.read().await?;
    let is_first = users::count(&mut conn, &domain.name).await? == 0;
    drop(conn);
    let page = visitor.page();
    let role = role_key(&invitation, is_first);
    let kept = kept.unwrap_or_else(|| Kept {
        name: invitation.name.unwrap_or_default(),
        ..Kept::default()
    });
    html(&InvitationPage {
        token: token.reveal().to_owned(),
        role,
        name: kept.name,
        hint: labels::password_fault(&page, &domain.password.faults("")),
        name_fault: kept.name_fault,
        password_fault: kept.password_fault,
        page,
    })
}

fn role_key(invitation: &Invitation, is_first: bool) -> &'static str {
    match invitation.role {
        Role::Admin if is_first => "invitation-first-admin",
        Role::Admin => "invitation-admin",
        Role::UserManager => "invitation-user-manager",
        Role::User => "invitation-user",
    }
}

fn over(visitor: &Visitor) -> Result<Response, Fault> {
    html(&InvitationOverPage {
        page: visitor.page(),
    })
}
