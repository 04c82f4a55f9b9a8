//! What buttons under messages do, and the data that comes back when one is pressed.
//!
//! Nothing of a button is stored. Its data is signed with the server's key, so whoever presses one was shown it;
//! that it was shown to the account that pressed it is for the flow to check.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::id::{LinkedAccountId, NotificationId};
use crate::secret::{ServerKey, same};

/// What is to be done when a button is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// "This was not me", under a security notice.
    Disown(NotificationId),
    /// "This was not me", under the answer that says that an account was linked: it is unlinked.
    Unlink(LinkedAccountId),
}

/// How many bytes of the digest a button carries: 128 bits.
const SEAL: usize = 16;

impl Press {
    /// The button's data: 44 characters that fit a URL.
    pub fn data(self, key: &ServerKey) -> String {
        let (mark, id) = self.named();
        let mut bytes = vec![mark];
        bytes.extend(id.as_bytes());
        bytes.extend(self.seal(key));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads the data of a pressed button; `None` unless this server made it.
    pub fn read(key: &ServerKey, data: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(data).ok()?;
        let (mark, rest) = bytes.split_first()?;
        let (id, seal) = rest.split_first_chunk::<16>()?;
        let id = Uuid::from_bytes(*id);
        let press = match mark {
            b'd' => Self::Disown(NotificationId(id)),
            b'u' => Self::Unlink(LinkedAccountId(id)),
            _ => return None,
        };
        same(&press.seal(key), seal).then_some(press)
    }

    fn named(self) -> (u8, Uuid) {
        match self {
            Self::Disown(id) => (b'd', id.0),
            Self::Unlink(id) => (b'u', id.0),
        }
    }

    fn seal(self, key: &ServerKey) -> [u8; SEAL] {
        let (mark, id) = self.named();
        let digest = key.digest(&[b"button", &[mark], id.as_bytes()]);
        std::array::from_fn(|n| digest[n])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::LONGEST_DATA;

    #[test]
    fn what_a_button_carries_is_read_by_its_own_server_alone() {
        let (ours, theirs) = (ServerKey::new([1; 64]), ServerKey::new([2; 64]));
        for press in [
            Press::Disown(NotificationId(Uuid::from_u128(7))),
            Press::Unlink(LinkedAccountId(Uuid::from_u128(7))),
        ] {
            let data = press.data(&ours);
            assert!(data.len() <= LONGEST_DATA, "{}", data.len());
            assert_eq!(Press::read(&ours, &data), Some(press));
            assert_eq!(Press::read(&theirs, &data), None);
        }
    }

    #[test]
    fn a_button_cannot_be_turned_into_another() {
        let key = ServerKey::new([1; 64]);
        let data = Press::Disown(NotificationId(Uuid::from_u128(7))).data(&key);
        let mut bytes = URL_SAFE_NO_PAD.decode(&data).unwrap();
        bytes[0] = b'u';
        assert_eq!(Press::read(&key, &URL_SAFE_NO_PAD.encode(&bytes)), None);
        for odd in ["", "d", "/stop", &data[..43], &format!("{data}AAAA")] {
            assert_eq!(Press::read(&key, odd), None, "{odd}");
        }
    }
}
