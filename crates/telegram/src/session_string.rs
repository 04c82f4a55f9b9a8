//! Logins as one line of text, as other programs keep them.
//!
//! `GramJS` writes (what MeshCentral's users have in `messaging.telegram.session`): `1`, then in base64 the number of
//! the data centre (1 byte), the length of its address (2 bytes), the address as text, the port (2 bytes), the key
//! (256 bytes). Telethon writes: `1`, then in URL-safe base64 the number (1 byte), the address (4 or 16 bytes), the
//! port (2 bytes), the key (256 bytes). Numbers are big-endian.
//!
//! The two cannot be taken for each other: Telethon's has 263 or 275 bytes; for `GramJS`'s to have as many, its address
//! would be 2 or 14 letters long, and then Telethon's would begin with the bytes 0 and 2 or 0 and 14, which no address
//! on the internet does.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;

mod decode;

/// The length of a key in bytes.
pub const KEY: usize = 256;
/// What is in both forms beside the address: number, port, key.
const REST: usize = 1 + 2 + KEY;
/// The longest host name there is.
const LONGEST_NAME: usize = 253;

/// A login: where to connect, and the key that proves who one is.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionString {
    /// The number of the data centre, 1 to 5.
    pub dc: i32,
    /// Its address.
    pub address: Address,
    /// Its port.
    pub port: u16,
    /// The key. Whoever has it is logged in.
    pub key: [u8; KEY],
}

/// The address of a data centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A number.
    Ip(IpAddr),
    /// A name, which `GramJS` keeps if it connected through a `WebSocket`.
    Name(String),
}

/// Which part of a session string is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionStringError {
    /// There is nothing.
    #[error("the session string is empty")]
    Empty,
    /// It is of another form or version.
    #[error("the session string begins with `{0}`, not with `1`")]
    Version(char),
    /// A character that base64 does not have.
    #[error("character {at} of the session string is `{found}`, which base64 does not have")]
    NotBase64 {
        /// Where it stands, from 1.
        at: usize,
        /// The character.
        found: char,
    },
    /// Characters are missing.
    #[error("the session string is too short by {0} characters: it was not copied whole")]
    TooShort(usize),
    /// There are more characters than it can have.
    #[error("the session string is too long by {0} characters")]
    TooLong(usize),
    /// There is no such data centre.
    #[error("the session string names data centre {0}, there are 1 to 5")]
    DataCentre(u8),
    /// The address in it is none.
    #[error("the address of the data centre in the session string cannot be read")]
    Address,
    /// No connection can go to port 0.
    #[error("the session string names port 0")]
    Port,
    /// A login never finished.
    #[error(
        "the key in the session string is all zero: it comes from a login that was never finished"
    )]
    ZeroKey,
}

impl SessionString {
    /// Reads either form. White space around it does not count.
    pub fn parse(text: &str) -> Result<Self, SessionStringError> {
        let text = text.trim();
        let version = text.chars().next().ok_or(SessionStringError::Empty)?;
        let coded = text
            .strip_prefix('1')
            .ok_or(SessionStringError::Version(version))?;
        let (bytes, letters) = decode::decode(coded)?;
        let (address, rest) = split(&bytes, letters)?;
        let (port, key) = rest
            .split_first_chunk()
            .ok_or(SessionStringError::Address)?;
        let session = Self {
            dc: i32::from(bytes[0]),
            address: address?,
            port: u16::from_be_bytes(*port),
            key: key.try_into().map_err(|_| SessionStringError::Address)?,
        };
        session.check(bytes[0])
    }

    fn check(self, dc: u8) -> Result<Self, SessionStringError> {
        if !(1..=5).contains(&dc) {
            return Err(SessionStringError::DataCentre(dc));
        }
        if self.port == 0 {
            return Err(SessionStringError::Port);
        }
        if self.key.iter().all(|byte| *byte == 0) {
            return Err(SessionStringError::ZeroKey);
        }
        Ok(self)
    }

    /// Telethon's form; `None` if the address is a name or the number of the data centre is not of one byte.
    pub fn to_telethon(&self) -> Option<String> {
        let Address::Ip(ip) = &self.address else {
            return None;
        };
        let mut bytes = vec![u8::try_from(self.dc).ok()?];
        match ip {
            IpAddr::V4(ip) => bytes.extend(ip.octets()),
            IpAddr::V6(ip) => bytes.extend(ip.octets()),
        }
        bytes.extend(self.port.to_be_bytes());
        bytes.extend(self.key);
        Some(format!("1{}", URL_SAFE.encode(bytes)))
    }
}

/// The address, and what follows it: port and key.
type Split<'a> = (Result<Address, SessionStringError>, &'a [u8]);

fn split(bytes: &[u8], letters: usize) -> Result<Split<'_>, SessionStringError> {
    if let Some(length) = gramjs_address(bytes) {
        right_length(letters, REST + 2 + length)?;
        let (address, rest) = bytes[3..].split_at(length);
        return Ok((name_or_number(address), rest));
    }
    let length = if letters > letters_of(REST + 4) + 8 {
        16
    } else {
        4
    };
    right_length(letters, REST + length)?;
    let (address, rest) = bytes[1..].split_at(length);
    let address = match <[u8; 4]>::try_from(address) {
        Ok(four) => IpAddr::V4(Ipv4Addr::from(four)),
        Err(_) => {
            IpAddr::V6(<[u8; 16]>::try_from(address).map_or(Ipv6Addr::UNSPECIFIED, Ipv6Addr::from))
        }
    };
    let usable = !address.is_unspecified() && !address.is_multicast();
    Ok((
        usable
            .then_some(Address::Ip(address))
            .ok_or(SessionStringError::Address),
        rest,
    ))
}

/// The length of the address if this is `GramJS`'s form. No address that Telethon writes begins with a byte 0.
fn gramjs_address(bytes: &[u8]) -> Option<usize> {
    let length = u16::from_be_bytes([*bytes.get(1)?, *bytes.get(2)?]);
    let length = usize::from(length);
    (1..=LONGEST_NAME).contains(&length).then_some(length)
}

fn name_or_number(text: &[u8]) -> Result<Address, SessionStringError> {
    let text = std::str::from_utf8(text).map_err(|_| SessionStringError::Address)?;
    if let Ok(ip) = text.parse::<IpAddr>() {
        return (!ip.is_unspecified())
            .then_some(Address::Ip(ip))
            .ok_or(SessionStringError::Address);
    }
    let letters = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_name = text.split('.').all(letters) && text.contains(|c: char| c.is_ascii_alphabetic());
    is_name
        .then(|| Address::Name(text.to_owned()))
        .ok_or(SessionStringError::Address)
}

/// How many characters of base64 so many bytes make, without padding.
const fn letters_of(bytes: usize) -> usize {
    (bytes * 8).div_ceil(6)
}

fn right_length(letters: usize, bytes: usize) -> Result<(), SessionStringError> {
    let right = letters_of(bytes);
    match letters.cmp(&right) {
        std::cmp::Ordering::Less => Err(SessionStringError::TooShort(right - letters)),
        std::cmp::Ordering::Greater => Err(SessionStringError::TooLong(letters - right)),
        std::cmp::Ordering::Equal => Ok(()),
    }
}

impl fmt::Debug for SessionString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionString")
            .field("dc", &self.dc)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
