//! Packed messages.

use std::io::{Read, Write};

use anyhow::{Result, ensure};
use flate2::Compression;
use flate2::read::{GzDecoder, ZlibDecoder};
use flate2::write::GzEncoder;

/// The most that a packed message may become, in bytes.
const LARGEST: u64 = 8 << 20;

/// What packed messages of gzip begin with.
const MAGIC: &[u8] = &[0x1f, 0x8b];

/// Unpacks. Some clients leave the frame of gzip out and send that of zlib, as Telegram takes it too.
pub(super) fn unpack(packed: &[u8]) -> Result<Vec<u8>> {
    if packed.starts_with(MAGIC) {
        read(GzDecoder::new(packed))
    } else {
        read(ZlibDecoder::new(packed))
    }
}

fn read(decoder: impl Read) -> Result<Vec<u8>> {
    let mut plain = Vec::new();
    decoder.take(LARGEST + 1).read_to_end(&mut plain)?;
    ensure!(
        plain.len() as u64 <= LARGEST,
        "a packed message is too large"
    );
    Ok(plain)
}

/// Packs.
pub(super) fn pack(plain: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(plain)?;
    Ok(encoder.finish()?)
}
