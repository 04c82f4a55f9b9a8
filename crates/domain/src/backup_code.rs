//! Backup codes: ten to print, each good for one sign-in.

use crate::world::World;

/// How many are made at once.
pub const COUNT: usize = 10;

/// Letters and digits that are not mistaken for each other (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A backup code in the clear: 80 bits in four groups of four.
#[derive(Clone, PartialEq, Eq)]
pub struct BackupCode(String);

impl BackupCode {
    /// Draws one.
    pub fn draw(world: &World) -> Self {
        let bytes = world.bytes::<16>();
        Self(
            bytes
                .iter()
                .map(|b| char::from(ALPHABET[usize::from(b & 31)]))
                .collect(),
        )
    }

    /// Reads what a person typed: letter case, spaces and dashes do not matter, and look-alikes are put right.
    pub fn read(typed: &str) -> Option<Self> {
        let code: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| match c.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                other => other,
            })
            .collect();
        (code.len() == 16 && code.bytes().all(|b| ALPHABET.contains(&b))).then_some(Self(code))
    }

    /// For the page that shows it once: `k3f9-x7qm-2tpw-9hcd`.
    pub fn shown(&self) -> String {
        let groups: Vec<&str> = (0..4).map(|i| &self.0[i * 4..i * 4 + 4]).collect();
        groups.join("-")
    }

    /// The characters that are hashed.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for BackupCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BackupCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_was_copied() {
        let code = BackupCode::read("K3F9 x7qm-2tpw-9hcO").unwrap();
        assert_eq!(code.shown(), "k3f9-x7qm-2tpw-9hc0");
        assert_eq!(BackupCode::read("123456"), None);
    }
}
