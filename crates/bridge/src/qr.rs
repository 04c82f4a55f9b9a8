//! QR codes as PNG, for a room.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use qrcode::{Color, EcLevel, QrCode};

/// How many pixels a module is wide.
const MODULE: usize = 8;
/// How many modules the white border is wide, as the standard wants it.
const BORDER: usize = 4;

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub png: Vec<u8>,
    /// Its width and height, in pixels.
    pub side: u32,
}

/// Draws a text as a QR code, black on white; `None` if it is too long.
pub fn draw(text: &str) -> Option<Picture> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let modules = code.width();
    let side = (modules + 2 * BORDER) * MODULE;
    let colors = code.to_colors();
    let is_dark = |x: usize, y: usize| {
        let at = |pixel: usize| {
            (pixel / MODULE)
                .checked_sub(BORDER)
                .filter(|at| *at < modules)
        };
        let (Some(x), Some(y)) = (at(x), at(y)) else {
            return false;
        };
        colors[y * modules + x] == Color::Dark
    };
    let mut rows = Vec::with_capacity(side * (side / 8 + 2));
    for y in 0..side {
        rows.push(0); // No filter.
        for x in (0..side).step_by(8) {
            let bits = (x..x + 8).map(|x| u8::from(x >= side || !is_dark(x, y)));
            rows.push(bits.fold(0, |byte, bit| byte << 1 | bit));
        }
    }
    let side = u32::try_from(side).ok()?;
    Some(Picture {
        png: png(side, &rows)?,
        side,
    })
}

/// A square PNG with one bit a pixel, 1 for white. <https://www.w3.org/TR/png-3/>
fn png(side: u32, rows: &[u8]) -> Option<Vec<u8>> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = Vec::new();
    header.extend(side.to_be_bytes());
    header.extend(side.to_be_bytes());
    header.extend([1, 0, 0, 0, 0]);
    chunk(&mut file, *b"IHDR", &header)?;
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(rows).ok()?;
    chunk(&mut file, *b"IDAT", &packed.finish().ok()?)?;
    chunk(&mut file, *b"IEND", &[])?;
    Some(file)
}

fn chunk(file: &mut Vec<u8>, name: [u8; 4], data: &[u8]) -> Option<()> {
    file.extend(u32::try_from(data.len()).ok()?.to_be_bytes());
    let mut sum = crc32fast::Hasher::new();
    for part in [&name[..], data] {
        file.extend(part);
        sum.update(part);
    }
    file.extend(sum.finalize().to_be_bytes());
    Some(())
}
