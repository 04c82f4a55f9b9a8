//! Users of ours come to be on the homeserver when they are first needed.

use std::sync::PoisonError;

use http::Method;
use ruma::UserId;
use serde_json::json;

use super::{Fault, Homeserver, Patience};

impl Homeserver {
    /// Makes sure that a user of ours (the bot or a puppet) is there. Asks the homeserver once in the life of this value.
    pub async fn ensure_registered(&self, user: &UserId) -> Result<(), Fault> {
        let registered = || {
            let registered = self.inner.registered.lock();
            registered.unwrap_or_else(PoisonError::into_inner)
        };
        if registered().contains(user) {
            return Ok(());
        }
        self.register(user).await?;
        registered().insert(user.to_owned());
        Ok(())
    }

    async fn register(&self, user: &UserId) -> Result<(), Fault> {
        let order = json!({
            "type": "m.login.application_service", "username": user.localpart(), "inhibit_login": true,
        });
        let mut tries = Patience::SHORT.begin();
        loop {
            let path = "/_matrix/client/v3/register";
            let fault = match self.exchange_json(Method::POST, path, &order).await {
                Ok(answer) if answer.status().is_success() => return Ok(()),
                Ok(answer) => Fault::from_response(answer.map_as_slice()),
                Err(fault) => fault,
            };
            if fault.is("M_USER_IN_USE") {
                return Ok(());
            }
            match tries.wait_after(&fault) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Err(fault),
            }
        }
    }
}

/// An answer as a slice.
pub(super) trait AsSlice {
    /// The same answer, borrowed.
    fn map_as_slice(&self) -> http::Response<&[u8]>;
}

impl AsSlice for http::Response<Vec<u8>> {
    fn map_as_slice(&self) -> http::Response<&[u8]> {
        let mut slice = http::Response::new(self.body().as_slice());
        *slice.status_mut() = self.status();
        *slice.headers_mut() = self.headers().clone();
        slice
    }
}
