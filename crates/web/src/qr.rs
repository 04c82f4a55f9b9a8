//! A link as a square that a phone can read (ISO/IEC 18004), drawn with shapes alone: the page allows no inline style.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// The empty border that readers need, in modules.
const QUIET: usize = 4;

/// A square, for a template to draw.
#[derive(Debug)]
pub(crate) struct Qr {
    /// How wide and high it is, in modules, with its border.
    pub(crate) size: usize,
    /// The dark modules as the path of an SVG.
    pub(crate) path: String,
}

/// The square of a text; `None` if it is far too long.
pub(crate) fn draw(text: &str) -> Option<Qr> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        for (x, color) in row.iter().enumerate() {
            if *color == Color::Dark {
                // Writing to a string does not fail.
                let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
            }
        }
    }
    Some(Qr {
        size: width + 2 * QUIET,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_and_no_other() {
        let text = "https://t.me/postern_bot?start=AbcdefghijklmnopqrstU_";
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        let drawn = draw(text).unwrap();
        assert_eq!(drawn.size, code.width() + 8);
        let colors = code.to_colors();
        for (place, color) in colors.iter().enumerate() {
            let (x, y) = (place % code.width() + 4, place / code.width() + 4);
            let module = format!("M{x} {y}h1v1h-1z");
            assert_eq!(drawn.path.contains(&module), *color == Color::Dark);
        }
        let dark = colors.iter().filter(|color| **color == Color::Dark).count();
        assert_eq!(drawn.path.matches('M').count(), dark);
    }

    #[test]
    fn what_does_not_fit_is_not_drawn() {
        assert!(draw(&"x".repeat(5_000)).is_none());
    }
}
