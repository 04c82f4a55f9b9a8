//! Who somebody is, by a token that the homeserver gave them.

use http::Request;
use http::header::AUTHORIZATION;
use ruma::{OwnedUserId, UserId};
use serde_json::Value;
use url::Url;

use super::{Fault, Homeserver};

/// The longest token that is asked about, in bytes.
const LONGEST: usize = 1024;

impl Homeserver {
    /// Whose `OpenID` token this is: one of the homeserver's own users; `None` if it is nobody's, or no longer.
    ///
    /// <https://spec.matrix.org/v1.11/server-server-api/#openid>
    pub(crate) async fn owner_of_openid(&self, token: &str) -> Result<Option<OwnedUserId>, Fault> {
        let base = self.address().as_str().trim_end_matches('/');
        let url = format!("{base}/_matrix/federation/v1/openid/userinfo");
        let url = Url::parse_with_params(&url, [("access_token", token)]);
        let url = url.map_err(|error| Fault::Malformed(error.to_string()))?;
        let request = Request::get(url.as_str()).body(Vec::new());
        self.owner(token, request, "sub").await
    }

    /// Whose access token this is: one of the homeserver's own users; `None` if it is nobody's, or no longer.
    ///
    /// <https://spec.matrix.org/v1.11/client-server-api/#get_matrixclientv3accountwhoami>
    pub(crate) async fn owner_of_access_token(
        &self,
        token: &str,
    ) -> Result<Option<OwnedUserId>, Fault> {
        let base = self.address().as_str().trim_end_matches('/');
        let request = Request::get(format!("{base}/_matrix/client/v3/account/whoami"))
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .body(Vec::new());
        self.owner(token, request, "user_id").await
    }

    /// Asks the homeserver; its answer names the owner in `field`.
    async fn owner(
        &self,
        token: &str,
        request: http::Result<Request<Vec<u8>>>,
        field: &str,
    ) -> Result<Option<OwnedUserId>, Fault> {
        if token.is_empty() || token.len() > LONGEST {
            return Ok(None);
        }
        let request = request.map_err(|error| Fault::Malformed(error.to_string()))?;
        let answer = self.exchange(request).await?;
        let status = answer.status();
        if !status.is_success() {
            let fault = Fault::from_response(answer.map(|_| [].as_slice()));
            return if status == 401 { Ok(None) } else { Err(fault) };
        }
        let no_name = || Fault::Malformed("an owner of a token without a name".to_owned());
        let info: Value = serde_json::from_slice(answer.body()).map_err(|_| no_name())?;
        let name = info[field].as_str().ok_or_else(no_name)?;
        // Another server's users are none of this one's business.
        let owner = UserId::parse(name).ok();
        Ok(owner.filter(|owner| owner.server_name() == self.domain()))
    }
}
