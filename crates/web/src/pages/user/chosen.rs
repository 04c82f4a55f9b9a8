//! The user that a page of a manager is about.

use std::ops::Deref;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::{LinkedAccountId, UserId};
use domain::linked_account::LinkedAccount;
use domain::user::User;
use store::{linked_accounts, users};

use crate::App;
use crate::auth::{Admin, Manager};
use crate::fault::Fault;

/// A user of the manager's domain, named by the address. One of another domain is not there.
pub(crate) struct Chosen {
    pub(crate) manager: Manager,
    pub(crate) user: User,
}

/// A user whom the manager may change: only admins change admins, and nobody oneself. Whoever wants to change the
/// own account proves the password first, on the account's own pages.
pub(crate) struct Changeable(pub(crate) Chosen);

/// A linked account of a user whom the manager may change.
pub(crate) struct ChosenAccount {
    pub(crate) changeable: Changeable,
    pub(crate) account: LinkedAccount,
}

/// A user whom an admin may change.
pub(crate) struct ChangeableByAdmin(pub(crate) Changeable);

impl Chosen {
    /// Whether the manager may change this user.
    pub(crate) fn may_change(&self) -> bool {
        self.manager.user.role.may_change(self.user.role) && self.manager.user.id != self.user.id
    }

    /// Back to the user's page, with a note.
    pub(crate) fn back(&self, note: &str) -> Response {
        let to = format!("/users/{}?note={note}", self.user.id);
        Redirect::to(&self.manager.path(&to)).into_response()
    }
}

impl Deref for Changeable {
    type Target = Chosen;
    fn deref(&self) -> &Chosen {
        &self.0
    }
}

impl FromRequestParts<App> for Chosen {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let manager = Manager::from_request_parts(parts, app).await?;
        let missing = || Fault::missing(manager.page());
        let id: UserId = param(parts, app, "id").await.ok_or_else(missing)?;
        let mut conn = app.context().db.read().await?;
        let user = users::find(&mut conn, id)
            .await?
            .filter(|user| user.domain == manager.domain.name)
            .ok_or_else(missing)?;
        Ok(Self { manager, user })
    }
}

impl FromRequestParts<App> for Changeable {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let chosen = Chosen::from_request_parts(parts, app).await?;
        if chosen.may_change() {
            Ok(Self(chosen))
        } else {
            Err(Fault::forbidden(&chosen.manager))
        }
    }
}

impl FromRequestParts<App> for ChangeableByAdmin {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        Admin::from_request_parts(parts, app).await?;
        Changeable::from_request_parts(parts, app).await.map(Self)
    }
}

impl FromRequestParts<App> for ChosenAccount {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let changeable = Changeable::from_request_parts(parts, app).await?;
        let missing = || Fault::missing(changeable.manager.page());
        let id: LinkedAccountId = param(parts, app, "account").await.ok_or_else(missing)?;
        let mut conn = app.context().db.read().await?;
        let account = linked_accounts::find(&mut conn, changeable.user.id, id)
            .await?
            .ok_or_else(missing)?;
        Ok(Self {
            changeable,
            account,
        })
    }
}

/// An id in the address; `None` if it is none.
pub(crate) async fn param<T: std::str::FromStr>(
    parts: &mut Parts,
    app: &App,
    name: &str,
) -> Option<T> {
    let params = RawPathParams::from_request_parts(parts, app).await.ok()?;
    let (_, value) = params.iter().find(|(key, _)| *key == name)?;
    value.parse().ok()
}
