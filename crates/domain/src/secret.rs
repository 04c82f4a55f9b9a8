//! Secrets have types of their own: no `Display`, a silent `Debug`, and one place each where the inside comes out.

mod in_config;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};

use crate::world::World;

pub use in_config::Secret;

macro_rules! secret_text {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text in.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text, for the one place that must have it.
            pub fn reveal(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

secret_text! {
    /// A password as it was typed.
    Password
    /// A password as it is stored: an argon2id string in PHC form.
    PasswordHash
    /// Any other credential that a person or program presents: session cookie, invitation, API token.
    Token
}

impl Token {
    /// Draws a token of 256 bits, written in 43 characters that fit a URL and a cookie.
    pub fn draw(world: &World) -> Self {
        Self(URL_SAFE_NO_PAD.encode(world.bytes::<32>()))
    }

    /// What is stored of it. A plain hash is enough, since 256 random bits cannot be guessed.
    pub fn digest(&self) -> TokenDigest {
        TokenDigest(Sha256::digest(self.0.as_bytes()).to_vec())
    }
}

/// What is stored of a [`Token`]: its SHA-256.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenDigest(pub Vec<u8>);

impl std::fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenDigest(…)")
    }
}

/// The server's own key. It lies in the data folder, not in the database, so that a dump of the database alone
/// tells nobody a code.
#[derive(Clone)]
pub struct ServerKey([u8; 64]);

impl ServerKey {
    /// From 64 random bytes.
    pub const fn new(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// HMAC-SHA256 under this key of `parts`, each with its length before it, so that no two lists of parts
    /// look alike. The first part names what the digest is for.
    pub fn digest(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        for part in parts {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// A token that nobody without the key can make, for links in messages: 128 bits of [`ServerKey::digest`].
    pub fn link_token(&self, parts: &[&[u8]]) -> String {
        URL_SAFE_NO_PAD.encode(&self.digest(parts)[..16])
    }
}

impl std::fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerKey(…)")
    }
}

/// Whether two byte strings are equal, in time that does not depend on where they differ.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    subtle::ConstantTimeEq::ct_eq(a, b).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_shows_no_secret() {
        let shown = format!(
            "{:?} {:?} {:?}",
            Password::new("hunter2"),
            Token::new("t0k"),
            ServerKey::new([7; 64])
        );
        assert_eq!(shown, "Password(…) Token(…) ServerKey(…)");
    }

    #[test]
    fn parts_cannot_be_shifted_into_each_other() {
        let key = ServerKey::new([1; 64]);
        assert_ne!(key.digest(&[b"ab", b"c"]), key.digest(&[b"a", b"bc"]));
    }
}
