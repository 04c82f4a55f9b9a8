//! Ids of messages: they name the delivery and prove to whom it went.
//!
//! A receipt (XEP-0184) or an error names the message by its id. So that only the addressee can report on a
//! delivery, the id carries a keyed digest over delivery and address: nothing needs to be remembered, and a
//! receipt that arrives after a restart, or at another node, still counts.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::DeliveryId;
use domain::secret::{ServerKey, same};

/// How much of the digest an id carries: 96 bits.
const TAG_BYTES: usize = 12;

/// Writes the id of one attempt at a delivery: `delivery.attempt.tag`.
pub(super) fn write(key: &ServerKey, delivery: DeliveryId, attempt: i64, to: &str) -> String {
    let tag = URL_SAFE_NO_PAD.encode(tag(key, delivery, to));
    format!("{delivery}.{attempt}.{tag}")
}

/// Reads an id back; `None` unless it was written for the bare JID `from`.
pub(super) fn read(key: &ServerKey, id: &str, from: &str) -> Option<DeliveryId> {
    let mut parts = id.splitn(3, '.');
    let delivery: DeliveryId = parts.next()?.parse().ok()?;
    let shown = URL_SAFE_NO_PAD.decode(parts.nth(1)?).ok()?;
    same(&shown, &tag(key, delivery, from)).then_some(delivery)
}

fn tag(key: &ServerKey, delivery: DeliveryId, to: &str) -> [u8; TAG_BYTES] {
    let digest = key.digest(&[b"xmpp message", delivery.0.as_bytes(), to.as_bytes()]);
    let mut tag = [0; TAG_BYTES];
    tag.copy_from_slice(&digest[..TAG_BYTES]);
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: &str = "alice@example.org";

    fn delivery(number: u128) -> DeliveryId {
        DeliveryId(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn an_id_is_read_back_from_its_addressee_alone() {
        let key = ServerKey::new([7; 64]);
        let id = write(&key, delivery(5), 2, ALICE);
        assert!(id.starts_with(&delivery(5).to_string()), "{id}");
        assert_eq!(read(&key, &id, ALICE), Some(delivery(5)));
        assert_eq!(read(&key, &id, "mallory@example.org"), None);
        assert_eq!(read(&ServerKey::new([8; 64]), &id, ALICE), None);
    }

    #[test]
    fn an_altered_or_foreign_id_is_nothing() {
        let key = ServerKey::new([7; 64]);
        let id = write(&key, delivery(5), 1, ALICE);
        let other = id.replace(&delivery(5).to_string(), &delivery(6).to_string());
        for id in [
            other.as_str(),
            "",
            "a.b.c",
            "purple1f",
            &id[..40],
            &format!("{id}A"),
        ] {
            assert_eq!(read(&key, id, ALICE), None, "{id}");
        }
    }
}
