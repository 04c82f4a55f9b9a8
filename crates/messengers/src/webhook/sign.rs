//! Secrets, and the signatures made with them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

/// How a secret begins when it is written down.
const PREFIX: &str = "whsec_";
/// How many bytes a secret has, as Standard Webhooks has it.
const LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;

/// A secret to sign with.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret(Vec<u8>);

/// Why something is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be whsec_ and 24 to 64 random bytes in base64; `openssl rand -base64 32` prints some"
)]
pub struct SecretFault;

impl SigningSecret {
    /// Reads `whsec_` and base64; the beginning may be left out.
    pub fn parse(text: &str) -> Result<Self, SecretFault> {
        let text = text.trim();
        let text = text.strip_prefix(PREFIX).unwrap_or(text);
        let bytes = STANDARD.decode(text).map_err(|_| SecretFault)?;
        if LENGTHS.contains(&bytes.len()) {
            Ok(Self(bytes))
        } else {
            Err(SecretFault)
        }
    }

    /// The secret of one address: HMAC-SHA256 of the address with this secret.
    pub(super) fn of(&self, address: &str) -> Self {
        Self(self.hmac(address.as_bytes()))
    }

    /// As receivers take it: `whsec_…`.
    pub(super) fn written(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.0))
    }

    fn hmac(&self, bytes: &[u8]) -> Vec<u8> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        hmac::sign(&key, bytes).as_ref().to_vec()
    }
}

impl std::fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningSecret(…)")
    }
}

/// The header `webhook-signature`: one signature for each secret, parted by spaces.
pub(super) fn signatures(secrets: &[SigningSecret], id: &str, seconds: &str, body: &str) -> String {
    let signed = format!("{id}.{seconds}.{body}");
    let sign =
        |secret: &SigningSecret| format!("v1,{}", STANDARD.encode(secret.hmac(signed.as_bytes())));
    secrets.iter().map(sign).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn security_56_a_signature_is_that_of_the_standard() {
        // The example of the standard's own libraries.
        let secret = SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = signatures(
            &[secret.clone(), secret],
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            r#"{"test": 2432232314}"#,
        );
        let one = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signed, format!("{one} {one}"));
    }

    #[test]
    fn each_address_has_a_secret_of_its_own() {
        let secret = SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let (a, b) = (
            secret.of("https://a.example/"),
            secret.of("https://b.example/"),
        );
        assert!(a != b && a != secret);
        assert_eq!(SigningSecret::parse(&a.written()), Ok(a));
    }

    #[test]
    fn what_is_no_secret_is_refused_and_none_is_shown() {
        for text in [
            "",
            "whsec_",
            "whsec_c2hvcnQ=",
            "correct horse battery staple",
        ] {
            assert_eq!(SigningSecret::parse(text), Err(SecretFault), "{text}");
        }
        let secret = SigningSecret::parse("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        assert_eq!(format!("{secret:?}"), "SigningSecret(…)");
    }
}
