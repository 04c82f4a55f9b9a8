//! Proving who we are (RFC 6120, section 6).
//!
//! SCRAM (RFC 5802, RFC 7677), bound to the TLS connection where the server can do that (RFC 9266), and with the
//! server's proof checked that it knows the password, too. PLAIN only if the server offers no SCRAM at all, as
//! servers with an LDAP directory behind them do; it goes through TLS, like everything.

use std::collections::BTreeSet;

use sasl::client::Mechanism;
use sasl::client::mechanisms::{Plain, Scram};
use sasl::common::scram::{Sha1, Sha256};
use sasl::common::{ChannelBinding, Credentials};
use tokio_xmpp::parsers::sasl::{Auth, Mechanism as Name, Response};
use tokio_xmpp::parsers::sasl_cb::Type;
use tokio_xmpp::parsers::stream_features::StreamFeatures;

use super::trouble::Trouble;

/// The most rounds of key derivation that a server may ask for: about a second of one processor.
const MOST_ROUNDS: u32 = 1_000_000;

/// A login in progress.
pub(super) struct Login {
    name: Name,
    mechanism: Box<dyn Mechanism + Send + Sync>,
}

impl Login {
    /// Takes the best mechanism that the server offers.
    pub(super) fn new(
        features: &StreamFeatures,
        exporter: Option<Vec<u8>>,
        user: &str,
        password: &str,
    ) -> Result<Self, Trouble> {
        let offered = &features.sasl_mechanisms;
        let binds = features
            .sasl_cb
            .as_ref()
            .is_some_and(|binding| binding.types.contains(&Type::TlsExporter));
        let exporter = exporter.filter(|_| binds);
        let name = choose(offered, exporter.is_some()).ok_or_else(|| {
            let offered: Vec<_> = offered.iter().map(String::as_str).collect();
            Trouble::NoMechanism(offered.join(", "))
        })?;
        let binding = match (&name, exporter) {
            (Name::ScramSha1Plus | Name::ScramSha256Plus, Some(data)) => {
                ChannelBinding::TlsExporter(data)
            }
            _ => ChannelBinding::None,
        };
        let mechanism = mechanism(&name, &binding, user, password)?;
        Ok(Self { name, mechanism })
    }

    /// The first step.
    pub(super) fn begin(&mut self) -> Auth {
        Auth {
            mechanism: self.name.clone(),
            data: self.mechanism.initial(),
        }
    }

    /// The answer to a challenge.
    pub(super) fn respond(&mut self, challenge: &[u8]) -> Result<Response, Trouble> {
        if rounds(challenge).is_some_and(|rounds| rounds > MOST_ROUNDS) {
            return Err(Trouble::Login("it asks for too much work".to_owned()));
        }
        let data = self.mechanism.response(challenge).map_err(failed)?;
        Ok(Response { data })
    }

    /// Checks the server's own proof.
    pub(super) fn finish(&mut self, data: &[u8]) -> Result<(), Trouble> {
        self.mechanism.success(data).map_err(failed)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "fits map_err")]
fn failed(error: sasl::client::MechanismError) -> Trouble {
    Trouble::Login(error.to_string())
}

fn choose(offered: &BTreeSet<String>, binds: bool) -> Option<Name> {
    let bound = [
        ("SCRAM-SHA-256-PLUS", Name::ScramSha256Plus),
        ("SCRAM-SHA-1-PLUS", Name::ScramSha1Plus),
    ];
    let unbound = [
        ("SCRAM-SHA-256", Name::ScramSha256),
        ("SCRAM-SHA-1", Name::ScramSha1),
        ("PLAIN", Name::Plain),
    ];
    let bound = bound.into_iter().filter(|_| binds);
    let mut known = bound.chain(unbound);
    known.find_map(|(word, name)| offered.contains(word).then_some(name))
}

fn mechanism(
    name: &Name,
    binding: &ChannelBinding,
    user: &str,
    password: &str,
) -> Result<Box<dyn Mechanism + Send + Sync>, Trouble> {
    let credentials = |user: &str| {
        Credentials::default()
            .with_username(user)
            .with_password(password)
            .with_channel_binding(binding.clone())
    };
    // In SCRAM, `=` and `,` in the name are escaped (RFC 5802, section 5.1).
    let escaped = user.replace('=', "=3D").replace(',', "=2C");
    Ok(match name {
        Name::ScramSha1 | Name::ScramSha1Plus => {
            Box::new(Scram::<Sha1>::from_credentials(credentials(&escaped)).map_err(failed)?)
        }
        Name::ScramSha256 | Name::ScramSha256Plus => {
            Box::new(Scram::<Sha256>::from_credentials(credentials(&escaped)).map_err(failed)?)
        }
        Name::Plain | Name::Anonymous => {
            Box::new(Plain::from_credentials(credentials(user)).map_err(failed)?)
        }
    })
}

/// The rounds that a SCRAM challenge asks for: `i=4096`.
fn rounds(challenge: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(challenge).ok()?;
    let digits = text.split(',').find_map(|part| part.strip_prefix("i="))?;
    Some(digits.parse().unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(offered: &[&str], binds: bool) -> Option<Name> {
        choose(
            &offered.iter().map(|&word| word.to_owned()).collect(),
            binds,
        )
    }

    #[test]
    fn the_strongest_mechanism_is_chosen() {
        let all = [
            "PLAIN",
            "SCRAM-SHA-1",
            "SCRAM-SHA-1-PLUS",
            "SCRAM-SHA-256",
            "SCRAM-SHA-256-PLUS",
        ];
        assert_eq!(chosen(&all, true), Some(Name::ScramSha256Plus));
        assert_eq!(chosen(&all, false), Some(Name::ScramSha256));
        assert_eq!(
            chosen(&["PLAIN", "SCRAM-SHA-1", "EXTERNAL"], true),
            Some(Name::ScramSha1)
        );
    }

    #[test]
    fn plain_is_taken_only_if_there_is_no_scram() {
        assert_eq!(chosen(&["PLAIN", "X-OAUTH2"], true), Some(Name::Plain));
        assert_eq!(
            chosen(&["PLAIN", "SCRAM-SHA-1"], false),
            Some(Name::ScramSha1)
        );
        assert_eq!(chosen(&["ANONYMOUS", "DIGEST-MD5"], true), None);
    }

    #[test]
    fn a_server_that_asks_for_endless_work_is_refused() {
        let features = StreamFeatures {
            sasl_mechanisms: ["SCRAM-SHA-1".to_owned()].into(),
            ..StreamFeatures::default()
        };
        let mut login = Login::new(&features, None, "postern", "secret").unwrap();
        login.begin();
        let refused = login
            .respond(b"r=abc,s=QSXCR+Q6sek8bf92,i=4000000000")
            .unwrap_err();
        assert!(matches!(refused, Trouble::Login(_)), "{refused}");
    }

    #[test]
    fn a_server_that_cannot_prove_that_it_knows_the_password_is_refused() {
        let features = StreamFeatures {
            sasl_mechanisms: ["SCRAM-SHA-1".to_owned()].into(),
            ..StreamFeatures::default()
        };
        let mut login = Login::new(&features, None, "postern", "secret").unwrap();
        login.begin();
        login.respond(b"r=abc,s=QSXCR+Q6sek8bf92,i=4096").unwrap();
        assert!(login.finish(b"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=").is_err());
    }
}
