//! Whether homeserver and bridge reach each other, for an operator: every fault at once, each with what to do.

use std::fmt;

use http::Method;
use ruma::api::client::appservice::request_ping;
use serde_json::Value;

use crate::homeserver::{Fault, Homeserver};
use crate::registration::SERVICE_ID;

/// The oldest version of the client-server API that is enough: files need a token from it on.
const OLDEST: (u32, u32) = (1, 11);

/// Something that keeps homeserver and bridge apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// We do not reach the homeserver.
    Unreachable(Fault),
    /// There is something else at that address.
    NoHomeserver,
    /// It is too old.
    TooOld,
    /// It does not know our token.
    NotRegistered,
    /// Its domain is another one.
    OtherDomain(String),
    /// It refuses us for another reason, or we do not trust it.
    Refused(Fault),
    /// It does not reach us.
    Deaf(String),
    /// The registration it has names no address of ours.
    NoAddress,
    /// It reaches something that does not accept its token.
    OtherToken(u16),
    /// It is not known whether it reaches us.
    Unasked(Fault),
}

impl Homeserver {
    /// Looks whether we reach the homeserver, and whether it reaches us; gives all that is in the way.
    ///
    /// Somebody must listen where the homeserver is to reach us.
    pub async fn check(&self) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        match self.spoken_versions().await {
            Ok(versions) if versions.iter().any(|version| *version >= OLDEST) => {}
            Ok(versions) if versions.is_empty() => return vec![Obstacle::NoHomeserver],
            Ok(_) => obstacles.push(Obstacle::TooOld),
            Err(fault) if fault.is_not_found() => return vec![Obstacle::NoHomeserver],
            // Some do not even answer this to whom they do not know.
            Err(fault) if fault.is("M_UNKNOWN_TOKEN") => return vec![Obstacle::NotRegistered],
            Err(fault @ Fault::Untrusted(_)) => return vec![Obstacle::Refused(fault)],
            Err(fault) => return vec![Obstacle::Unreachable(fault)],
        }
        if let Err(obstacle) = self.check_token().await {
            let is_known = obstacle != Obstacle::NotRegistered;
            obstacles.push(obstacle);
            if !is_known {
                // Only whom it knows can ask it to ring.
                return obstacles;
            }
        }
        obstacles.extend(self.check_way_back().await);
        obstacles
    }

    async fn spoken_versions(&self) -> Result<Vec<(u32, u32)>, Fault> {
        let path = "/_matrix/client/versions";
        let answer = self.ask(Method::GET, path).await?;
        let versions = answer["versions"].as_array().into_iter().flatten();
        let read = |version: &Value| {
            let (major, minor) = version.as_str()?.strip_prefix('v')?.split_once('.')?;
            Some((major.parse().ok()?, minor.parse().ok()?))
        };
        Ok(versions.filter_map(read).collect())
    }

    async fn check_token(&self) -> Result<(), Obstacle> {
        // Without naming anybody: whoever the homeserver takes us for.
        let who = match self
            .ask(Method::GET, "/_matrix/client/v3/account/whoami")
            .await
        {
            Ok(who) => who,
            Err(fault) if fault.is("M_UNKNOWN_TOKEN") => return Err(Obstacle::NotRegistered),
            Err(fault) => return Err(Obstacle::Refused(fault)),
        };
        let domain = who["user_id"].as_str().and_then(|id| id.split_once(':'));
        if let Some((_, domain)) = domain
            && domain != self.domain().as_str()
        {
            return Err(Obstacle::OtherDomain(domain.to_owned()));
        }
        let registered = self.ensure_registered(self.bot()).await;
        registered.map_err(Obstacle::Refused)
    }

    async fn check_way_back(&self) -> Option<Obstacle> {
        let ping = request_ping::v1::Request::new(SERVICE_ID.to_owned());
        let fault = self.send(ping, None).await.err()?;
        let Fault::Refused { code, words, .. } = &fault else {
            return Some(Obstacle::Unasked(fault));
        };
        Some(match code.as_str() {
            "M_URL_NOT_SET" => Obstacle::NoAddress,
            "M_BAD_STATUS" => Obstacle::OtherToken(status_in(words)),
            "M_CONNECTION_FAILED" | "M_CONNECTION_TIMEOUT" => Obstacle::Deaf(words.clone()),
            _ => Obstacle::Unasked(fault),
        })
    }

    async fn ask(&self, method: Method, path: &str) -> Result<Value, Fault> {
        let answer = self.exchange_json(method, path, &Value::Null).await?;
        if !answer.status().is_success() {
            let (status, body) = (answer.status().as_u16(), answer.body());
            let body: Value = serde_json::from_slice(body).unwrap_or_default();
            let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
            return Err(Fault::Refused {
                status,
                code: text("errcode"),
                words: text("error"),
            });
        }
        Ok(serde_json::from_slice(answer.body()).unwrap_or_default())
    }
}

/// The status in the homeserver's words: `HTTP Error 403: …`; 0 if there is none.
fn status_in(words: &str) -> u16 {
    let numbers = words.split(|c: char| !c.is_ascii_digit());
    numbers
        .filter_map(|number| number.parse().ok())
        .find(|status| *status >= 100)
        .unwrap_or(0)
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(fault) => write!(
                f,
                "{fault}. Is it running, and is bridge.homeserver.address right?"
            ),
            Self::NoHomeserver => f.write_str(
                "there is no Matrix homeserver at bridge.homeserver.address; for Synapse it is the address of its listener, such as http://127.0.0.1:8008.",
            ),
            Self::TooOld => f.write_str(
                "the homeserver does not speak version 1.11 of Matrix; please update it.",
            ),
            Self::NotRegistered => f.write_str(
                "the homeserver does not know this bridge. Run `postern bridge registration`, name the file in the homeserver's configuration (Synapse: app_service_config_files), and start the homeserver anew.",
            ),
            Self::OtherDomain(domain) => write!(
                f,
                "the homeserver's domain is {domain}; set bridge.homeserver.domain to that, and run `postern bridge registration` again."
            ),
            Self::Refused(fault) => write!(f, "{fault}."),
            Self::Deaf(words) => write!(
                f,
                "the homeserver does not reach this bridge ({words}). Set bridge.listen to where it can, and bridge.address if it knows that under another address; then run `postern bridge registration` again."
            ),
            Self::NoAddress => f.write_str(
                "the registration that the homeserver has names no address; run `postern bridge registration` again, and start the homeserver anew.",
            ),
            Self::OtherToken(status) => write!(
                f,
                "the homeserver reaches something that answers {status}: another program, or a bridge with another registration. Run `postern bridge registration` again, and start the homeserver anew."
            ),
            Self::Unasked(fault) => write!(
                f,
                "whether the homeserver reaches this bridge is not known: {fault}."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_found_in_words() {
        assert_eq!(status_in("HTTP Error 403: Forbidden"), 403);
        assert_eq!(status_in("no"), 0);
    }
}
