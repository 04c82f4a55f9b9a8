//! Public keys of servers that are not Telegram's own.

use grammers_crypto::rsa;
use grammers_tl_types::Serializable;
use num_bigint::BigUint;
use sha1::{Digest, Sha1};

/// The public half of a server's RSA key of 2048 bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    modulus: BigUint,
    exponent: BigUint,
}

/// Why a text is no public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublicKeyError {
    /// The frame is missing.
    #[error(
        "a public key begins with -----BEGIN RSA PUBLIC KEY-----, and ends with -----END RSA PUBLIC KEY-----"
    )]
    Frame,
    /// The inside is not what the frame says.
    #[error("what is between the lines of the public key is not a key")]
    Inside,
    /// Telegram's protocol takes 2048 bits.
    #[error("the public key has {0} bits, it must have 2048")]
    Size(u64),
}

impl PublicKey {
    /// All keys of a PEM file, one after another: PKCS #1 as in [`PublicKey::from_pem`], or `-----BEGIN PUBLIC KEY-----`
    /// (RFC 5280, section 4.1). At least one.
    pub fn list_from_pem(text: &str) -> Result<Vec<Self>, PublicKeyError> {
        let mut keys = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (key, after) = one(rest)?;
            keys.push(key);
            rest = after.trim_start();
        }
        if keys.is_empty() {
            Err(PublicKeyError::Frame)
        } else {
            Ok(keys)
        }
    }

    /// From PEM in the form of PKCS #1 (RFC 8017, appendix A.1.1), `-----BEGIN RSA PUBLIC KEY-----`.
    pub fn from_pem(text: &str) -> Result<Self, PublicKeyError> {
        let inside = text
            .trim()
            .strip_prefix("-----BEGIN RSA PUBLIC KEY-----")
            .and_then(|text| text.strip_suffix("-----END RSA PUBLIC KEY-----"))
            .ok_or(PublicKeyError::Frame)?;
        Self::from_der(&decoded(inside)?)
    }

    fn from_der(bytes: &[u8]) -> Result<Self, PublicKeyError> {
        let (modulus, exponent) = der(bytes).ok_or(PublicKeyError::Inside)?;
        if modulus.bits() == 2048 {
            Ok(Self { modulus, exponent })
        } else {
            Err(PublicKeyError::Size(modulus.bits()))
        }
    }

    /// By which the server names the key: the last 8 bytes of the SHA-1 of its parts, as TL strings.
    ///
    /// <https://core.telegram.org/mtproto/auth_key#dh-exchange-initiation>
    pub(crate) fn fingerprint(&self) -> i64 {
        let hash = Sha1::new()
            .chain_update(self.modulus.to_bytes_be().to_bytes())
            .chain_update(self.exponent.to_bytes_be().to_bytes())
            .finalize();
        let tail = hash.last_chunk().expect("a SHA-1 has 20 bytes");
        i64::from_le_bytes(*tail)
    }

    /// As the library wants it.
    pub(crate) fn to_rsa(&self) -> Option<rsa::Key> {
        rsa::Key::new(&self.modulus.to_string(), &self.exponent.to_string())
    }
}

/// The key at the beginning of a PEM text, and what follows it.
fn one(text: &str) -> Result<(PublicKey, &str), PublicKeyError> {
    const PKCS1: &str = "-----END RSA PUBLIC KEY-----";
    const SPKI: (&str, &str) = ("-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----");
    if let Some(text) = text.strip_prefix(SPKI.0) {
        let (inside, rest) = text.split_once(SPKI.1).ok_or(PublicKeyError::Frame)?;
        let bytes = decoded(inside)?;
        let key = wrapped(&bytes).ok_or(PublicKeyError::Inside)?;
        return Ok((PublicKey::from_der(key)?, rest));
    }
    let end = text.find(PKCS1).ok_or(PublicKeyError::Frame)? + PKCS1.len();
    Ok((PublicKey::from_pem(&text[..end])?, &text[end..]))
}

fn decoded(inside: &str) -> Result<Vec<u8>, PublicKeyError> {
    let inside: String = inside.split_whitespace().collect();
    base64::Engine::decode(&base64::engine::general_purpose::STANDARD, inside)
        .map_err(|_| PublicKeyError::Inside)
}

/// What is in `SEQUENCE { SEQUENCE algorithm, BIT STRING key }`.
fn wrapped(bytes: &[u8]) -> Option<&[u8]> {
    let (body, rest) = element(0x30, bytes)?;
    let (_algorithm, body) = element(0x30, body)?;
    let (bits, after) = element(0x03, body)?;
    let (0, key) = bits.split_first()? else {
        return None;
    };
    (rest.is_empty() && after.is_empty()).then_some(key)
}

/// `SEQUENCE { INTEGER modulus, INTEGER exponent }`.
fn der(bytes: &[u8]) -> Option<(BigUint, BigUint)> {
    let (body, rest) = element(0x30, bytes)?;
    let (modulus, body) = element(0x02, body)?;
    let (exponent, body) = element(0x02, body)?;
    (rest.is_empty() && body.is_empty()).then(|| {
        (
            BigUint::from_bytes_be(modulus),
            BigUint::from_bytes_be(exponent),
        )
    })
}

/// The inside of an element with this tag, and what follows it.
fn element(tag: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (first, bytes) = bytes.split_first()?;
    let (length, bytes) = bytes.split_first()?;
    let (length, bytes) = match usize::from(*length) {
        short @ ..=0x7f => (short, bytes),
        // The long form: how many bytes of length follow.
        0x81 => (usize::from(*bytes.first()?), bytes.get(1..)?),
        0x82 => {
            let (length, bytes) = bytes.split_first_chunk()?;
            (usize::from(u16::from_be_bytes(*length)), bytes)
        }
        _ => return None,
    };
    (*first == tag && length <= bytes.len()).then(|| bytes.split_at(length))
}
