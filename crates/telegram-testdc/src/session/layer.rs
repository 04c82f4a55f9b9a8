//! Answers for clients that speak an older layer than this server.

use grammers_tl_types::{Identifiable, types as t};

/// Constructors that only gained optional fields, which this server never sets: layer of the new number,
/// the new number, the old one.
const RENAMED: [(i32, u32, u32); 1] = [(228, t::User::CONSTRUCTOR_ID, 0x3177_4388)];

/// Gives constructors the numbers that a client of this layer knows.
pub(crate) fn downgrade(mut body: Vec<u8>, layer: i32) -> Vec<u8> {
    let newer = RENAMED.iter().filter(|(since, ..)| layer < *since);
    for (_, new, old) in newer {
        for word in body.chunks_exact_mut(4) {
            if *word == new.to_le_bytes() {
                word.copy_from_slice(&old.to_le_bytes());
            }
        }
    }
    body
}
