//! Randomness, taken in one place.

/// Random bytes of the operating system.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place of this crate where randomness is taken"
)]
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut drawn = [0; N];
    getrandom::fill(&mut drawn).expect("the operating system has randomness");
    drawn
}

/// A random number that is greater than zero.
pub(crate) fn positive() -> i64 {
    (i64::from_le_bytes(bytes()) & i64::MAX).max(1)
}

/// As many random decimal digits.
pub(crate) fn digits(length: usize) -> String {
    let drawn = bytes::<16>();
    drawn
        .iter()
        .cycle()
        .take(length)
        .map(|byte| char::from(b'0' + byte % 10))
        .collect()
}
