//! A QR code in a terminal, for phones to scan.

use qrcode::{Color, EcLevel, QrCode};

/// Light modules on every side, as many as readers need (ISO/IEC 18004, section 9.1).
const QUIET: usize = 4;
/// Black on white by the numbers that no theme changes: many phones do not read light codes on dark ground.
const BLACK_ON_WHITE: &str = "\u{1b}[38;5;16;48;5;231m";
const AS_BEFORE: &str = "\u{1b}[0m";

/// A QR code that can be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Drawing {
    /// How many columns it takes. In a narrower terminal it cannot be scanned.
    pub(crate) width: usize,
    /// Its lines, with colours.
    pub(crate) lines: Vec<String>,
}

/// Draws `text`, two modules to a character; `None` if it is too long for a QR code.
pub(crate) fn draw(text: &str) -> Option<Drawing> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let width = code.width() + 2 * QUIET;
    let is_dark = |x: usize, y: usize| {
        let inside = QUIET..QUIET + code.width();
        inside.contains(&x) && inside.contains(&y) && code[(x - QUIET, y - QUIET)] == Color::Dark
    };
    let character = |x: usize, y: usize| match (is_dark(x, y), is_dark(x, y + 1)) {
        (false, false) => ' ',
        (true, false) => '▀',
        (false, true) => '▄',
        (true, true) => '█',
    };
    let line = |y: usize| {
        let characters: String = (0..width).map(|x| character(x, y)).collect();
        format!("{BLACK_ON_WHITE}{characters}{AS_BEFORE}")
    };
    let lines = (0..width).step_by(2).map(line).collect();
    Some(Drawing { width, lines })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modules of a drawing, `true` for dark ones, without colours.
    fn modules(drawing: &Drawing) -> Vec<Vec<bool>> {
        let halves = |line: &String| {
            let line = line.strip_prefix(BLACK_ON_WHITE).unwrap();
            let line = line.strip_suffix(AS_BEFORE).unwrap();
            let upper = line.chars().map(|c| "▀█".contains(c)).collect();
            let lower = line.chars().map(|c| "▄█".contains(c)).collect();
            [upper, lower]
        };
        drawing.lines.iter().flat_map(halves).collect()
    }

    #[test]
    fn a_code_is_as_large_as_its_version_with_a_quiet_zone_around() {
        // Version 1 has 21 modules a side, and holds 17 bytes at level L; version 3 has 29, and holds 53.
        for (text, side) in [
            ("t.me/bot", 21),
            ("tg://login?token=AQIDBAUGBwgJCgsMDQ4PEA", 29),
        ] {
            let drawing = draw(text).unwrap();
            assert_eq!(drawing.width, side + 8);
            let rows = modules(&drawing);
            assert_eq!(rows.len(), (side + 8).next_multiple_of(2));
            for (y, row) in rows.iter().enumerate() {
                assert_eq!(row.len(), drawing.width);
                for (x, is_dark) in row.iter().enumerate() {
                    let inside = 4..4 + side;
                    assert!(!is_dark || (inside.contains(&x) && inside.contains(&y)));
                }
            }
        }
    }

    #[test]
    fn three_corners_hold_the_pattern_that_readers_look_for() {
        let drawing = draw("t.me/bot").unwrap();
        let rows = modules(&drawing);
        let pattern = [
            "#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######",
        ];
        for (left, top) in [(4, 4), (4 + 14, 4), (4, 4 + 14)] {
            for (y, line) in pattern.iter().enumerate() {
                for (x, wanted) in line.chars().enumerate() {
                    assert_eq!(rows[top + y][left + x], wanted == '#', "{x} {y}");
                }
            }
        }
    }

    #[test]
    fn what_is_too_long_is_not_drawn() {
        assert_eq!(draw(&"x".repeat(3_000)), None);
    }
}
