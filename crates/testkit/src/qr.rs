//! Reads QR codes, as a phone would (ISO/IEC 18004): versions 2 to 5 at level L, which have one block of codewords and one
//! alignment pattern.

mod picture;

pub use picture::{login_token, read_picture};

/// The text in a QR code of `size` modules a side, without its border; `None` if there is none.
pub fn read_qr(size: usize, is_dark: impl Fn(usize, usize) -> bool) -> Option<String> {
    let bits = bits(size, is_dark);
    text(&bits)
}

/// The bits of the codewords, in their order.
fn bits(size: usize, is_dark: impl Fn(usize, usize) -> bool) -> Vec<bool> {
    // The mask's number: the third to fifth bit of the format, below the upper left corner's pattern.
    let mask = [2, 3, 4]
        .iter()
        .fold(0, |mask, x| mask << 1 | u8::from(is_dark(*x, 8)))
        ^ 0b101;
    let mut bits = Vec::new();
    let (mut x, mut goes_up) = (size - 1, true);
    loop {
        for step in 0..size {
            let y = if goes_up { size - 1 - step } else { step };
            for x in [x, x - 1] {
                if !is_pattern(size, x, y) {
                    bits.push(is_dark(x, y) != is_flipped(mask, x, y));
                }
            }
        }
        goes_up = !goes_up;
        match x {
            1 => return bits,
            // Over the column of the timing pattern.
            8 => x = 5,
            _ => x -= 2,
        }
    }
}

/// Whether a module belongs to a pattern or to the format, not to the codewords.
fn is_pattern(size: usize, x: usize, y: usize) -> bool {
    let corner = (y < 9 && (x < 9 || x >= size - 8)) || (x < 9 && y >= size - 8);
    let near = |at: usize| (size - 9..size - 4).contains(&at);
    corner || x == 6 || y == 6 || (near(x) && near(y))
}

fn is_flipped(mask: u8, x: usize, y: usize) -> bool {
    0 == match mask {
        0 => (x + y) % 2,
        1 => y % 2,
        2 => x % 3,
        3 => (x + y) % 3,
        4 => (y / 2 + x / 3) % 2,
        5 => x * y % 2 + x * y % 3,
        6 => (x * y % 2 + x * y % 3) % 2,
        _ => ((x + y) % 2 + x * y % 3) % 2,
    }
}

/// The text: segments with a mode of four bits and a length, until the mode is 0.
fn text(bits: &[bool]) -> Option<String> {
    const ALPHANUMERIC: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut rest = bits;
    let mut take = |count: usize| {
        let (head, tail) = rest.split_at_checked(count)?;
        rest = tail;
        Some(
            head.iter()
                .fold(0, |number, bit| number << 1 | usize::from(*bit)),
        )
    };
    let mut text = Vec::new();
    loop {
        match take(4)? {
            0 => return String::from_utf8(text).ok(),
            1 => {
                let mut digits = take(10)?;
                while digits > 0 {
                    let count = digits.min(3);
                    let number = take([0, 4, 7, 10][count])?;
                    text.extend(format!("{number:0count$}").bytes());
                    digits -= count;
                }
            }
            2 => {
                let mut letters = take(9)?;
                while letters > 1 {
                    let pair = take(11)?;
                    text.extend([ALPHANUMERIC[pair / 45], ALPHANUMERIC[pair % 45]]);
                    letters -= 2;
                }
                if letters == 1 {
                    text.push(ALPHANUMERIC[take(6)?]);
                }
            }
            4 => {
                for _ in 0..take(8)? {
                    text.push(u8::try_from(take(8)?).ok()?);
                }
            }
            _ => return None,
        }
    }
}
