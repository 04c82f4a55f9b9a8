//! Who somebody is, by an `OpenID` token that the homeserver gave them.
//!
//! <https://spec.matrix.org/v1.11/server-server-api/#openid>

use http::Request;
use ruma::{OwnedUserId, UserId};
use serde::Deserialize;
use url::Url;

use super::{Fault, Homeserver};

/// The longest token that is asked about, in bytes.
const LONGEST: usize = 1024;

#[derive(Deserialize)]
struct Info {
    sub: String,
}

impl Homeserver {
    /// Whose `OpenID` token this is: one of the homeserver's own users; `None` if it is nobody's, or no longer.
    pub(crate) async fn owner_of_openid(&self, token: &str) -> Result<Option<OwnedUserId>, Fault> {
        if token.is_empty() || token.len() > LONGEST {
            return Ok(None);
        }
        let malformed = |error: String| Fault::Malformed(error);
        let base = self.address().as_str().trim_end_matches('/');
        let url = format!("{base}/_matrix/federation/v1/openid/userinfo");
        let url = Url::parse_with_params(&url, [("access_token", token)]);
        let url = url.map_err(|error| malformed(error.to_string()))?;
        let request = Request::get(url.as_str()).body(Vec::new());
        let request = request.map_err(|error| malformed(error.to_string()))?;
        let answer = self.exchange(request).await?;
        let status = answer.status();
        if !status.is_success() {
            let fault = Fault::from_response(answer.map(|_| [].as_slice()));
            return if status == 401 { Ok(None) } else { Err(fault) };
        }
        let info: Info = serde_json::from_slice(answer.body())
            .map_err(|_| malformed("an owner of a token without a name".to_owned()))?;
        // Another server's users are none of this one's business.
        let owner = UserId::parse(info.sub).ok();
        Ok(owner.filter(|owner| owner.server_name() == self.domain()))
    }
}
