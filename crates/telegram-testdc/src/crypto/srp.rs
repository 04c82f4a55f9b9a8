//! Passwords: the server's side of SRP as Telegram has it (<https://core.telegram.org/api/srp>).

use hmac::Hmac;
use num_bigint::BigUint;
use sha2::Sha512;

use super::dh::{self, G, PRIME, padded};
use super::sha256;
use crate::chance;

const ROUNDS: u32 = 100_000;

/// What the server keeps of a password.
#[derive(Clone)]
pub(crate) struct Verifier {
    /// Salt that the client uses; 40 bytes.
    pub(crate) salt1: Vec<u8>,
    /// Salt that the server gives; 16 bytes.
    pub(crate) salt2: Vec<u8>,
    v: BigUint,
}

impl Verifier {
    /// Makes a verifier with fresh salts; takes some tens of milliseconds.
    pub(crate) fn of(password: &str) -> Self {
        let salt1 = chance::bytes::<40>().to_vec();
        let salt2 = chance::bytes::<16>().to_vec();
        let salted = |data: &[u8], salt: &[u8]| sha256(&[salt, data, salt]);
        let first = salted(&salted(password.as_bytes(), &salt1), &salt2);
        let mut slow = [0; 64];
        pbkdf2::pbkdf2::<Hmac<Sha512>>(&first, &salt1, ROUNDS, &mut slow)
            .expect("an HMAC takes keys of any length");
        let x = BigUint::from_bytes_be(&salted(&slow, &salt2));
        let v = dh::public(&x);
        Self { salt1, salt2, v }
    }

    /// Fresh salts for whoever has no password yet.
    pub(crate) fn blank() -> Self {
        Self {
            salt1: chance::bytes::<8>().to_vec(),
            salt2: chance::bytes::<16>().to_vec(),
            v: BigUint::default(),
        }
    }
}

/// One question for a password: the server's half of it.
pub(crate) struct Question {
    /// Names this question.
    pub(crate) id: i64,
    /// The server's public value.
    pub(crate) g_b: [u8; 256],
    b: BigUint,
    verifier: Verifier,
}

impl Question {
    /// Draws a question for the owner of this verifier.
    pub(crate) fn ask(verifier: &Verifier) -> Self {
        let b = dh::secret();
        let g = padded(&BigUint::from(G));
        let k = BigUint::from_bytes_be(&sha256(&[&padded(&PRIME), &g]));
        let g_b = padded(&((k * &verifier.v + dh::public(&b)) % &*PRIME));
        Self {
            id: chance::positive(),
            g_b,
            b,
            verifier: verifier.clone(),
        }
    }

    /// Whether the client's proof shows that it knows the password.
    pub(crate) fn is_proof(&self, client_public: &[u8], proof: &[u8]) -> bool {
        let a = BigUint::from_bytes_be(client_public);
        if a.bits() > 2048 || !dh::is_safe(&a) {
            return false;
        }
        let g_a = padded(&a);
        let u = BigUint::from_bytes_be(&sha256(&[&g_a, &self.g_b]));
        let shared = (a * self.verifier.v.modpow(&u, &PRIME)).modpow(&self.b, &PRIME);
        let key = sha256(&[&padded(&shared)]);
        let of_prime = sha256(&[&padded(&PRIME)]);
        let of_g = sha256(&[&padded(&BigUint::from(G))]);
        let both: [u8; 32] = std::array::from_fn(|at| of_prime[at] ^ of_g[at]);
        let salt1 = sha256(&[&self.verifier.salt1]);
        let salt2 = sha256(&[&self.verifier.salt2]);
        sha256(&[&both, &salt1, &salt2, &g_a, &self.g_b, &key]) == proof
    }
}
