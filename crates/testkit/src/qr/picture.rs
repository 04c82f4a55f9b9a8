//! Reads a QR code off a picture, as a phone's camera would.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::read::ZlibDecoder;

use super::read_qr;

/// The token in the QR code of a login to Telegram, as Telegram's own apps read it.
pub fn login_token(png: &[u8]) -> Vec<u8> {
    let text = read_picture(png).expect("the picture shows a QR code");
    let token = text.strip_prefix("tg://login?token=");
    let token = token.unwrap_or_else(|| panic!("this is no login: {text}"));
    let token = URL_SAFE_NO_PAD.decode(token.trim_end_matches('='));
    token.expect("a token is written in base 64")
}

/// The text in a QR code, drawn in a square PNG of one bit a pixel without filters; `None` if there is none.
pub fn read_picture(png: &[u8]) -> Option<String> {
    let side = usize::try_from(u32::from_be_bytes(png.get(16..20)?.try_into().ok()?)).ok()?;
    let rows = inflated(png)?;
    let row_length = side.div_ceil(8) + 1;
    let is_light = |x: usize, y: usize| rows[y * row_length + 1 + x / 8] >> (7 - x % 8) & 1 == 1;
    let first = (0..side).find(|at| !is_light(*at, *at))?;
    // The pattern in the upper left corner is seven modules wide.
    let corner = (first..side).take_while(|x| !is_light(*x, first)).count();
    let module = corner / 7;
    let modules = (side - 2 * first) / module;
    read_qr(modules, |x, y| {
        let pixel = |at: usize| first + at * module + module / 2;
        !is_light(pixel(x), pixel(y))
    })
}

/// The rows of the picture, which must lie in one piece.
fn inflated(png: &[u8]) -> Option<Vec<u8>> {
    let mut rest = png.get(8..)?;
    loop {
        let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?);
        let length = usize::try_from(length).ok()?;
        let (name, data) = (rest.get(4..8)?, rest.get(8..8 + length)?);
        if name == b"IDAT" {
            let mut rows = Vec::new();
            ZlibDecoder::new(data).read_to_end(&mut rows).ok()?;
            return Some(rows);
        }
        rest = rest.get(12 + length..)?;
    }
}
