//! Secrets as they lie in the database: sealed with a key that does not lie there.

use domain::secret::ServerKey;
use domain::world::World;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// Seals and opens small secrets with ChaCha20-Poly1305 (RFC 8439).
///
/// Each secret is sealed for a *context*, a text that says what it is and whose: what was sealed for one context
/// does not open in another, so a row cannot be moved to another place by somebody who can only write the database.
#[derive(Clone)]
pub struct Sealer {
    key: LessSafeKey,
    world: World,
}

impl Sealer {
    /// Takes its key from the server's own, for this one use.
    pub fn new(server_key: &ServerKey, world: &World) -> Self {
        let key = server_key.digest(&[b"telegram sealer"]);
        Self::with_key(&key, world)
    }

    /// With this key of 256 bits.
    pub fn with_key(key: &[u8; 32], world: &World) -> Self {
        let key = UnboundKey::new(&CHACHA20_POLY1305, key).expect("the key has 32 bytes");
        Self {
            key: LessSafeKey::new(key),
            world: world.clone(),
        }
    }

    /// Seals `plain` for `context`: 12 bytes of nonce, the ciphertext, 16 bytes of tag.
    ///
    /// The nonce is random. With fewer than 2^32 secrets under one key, two of them share a nonce with a probability
    /// below 2^-32.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = self.world.bytes();
        let mut text = plain.to_vec();
        self.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context),
                &mut text,
            )
            .expect("a text that fits into memory is not too long");
        [&nonce[..], &text].concat()
    }

    /// Opens what was sealed for `context`; `None` if the key or the context is another, or a bit was changed.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut text = text.to_vec();
        let plain = self
            .key
            .open_in_place(
                Nonce::assume_unique_for_key(*nonce),
                Aad::from(context),
                &mut text,
            )
            .ok()?;
        Some(plain.to_vec())
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer(…)")
    }
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    /// A world whose random bytes count upwards.
    fn world() -> World {
        let drawn = std::sync::atomic::AtomicU8::new(1);
        World::new(
            || Timestamp::from_micros(0),
            move |bytes| bytes.fill(drawn.fetch_add(1, std::sync::atomic::Ordering::Relaxed)),
        )
    }

    #[test]
    fn what_was_sealed_opens_for_its_context_alone() {
        let key = Sealer::new(&ServerKey::new([1; 64]), &world());
        let sealed = key.seal("key of dc 2", b"secret");
        assert_eq!(
            key.open("key of dc 2", &sealed).as_deref(),
            Some(&b"secret"[..])
        );
        assert_eq!(key.open("key of dc 3", &sealed), None);
    }

    #[test]
    fn another_server_key_opens_nothing() {
        let sealed = Sealer::new(&ServerKey::new([1; 64]), &world()).seal("c", b"secret");
        let other = Sealer::new(&ServerKey::new([2; 64]), &world());
        assert_eq!(other.open("c", &sealed), None);
    }

    #[test]
    fn a_changed_or_shortened_secret_does_not_open() {
        let key = Sealer::new(&ServerKey::new([1; 64]), &world());
        let sealed = key.seal("c", b"secret");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(key.open("c", &changed), None, "byte {at}");
            assert_eq!(key.open("c", &sealed[..at]), None, "length {at}");
        }
    }

    #[test]
    fn the_same_secret_looks_different_each_time() {
        let key = Sealer::new(&ServerKey::new([1; 64]), &world());
        assert_ne!(key.seal("c", b"secret"), key.seal("c", b"secret"));
    }
}
