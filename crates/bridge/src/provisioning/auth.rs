//! Who calls, and for whom.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::limit::{CALLS_OF_PROVISIONED, Limit, Verdict};
use domain::secret::same;
use ruma::{OwnedUserId, UserId};
use serde::Deserialize;
use store::{commit, limits};

use super::{Provisioning, Refusal};
use crate::permission::Level;

/// For whom a program calls: somebody who may log in.
#[derive(Debug, Clone)]
pub(super) struct Caller(pub(super) OwnedUserId);

#[derive(Deserialize)]
struct Named {
    user_id: Option<String>,
}

/// Lets only in who shows the shared secret, or a token of the person's own.
pub(super) async fn let_in(
    State(here): State<Arc<Provisioning>>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    match here.caller(&parts).await {
        Ok(caller) => {
            parts.extensions.insert(caller);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(refusal) => refusal.into_response(),
    }
}

impl Provisioning {
    async fn caller(&self, request: &Parts) -> Result<Caller, Refusal> {
        let shown = request.headers.get(AUTHORIZATION);
        let shown = shown.and_then(|shown| shown.to_str().ok());
        let token = shown.and_then(|shown| shown.strip_prefix("Bearer "));
        let token = token.ok_or(Refusal::NoToken)?;
        let user = named(request);
        if !self.is_secret(token) {
            let owner = self.owner_of(token).await?;
            if user.as_ref() != Some(&owner) {
                return Err(Refusal::WrongToken);
            }
        }
        let user = user.ok_or(Refusal::NoUser)?;
        let ground = &self.ground;
        let is_one_of_us = ground.homeserver.is_ours(&user);
        if is_one_of_us || !ground.settings.permissions.allows(&user, Level::User) {
            return Err(Refusal::NotAllowed);
        }
        self.count(CALLS_OF_PROVISIONED, &user).await?;
        Ok(Caller(user))
    }

    fn is_secret(&self, token: &str) -> bool {
        let secret = self.settings.shared_secret.as_ref();
        secret.is_some_and(|secret| same(token.as_bytes(), secret.reveal().as_bytes()))
    }

    /// Whose token this is. Managers show an `OpenID` token to bridges of other servers, and to those of their own server
    /// the access token; that one is looked up with each call, and kept nowhere.
    async fn owner_of(&self, token: &str) -> Result<OwnedUserId, Refusal> {
        let asking = self.asking.try_acquire();
        let _asking = asking.map_err(|_| Refusal::TooMuch(Duration::from_secs(1)))?;
        let homeserver = &self.ground.homeserver;
        let owner = match token.strip_prefix("openid:") {
            Some(openid) => homeserver.owner_of_openid(openid).await,
            None => homeserver.owner_of_access_token(token).await,
        };
        match owner {
            Ok(owner) => owner.ok_or(Refusal::WrongToken),
            Err(fault) => {
                tracing::warn!(%fault, "the homeserver does not say whose a token is");
                Err(Refusal::Away)
            }
        }
    }

    /// Counts one for somebody; a refusal if it is too much.
    pub(super) async fn count(&self, limit: Limit, user: &UserId) -> Result<(), Refusal> {
        let mut tx = self.ground.db.begin().await?;
        let now = self.ground.world.now();
        let verdict = limits::count(&mut tx, limit, user.as_str(), now).await?;
        commit(tx).await?;
        match verdict {
            Verdict::Allowed => Ok(()),
            Verdict::Wait(wait) => Err(Refusal::TooMuch(wait)),
        }
    }
}

fn named(request: &Parts) -> Option<OwnedUserId> {
    let Query(named) = Query::<Named>::try_from_uri(&request.uri).ok()?;
    UserId::parse(named.user_id?).ok()
}
