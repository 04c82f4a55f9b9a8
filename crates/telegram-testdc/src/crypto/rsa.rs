//! The RSA key by which clients know the server.

use anyhow::{Context, Result};
use grammers_crypto::aes::ige_decrypt;
use grammers_tl_types::Serializable;
use num_bigint::BigUint;

use super::{dh, pkcs1, sha1, sha256};

const PRIVATE: &str = "RSA PRIVATE KEY";
const PUBLIC: &str = "RSA PUBLIC KEY";
const EXPONENT: u32 = 65_537;

/// A private key of 2048 bits with its two primes.
pub(crate) struct RsaKey {
    n: BigUint,
    e: BigUint,
    d: BigUint,
    p: BigUint,
    q: BigUint,
}

impl RsaKey {
    /// Draws a new key; takes up to some seconds.
    pub(crate) fn draw() -> Result<Self> {
        let one = BigUint::from(1_u8);
        let e = BigUint::from(EXPONENT);
        loop {
            let e = e.clone();
            let p = glass_pumpkin::prime::new(1024).context("cannot draw a prime")?;
            let q = glass_pumpkin::prime::new(1024).context("cannot draw a prime")?;
            let n = &p * &q;
            let order = (&p - &one) * (&q - &one);
            // 2048 bits exactly, and an exponent that can be undone; else draw again.
            if let Some(d) = e.modinv(&order)
                && n.bits() == 2048
                && p != q
            {
                let key = Self { n, e, d, p, q };
                // mtcute writes fingerprints without leading zeros where it looks for one, and with them where it keeps it:
                // one key in sixteen it would not find, and connect for ever.
                if key.fingerprint().cast_unsigned() >> 60 != 0 {
                    return Ok(key);
                }
            }
        }
    }

    /// Reads a private key from PKCS#1 PEM.
    pub(crate) fn from_pem(pem: &str) -> Result<Self> {
        let integers = pkcs1::from_pem(pem).context("this is no PKCS#1 PEM")?;
        anyhow::ensure!(integers.len() >= 6, "this is no private RSA key in PKCS#1");
        let nth = |at: usize| integers[at].clone();
        anyhow::ensure!(nth(1).bits() == 2048, "an RSA key of 2048 bits is needed");
        Ok(Self {
            n: nth(1),
            e: nth(2),
            d: nth(3),
            p: nth(4),
            q: nth(5),
        })
    }

    /// The private key in PKCS#1 PEM.
    pub(crate) fn to_pem(&self) -> String {
        let one = BigUint::from(1_u8);
        let (dp, dq) = (&self.d % (&self.p - &one), &self.d % (&self.q - &one));
        let inverse = self.q.modinv(&self.p).unwrap_or_default();
        let version = BigUint::default();
        let all = [&version, &self.n, &self.e, &self.d, &self.p, &self.q];
        let mut integers: Vec<BigUint> = all.into_iter().cloned().collect();
        integers.extend([dp, dq, inverse]);
        pkcs1::to_pem(PRIVATE, &integers)
    }

    /// The public half in PKCS#1 PEM.
    pub(crate) fn public_pem(&self) -> String {
        pkcs1::to_pem(PUBLIC, &[self.n.clone(), self.e.clone()])
    }

    /// Modulus and exponent as decimal digits.
    pub(crate) fn public_decimal(&self) -> (String, String) {
        (self.n.to_string(), self.e.to_string())
    }

    /// The lower 64 bits of the SHA-1 of modulus and exponent as TL bytes.
    pub(crate) fn fingerprint(&self) -> i64 {
        let n = self.n.to_bytes_be().to_bytes();
        let e = self.e.to_bytes_be().to_bytes();
        let mut lower = [0; 8];
        lower.copy_from_slice(&sha1(&[&n, &e])[12..]);
        i64::from_le_bytes(lower)
    }

    /// Opens `p_q_inner_data`, whichever of its two paddings the client uses.
    ///
    /// New clients pad with `RSA_PAD`, Telethon still with the SHA-1 scheme; whether the latter is sound
    /// shows when the contents are parsed.
    pub(crate) fn open(&self, data: &[u8]) -> Option<Vec<u8>> {
        let cipher = BigUint::from_bytes_be(data);
        if cipher >= self.n {
            return None;
        }
        let opened = dh::padded(&cipher.modpow(&self.d, &self.n));
        let (masked, sealed) = opened.split_at(32);
        let mask = sha256(&[sealed]);
        let key: [u8; 32] = std::array::from_fn(|at| masked[at] ^ mask[at]);
        let mut plain = sealed.to_vec();
        ige_decrypt(&mut plain, &key, &[0; 32]);
        let (reversed, hash) = plain.split_at(192);
        let inner: Vec<u8> = reversed.iter().rev().copied().collect();
        if sha256(&[&key, &inner]) == hash {
            return Some(inner);
        }
        (opened[0] == 0).then(|| opened[21..].to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_key_survives_being_written_and_read() {
        let drawn = RsaKey::draw().unwrap();
        assert_ne!(drawn.fingerprint().cast_unsigned() >> 60, 0);
        let read = RsaKey::from_pem(&drawn.to_pem()).unwrap();
        assert_eq!(read.fingerprint(), drawn.fingerprint());
        let secret = BigUint::from(42_u8);
        let sealed = secret.modpow(&read.e, &read.n);
        assert_eq!(sealed.modpow(&read.d, &read.n), secret);
    }
}
