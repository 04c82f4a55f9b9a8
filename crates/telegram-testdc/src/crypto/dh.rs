//! The group in which keys are agreed on, both for connections and passwords.

use std::sync::LazyLock;

use num_bigint::BigUint;

use crate::chance;

/// The generator that goes with [`PRIME`].
pub(crate) const G: u32 = 3;

/// The safe prime of 2048 bits that Telegram itself serves; clients check that it is one.
pub(crate) static PRIME: LazyLock<BigUint> = LazyLock::new(|| {
    let digits = concat!(
        "c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f",
        "48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37",
        "20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64",
        "2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4",
        "a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754",
        "fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4",
        "e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f",
        "0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b",
    );
    BigUint::parse_bytes(digits.as_bytes(), 16).expect("these are hexadecimal digits")
});

/// A secret exponent.
pub(crate) fn secret() -> BigUint {
    BigUint::from_bytes_be(&chance::bytes::<256>())
}

/// `G` to the power of the exponent.
pub(crate) fn public(exponent: &BigUint) -> BigUint {
    BigUint::from(G).modpow(exponent, &PRIME)
}

/// Whether a public value of the other side lies so far from both ends that it can be trusted.
pub(crate) fn is_safe(public: &BigUint) -> bool {
    let margin = BigUint::from(1_u8) << (2048 - 64);
    *public > margin && *public < &*PRIME - margin
}

/// Big-endian in 256 bytes, zeros on the left.
pub(crate) fn padded(number: &BigUint) -> [u8; 256] {
    let digits = number.to_bytes_be();
    let mut padded = [0; 256];
    let start = padded.len().saturating_sub(digits.len());
    padded[start..].copy_from_slice(&digits[digits.len().saturating_sub(256)..]);
    padded
}
