//! The registration: what the homeserver is told about us.
//!
//! Its tokens are made of the server's key, so that the file can be written again at any time and is always the same,
//! and nothing has to be kept or copied.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::secret::{ServerKey, Token};
use ruma::ServerName;
use serde_json::{Value, json};

use crate::homeserver::{BOT_NAME, PUPPET_PREFIX};

/// What the application service is called at the homeserver.
pub const SERVICE_ID: &str = "postern-telegram";

/// The two tokens of an application service.
#[derive(Debug, Clone)]
pub struct ServiceTokens {
    /// Shown by us to the homeserver.
    pub ours: Token,
    /// Shown by the homeserver to us.
    pub theirs: Token,
}

impl ServiceTokens {
    /// Those of this server and this domain.
    pub fn of(key: &ServerKey, domain: &ServerName) -> Self {
        let token = |whose: &[u8]| {
            let digest = key.digest(&[b"appservice", whose, domain.as_str().as_bytes()]);
            Token::new(URL_SAFE_NO_PAD.encode(digest))
        };
        Self {
            ours: token(b"as"),
            theirs: token(b"hs"),
        }
    }
}

/// The registration file's text. It is JSON, which every YAML reader reads. `address` is where the homeserver reaches us.
pub fn registration(tokens: &ServiceTokens, domain: &ServerName, address: &str) -> String {
    let domain = escaped(domain.as_str());
    let user = |name: &str| json!({ "exclusive": true, "regex": format!("^@{name}:{domain}$") });
    let registration: Value = json!({
        "id": SERVICE_ID,
        "url": address,
        "as_token": tokens.ours.reveal(),
        "hs_token": tokens.theirs.reveal(),
        "sender_localpart": BOT_NAME,
        "rate_limited": false,
        "namespaces": {
            "users": [user(BOT_NAME), user(&format!("{PUPPET_PREFIX}-?[0-9]+"))],
            // Portals are found again by their addresses if nobody heard that they were made.
            "aliases": [{ "exclusive": true, "regex": format!("^#{PUPPET_PREFIX}[a-z0-9_-]+:{domain}$") }],
            "rooms": [],
        },
        // Who reads and who types, too; the long name is the one that older homeservers know.
        "receive_ephemeral": true,
        "de.sorunome.msc2409.push_ephemeral": true,
    });
    let text = serde_json::to_string_pretty(&registration).expect("it has text keys alone");
    format!("{text}\n")
}

/// A domain inside a regular expression.
fn escaped(domain: &str) -> String {
    let special = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
    let chars = domain.chars();
    chars
        .flat_map(|c| special(c).then_some('\\').into_iter().chain([c]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_server_and_domain_have_the_same_tokens() {
        let domain = ServerName::parse("example.org").unwrap();
        let other = ServerName::parse("example.com").unwrap();
        let (key, another) = (ServerKey::new([1; 64]), ServerKey::new([2; 64]));
        let tokens = ServiceTokens::of(&key, &domain);
        assert_eq!(tokens.ours, ServiceTokens::of(&key, &domain).ours);
        assert_ne!(tokens.ours, tokens.theirs);
        assert_ne!(tokens.ours, ServiceTokens::of(&key, &other).ours);
        assert_ne!(tokens.ours, ServiceTokens::of(&another, &domain).ours);
    }

    #[test]
    fn the_namespace_holds_our_users_of_this_domain_alone() {
        let domain = ServerName::parse("example.org").unwrap();
        let tokens = ServiceTokens::of(&ServerKey::new([1; 64]), &domain);
        let file: Value =
            serde_json::from_str(&registration(&tokens, &domain, "http://127.0.0.1:1")).unwrap();
        assert_eq!(
            file["namespaces"]["users"][1]["regex"],
            r"^@telegram_-?[0-9]+:example\.org$"
        );
    }
}
