//! Add a user: with a password, or by a link that lets them choose one.

use askama::Template;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::id::InvitationId;
use domain::invitation::Invitation;
use domain::secret::Password;
use domain::time::Timestamp;
use domain::user::{Role, UserName};
use flows::add_user::{self, Added};
use flows::invite;
use store::invitations;

use crate::App;
use crate::auth::Manager;
use crate::fault::Fault;
use crate::page::{Page, html};
use crate::pages::labels::{self, RoleChoice};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/users/add", get(show).post(submit))
        .route("/users/invitations", get(show).post(submit_invitation))
        .route("/users/invitations/{id}/take-back", post(take_back))
}

#[derive(Template)]
#[template(path = "users_add.html")]
struct AddPage {
    page: Page,
    name: String,
    roles: Vec<RoleChoice>,
    name_fault: Option<String>,
    password_fault: Option<String>,
    /// The link of the invitation that was made just now. It is shown this once.
    link: Option<String>,
    invited_name: String,
    invited_fault: Option<String>,
    open: Vec<OpenInvitation>,
}

struct OpenInvitation {
    id: String,
    name: Option<String>,
    role: String,
    made_at: Timestamp,
    expires_at: Timestamp,
}

#[derive(serde::Deserialize)]
struct Typed {
    name: String,
    role: Role,
    password: Password,
    again: Password,
}

#[derive(serde::Deserialize)]
struct Invited {
    #[serde(default)]
    name: String,
    role: Role,
}

/// What a form holds when its page is shown anew.
#[derive(Default)]
struct Kept {
    name: String,
    name_fault: Option<String>,
    password_fault: Option<String>,
    link: Option<String>,
    invited_name: String,
    invited_fault: Option<String>,
}

async fn show(manager: Manager) -> Result<Response, Fault> {
    render(&manager, Role::User, Kept::default()).await
}

async fn submit(
    manager: Manager,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let page = manager.page();
    let role = given_role(&manager, typed.role)?;
    let mut kept = Kept::default();
    match UserName::parse(&typed.name) {
        Err(fault) => kept.name_fault = Some(labels::user_name_fault(&page, fault)),
        Ok(_) if typed.password != typed.again => {
            kept.password_fault = Some(page.t("users-password-differs"));
        }
        Ok(name) => {
            let domain = &manager.domain;
            let by = manager.by();
            match add_user::add(app.context(), domain, by, name, role, &typed.password).await? {
                Added::Done(id) => {
                    let to = manager.path(&format!("/users/{id}?note=user-added"));
                    return Ok(Redirect::to(&to).into_response());
                }
                Added::NameTaken => kept.name_fault = Some(page.t("users-name-taken")),
                Added::WeakPassword(faults) => {
                    kept.password_fault = Some(labels::password_fault(&page, &faults));
                }
            }
        }
    }
    kept.name = typed.name;
    render(&manager, role, kept).await
}

async fn submit_invitation(
    manager: Manager,
    State(app): State<App>,
    Form(invited): Form<Invited>,
) -> Result<Response, Fault> {
    let role = given_role(&manager, invited.role)?;
    let page = manager.page();
    let name = match invited.name.trim() {
        "" => Ok(None),
        typed => UserName::parse(typed).map(Some),
    };
    let name = match name {
        Ok(name) => name,
        Err(fault) => {
            let kept = Kept {
                invited_fault: Some(labels::user_name_fault(&page, fault)),
                invited_name: invited.name,
                ..Kept::default()
            };
            return render(&manager, role, kept).await;
        }
    };
    let domain = &manager.domain;
    let token = invite::invite(app.context(), domain, manager.by(), role, name).await?;
    // Shown in this answer, since nothing that could be asked for again knows the link.
    let kept = Kept {
        link: Some(format!("{}/invitation/{}", domain.base_url, token.reveal())),
        ..Kept::default()
    };
    render(&manager, Role::User, kept).await
}

/// An open invitation that the manager may take back.
struct Revocable {
    manager: Manager,
    id: InvitationId,
}

impl FromRequestParts<App> for Revocable {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let manager = Manager::from_request_parts(parts, app).await?;
        let missing = || Fault::missing(manager.page());
        let Path(id) = Path::<String>::from_request_parts(parts, app)
            .await
            .map_err(|_| missing())?;
        let open = list_open(&manager).await?;
        let found = open
            .iter()
            .find(|invitation| invitation.id.to_string() == id)
            .ok_or_else(missing)?;
        Ok(Self {
            id: found.id,
            manager,
        })
    }
}

async fn take_back(revocable: Revocable, State(app): State<App>) -> Result<Redirect, Fault> {
    let Revocable { manager, id } = revocable;
    invite::take_back(app.context(), &manager.domain, manager.by(), id).await?;
    Ok(Redirect::to(
        &manager.path("/users/add?note=invitation-taken-back"),
    ))
}

/// The role, if this manager may give it.
fn given_role(manager: &Manager, role: Role) -> Result<Role, Fault> {
    if manager.user.role.may_change(role) {
        Ok(role)
    } else {
        Err(Fault::forbidden(manager))
    }
}

/// The open invitations that this manager may see.
async fn list_open(manager: &Manager) -> Result<Vec<Invitation>, Fault> {
    let context = manager.app.context();
    let mut conn = context.db.read().await?;
    let mut open =
        invitations::list_open(&mut conn, &manager.domain.name, context.world.now()).await?;
    open.retain(|invitation| manager.user.role.may_change(invitation.role));
    Ok(open)
}

async fn render(manager: &Manager, role: Role, kept: Kept) -> Result<Response, Fault> {
    let page = manager.page();
    let open = list_open(manager)
        .await?
        .into_iter()
        .map(|invitation| OpenInvitation {
            id: invitation.id.to_string(),
            role: labels::role_title(&page, invitation.role),
            name: invitation.name,
            made_at: invitation.created_at,
            expires_at: invitation.expires_at,
        })
        .collect();
    html(&AddPage {
        roles: labels::roles(&page, manager.user.role, role),
        name: kept.name,
        name_fault: kept.name_fault,
        password_fault: kept.password_fault,
        link: kept.link,
        invited_name: kept.invited_name,
        invited_fault: kept.invited_fault,
        open,
        page,
    })
}
