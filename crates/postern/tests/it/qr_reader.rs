//! Reads QR codes off a terminal.

/// Light modules around the code.
const QUIET: usize = 4;

/// The text in the last QR code on the screen.
pub(crate) fn read(screen: &str) -> Option<String> {
    let mut drawings: Vec<Vec<Vec<bool>>> = vec![Vec::new()];
    for line in screen.lines() {
        match halves(line) {
            Some(rows) => drawings.last_mut()?.extend(rows),
            None if !drawings.last()?.is_empty() => drawings.push(Vec::new()),
            None => {}
        }
    }
    let drawing = drawings.iter().rev().find(|rows| !rows.is_empty())?;
    let size = drawing.first()?.len() - 2 * QUIET;
    let is_dark = |x: usize, y: usize| drawing[y + QUIET][x + QUIET];
    testkit::qr::read_qr(size, is_dark)
}

/// The two rows of modules in a line of a drawing, `true` for dark ones.
fn halves(line: &str) -> Option<[Vec<bool>; 2]> {
    let (_, inside) = line.split_once("\u{1b}[38;5;16;48;5;231m")?;
    let (inside, _) = inside.split_once("\u{1b}[0m")?;
    let upper = inside.chars().map(|c| "▀█".contains(c)).collect();
    let lower = inside.chars().map(|c| "▄█".contains(c)).collect();
    Some([upper, lower])
}
