//! Reads a QR code off a picture, as a phone's camera would.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

/// The token in the QR code of a login, as Telegram's own apps read it.
pub(super) fn token_in(png: &[u8]) -> Vec<u8> {
    use base64::Engine as _;
    let text = read(png).expect("a QR code");
    let token = text.strip_prefix("tg://login?token=").unwrap();
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    engine.decode(token.trim_end_matches('=')).unwrap()
}

fn read(png: &[u8]) -> Option<String> {
    let side = usize::try_from(u32::from_be_bytes(png[16..20].try_into().ok()?)).ok()?;
    let rows = inflated(png)?;
    let row_length = side.div_ceil(8) + 1;
    let is_light = |x: usize, y: usize| rows[y * row_length + 1 + x / 8] >> (7 - x % 8) & 1 == 1;
    let first = (0..side).find(|at| !is_light(*at, *at))?;
    // The pattern in the upper left corner is seven modules wide.
    let corner = (first..side).take_while(|x| !is_light(*x, first)).count();
    let module = corner / 7;
    let modules = (side - 2 * first) / module;
    testkit::qr::read_qr(modules, |x, y| {
        let pixel = |at: usize| first + at * module + module / 2;
        !is_light(pixel(x), pixel(y))
    })
}

fn inflated(png: &[u8]) -> Option<Vec<u8>> {
    let mut rest = &png[8..];
    loop {
        let length = usize::try_from(u32::from_be_bytes(rest[..4].try_into().ok()?)).ok()?;
        let (name, data) = (&rest[4..8], &rest[8..8 + length]);
        if name == b"IDAT" {
            let mut rows = Vec::new();
            ZlibDecoder::new(data).read_to_end(&mut rows).ok()?;
            return Some(rows);
        }
        rest = &rest[12 + length..];
    }
}
