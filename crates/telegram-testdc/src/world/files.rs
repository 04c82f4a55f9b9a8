//! What was uploaded.

use std::collections::{BTreeMap, HashMap};

use grammers_tl_types::enums;

use crate::chance;
use crate::clock;
use crate::refusal::{Answer, Refusal};

/// The largest part of an upload, in bytes.
const LARGEST_PART: usize = 512 * 1024;
/// How much may lie in parts, in bytes; what would be more is refused.
const LARGEST_FILE: usize = 256 << 20;

/// A file that was sent.
pub(crate) struct File {
    /// Its number.
    pub(crate) id: i64,
    /// What is needed to load it.
    pub(crate) access_hash: i64,
    /// Changes when it is renewed.
    pub(crate) reference: Vec<u8>,
    /// Seconds since 1970 UTC.
    pub(crate) date: i32,
    /// Such as `text/plain`.
    pub(crate) mime_type: String,
    /// Its name and so on.
    pub(crate) attributes: Vec<enums::DocumentAttribute>,
    /// Whether it was sent as a picture.
    pub(crate) is_photo: bool,
    /// Whether it is veiled until it is tapped.
    pub(crate) is_spoiler: bool,
    /// Width and height of a picture.
    pub(crate) dimensions: (i32, i32),
    /// A small picture of it.
    pub(crate) thumb: Option<Vec<u8>>,
    /// Where it lies.
    pub(crate) dc: i32,
    /// What is in it.
    pub(crate) bytes: Vec<u8>,
}

impl File {
    /// The bytes of one of its sizes; the file itself without a name.
    pub(crate) fn sized(&self, name: &str) -> Option<&[u8]> {
        if name.is_empty() || (self.is_photo && name == self.size_name()) {
            return Some(&self.bytes);
        }
        self.thumb.as_deref().filter(|_| name == "m")
    }

    /// How Telegram names a picture of this size (<https://core.telegram.org/api/files>).
    pub(crate) fn size_name(&self) -> &'static str {
        match self.dimensions.0.max(self.dimensions.1) {
            ..=100 => "s",
            101..=320 => "m",
            321..=800 => "x",
            801..=1280 => "y",
            _ => "w",
        }
    }
}

/// Width and height of a PNG or JPEG picture, as it says itself; 100 and 100 of anything else.
pub(crate) fn dimensions(bytes: &[u8]) -> (i32, i32) {
    png_dimensions(bytes)
        .or_else(|| jpeg_dimensions(bytes))
        .unwrap_or((100, 100))
}

fn png_dimensions(bytes: &[u8]) -> Option<(i32, i32)> {
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let side = |at: usize| Some(i32::from_be_bytes(rest.get(at..at + 4)?.try_into().ok()?));
    Some((side(8)?, side(12)?))
}

fn jpeg_dimensions(bytes: &[u8]) -> Option<(i32, i32)> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let &[0xff, marker, high, low, ..] = rest else {
            return None;
        };
        // The frame headers, but for tables that have numbers among theirs.
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let side = |at: usize| {
                Some(i32::from(rest.get(at).copied()?) << 8 | i32::from(*rest.get(at + 1)?))
            };
            return Some((side(7)?, side(5)?));
        }
        rest = rest.get(2 + usize::from(u16::from_be_bytes([high, low]))..)?;
    }
}

/// Parts that were uploaded and files that were sent.
#[derive(Default)]
pub(crate) struct Files {
    parts: HashMap<i64, BTreeMap<i32, Vec<u8>>>,
    files: HashMap<i64, File>,
}

impl Files {
    /// Takes a part.
    pub(crate) fn save_part(&mut self, upload: i64, part: i32, bytes: Vec<u8>) -> Answer<bool> {
        if bytes.is_empty() {
            return Err(Refusal::bad("FILE_PART_EMPTY"));
        }
        if bytes.len() > LARGEST_PART {
            return Err(Refusal::bad("FILE_PART_TOO_BIG"));
        }
        let parts = self.parts.entry(upload).or_default();
        let size: usize = parts.values().map(Vec::len).sum();
        if part < 0 || size > LARGEST_FILE {
            return Err(Refusal::bad("FILE_PART_INVALID"));
        }
        parts.insert(part, bytes);
        Ok(true)
    }

    /// The upload as one, in the order of its parts.
    pub(crate) fn take(&mut self, upload: i64, parts: i32) -> Answer<Vec<u8>> {
        let found = self.parts.remove(&upload);
        let found = found.ok_or_else(|| Refusal::bad("FILE_PARTS_INVALID"))?;
        if let Some(missing) = (0..parts).find(|part| !found.contains_key(part)) {
            return Err(Refusal::bad(&format!("FILE_PART_{missing}_MISSING")));
        }
        Ok(found.into_values().flatten().collect())
    }

    /// Keeps a file; gives its number.
    pub(crate) fn keep(&mut self, dc: i32, bytes: Vec<u8>, mime_type: &str) -> &mut File {
        let id = chance::positive();
        let file = File {
            id,
            access_hash: chance::positive(),
            reference: chance::bytes::<16>().to_vec(),
            date: clock::now(),
            mime_type: mime_type.to_owned(),
            attributes: Vec::new(),
            is_photo: false,
            is_spoiler: false,
            dimensions: dimensions(&bytes),
            thumb: None,
            dc,
            bytes,
        };
        self.files.entry(id).or_insert(file)
    }

    /// A file.
    pub(crate) fn get(&self, id: i64) -> Option<&File> {
        self.files.get(&id)
    }

    /// Gives all files other references.
    pub(crate) fn renew_references(&mut self) {
        for file in self.files.values_mut() {
            file.reference = chance::bytes::<16>().to_vec();
        }
    }

    /// A file, to change it.
    pub(crate) fn get_mut(&mut self, id: i64) -> Option<&mut File> {
        self.files.get_mut(&id)
    }
}
