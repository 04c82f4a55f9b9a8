//! Extractors that *are* permissions: who holds the value has been checked.

use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use domain::integration::Integration;
use domain::secret::Token;
use domain::session::Session;
use domain::user::{Role, User};
use flows::By;
use store::{sessions, users};

use crate::App;
use crate::cookies::{self, Kept};
use crate::fault::Fault;
use crate::page::{Page, Viewer};
use crate::problem::Problem;
use crate::visitor::Visitor;

/// A signed-in user.
pub struct SignedIn {
    visitor: Visitor,
    /// Who.
    pub user: User,
    /// In which session.
    pub session: Session,
}

/// A signed-in user who manages users: a user manager or an admin.
pub struct Manager(pub SignedIn);

/// A signed-in admin.
pub struct Admin(pub SignedIn);

/// A program with a valid token.
pub struct Program {
    /// Which one.
    pub integration: Integration,
    /// The request's domain and place.
    pub visitor: Visitor,
}

impl SignedIn {
    /// What the frame of a page needs, with the user in it.
    pub(crate) fn page(&self) -> Page {
        let viewer = Viewer {
            name: self.user.shown_name().to_owned(),
            manages: self.user.role.manages_users(),
            is_admin: self.user.role == Role::Admin,
        };
        Page {
            viewer: Some(viewer),
            ..self.visitor.page()
        }
    }

    /// The user as the author of a change.
    pub(crate) fn by(&self) -> By {
        By::user(self.user.id, self.place.ip)
    }
}

impl Deref for SignedIn {
    type Target = Visitor;
    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl Deref for Manager {
    type Target = SignedIn;
    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl Deref for Admin {
    type Target = SignedIn;
    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let mut visitor = Visitor::from_request_parts(parts, app).await?;
        let Some(token) = cookies::read(&parts.headers, &visitor.domain, Kept::Session) else {
            return Err(Fault::sign_in_first(&visitor, parts));
        };
        let Some((user, session)) = find(app, &visitor, &token).await? else {
            return Err(Fault::sign_in_first(&visitor, parts));
        };
        visitor.locale = user.locale.unwrap_or(visitor.locale);
        Ok(Self {
            visitor,
            user,
            session,
        })
    }
}

/// The user and session of a token, if both are alive and of this domain.
async fn find(
    app: &App,
    visitor: &Visitor,
    token: &Token,
) -> Result<Option<(User, Session)>, Fault> {
    let now = app.context().world.now();
    let mut conn = app.context().db.read().await?;
    let session = sessions::find_by_token(&mut conn, &token.digest())
        .await?
        .filter(|session| session.is_alive(now));
    let Some(session) = session else {
        return Ok(None);
    };
    let user = users::find(&mut conn, session.user_id).await?;
    let Some(user) =
        user.filter(|user| user.domain == visitor.domain.name && user.locked_at.is_none())
    else {
        return Ok(None);
    };
    drop(conn);
    if now.since(session.seen_at).as_secs() >= 60 {
        let mut tx = app.context().db.begin().await?;
        sessions::touch(&mut tx, session.id, now).await?;
        store::commit(tx).await?;
    }
    Ok(Some((user, session)))
}

impl FromRequestParts<App> for Manager {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        if signed_in.user.role.manages_users() {
            Ok(Self(signed_in))
        } else {
            Err(Fault::forbidden(&signed_in))
        }
    }
}

impl FromRequestParts<App> for Admin {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        if signed_in.user.role == Role::Admin {
            Ok(Self(signed_in))
        } else {
            Err(Fault::forbidden(&signed_in))
        }
    }
}

impl FromRequestParts<App> for Program {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let visitor = Visitor::from_request_parts(parts, app)
            .await
            .map_err(|_| Problem::unauthorized())?;
        let header = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let (scheme, token) = header.split_once(' ').unwrap_or_default();
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Problem::unauthorized());
        }
        let token = Token::new(token.trim());
        let context = app.context();
        let found = context.accepting.find_program(&context.db, token.digest());
        let integration = found
            .await?
            .filter(|integration| integration.domain == visitor.domain.name)
            .ok_or_else(Problem::unauthorized)?;
        Ok(Self {
            integration,
            visitor,
        })
    }
}
