//! Sealing and opening of messages with an authorization key.
//!
//! Source: <https://core.telegram.org/mtproto/description>, "Defining AES Key and Initialization Vector".

use grammers_crypto::aes::{ige_decrypt, ige_encrypt};

use super::{sha1, sha256};
use crate::chance;

/// What client and server agreed on: 256 bytes.
pub(crate) type AuthKey = [u8; 256];

/// The lower 64 bits of the SHA-1 of an authorization key, by which packets name it.
pub(crate) type KeyId = [u8; 8];

/// The id of an authorization key.
pub(crate) fn key_id(key: &AuthKey) -> KeyId {
    let mut id = [0; 8];
    id.copy_from_slice(&sha1(&[key])[12..]);
    id
}

/// Opens `message key | ciphertext` of a client; `None` if it was not sealed with this key.
pub(crate) fn open(key: &AuthKey, data: &[u8]) -> Option<Vec<u8>> {
    if data.len() < 16 || !data.len().is_multiple_of(16) {
        return None;
    }
    let (message_key, cipher) = data.split_at(16);
    let (aes_key, iv) = aes(key, message_key, 0);
    let mut plain = cipher.to_vec();
    ige_decrypt(&mut plain, &aes_key, &iv);
    (sha256(&[&key[88..120], &plain])[8..24] == *message_key).then_some(plain)
}

/// Seals for a client; gives `key id | message key | ciphertext`.
pub(crate) fn seal(key: &AuthKey, mut plain: Vec<u8>) -> Vec<u8> {
    let padding = 12 + (16 - (plain.len() + 12) % 16) % 16;
    plain.extend(&chance::bytes::<32>()[..padding]);
    let large = sha256(&[&key[96..128], &plain]);
    let message_key = &large[8..24];
    let (aes_key, iv) = aes(key, message_key, 8);
    ige_encrypt(&mut plain, &aes_key, &iv);
    [&key_id(key)[..], message_key, &plain].concat()
}

/// Opens `message key | ciphertext` as `MTProto` 1.0 has it, of a message of this length; `None` if it was not sealed
/// with this key.
pub(crate) fn open_old(key: &AuthKey, data: &[u8], length: usize) -> Option<Vec<u8>> {
    if data.len() < 16 + length || !data.len().is_multiple_of(16) {
        return None;
    }
    let (message_key, cipher) = data.split_at(16);
    let a = sha1(&[message_key, &key[..32]]);
    let b = sha1(&[&key[32..48], message_key, &key[48..64]]);
    let c = sha1(&[&key[64..96], message_key]);
    let d = sha1(&[message_key, &key[96..128]]);
    let (mut aes_key, mut iv) = ([0; 32], [0; 32]);
    aes_key.copy_from_slice(&[&a[..8], &b[8..], &c[4..16]].concat());
    iv.copy_from_slice(&[&a[8..], &b[..8], &c[16..], &d[..8]].concat());
    let mut plain = cipher.to_vec();
    ige_decrypt(&mut plain, &aes_key, &iv);
    plain.truncate(length);
    (sha1(&[&plain])[4..] == *message_key).then_some(plain)
}

/// The AES key and vector; `x` is 0 for what the client sends and 8 for what the server sends.
fn aes(key: &AuthKey, message_key: &[u8], x: usize) -> ([u8; 32], [u8; 32]) {
    let a = sha256(&[message_key, &key[x..x + 36]]);
    let b = sha256(&[&key[40 + x..76 + x], message_key]);
    let (mut aes_key, mut iv) = (a, b);
    aes_key[8..24].copy_from_slice(&b[8..24]);
    iv[8..24].copy_from_slice(&a[8..24]);
    (aes_key, iv)
}
