//! Reading and writing of RSA keys in PKCS#1 (RFC 8017, appendix A.1), by hand: four integers need no crate.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use num_bigint::BigUint;

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;

/// A PEM block with this label, lines of 64 characters.
pub(super) fn to_pem(label: &str, integers: &[BigUint]) -> String {
    let body: Vec<u8> = integers.iter().flat_map(integer).collect();
    let text = STANDARD.encode(tagged(SEQUENCE, &body));
    let mut pem = format!("-----BEGIN {label}-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.extend(line.iter().map(|byte| char::from(*byte)));
        pem.push('\n');
    }
    pem + &format!("-----END {label}-----\n")
}

/// The integers of the sequence in a PEM block.
pub(super) fn from_pem(pem: &str) -> Option<Vec<BigUint>> {
    let lines = pem.lines().filter(|line| !line.starts_with('-'));
    let text: String = lines.flat_map(|line| line.trim().chars()).collect();
    let der = STANDARD.decode(text).ok()?;
    let (tag, mut body, _) = element(&der)?;
    if tag != SEQUENCE {
        return None;
    }
    let mut integers = Vec::new();
    while !body.is_empty() {
        let (tag, digits, rest) = element(body)?;
        if tag != INTEGER {
            return None;
        }
        integers.push(BigUint::from_bytes_be(digits));
        body = rest;
    }
    Some(integers)
}

/// Tag, contents, and what follows the first element.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first & 0x80 == 0 {
        (usize::from(first), rest)
    } else {
        let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        let length = digits.iter().try_fold(0_usize, |length, byte| {
            length.checked_mul(256)?.checked_add(usize::from(*byte))
        })?;
        (length, rest)
    };
    let (body, rest) = rest.split_at_checked(length)?;
    Some((tag, body, rest))
}

fn integer(number: &BigUint) -> Vec<u8> {
    let mut digits = number.to_bytes_be();
    // A leading bit would make it negative.
    if digits.first().is_some_and(|byte| byte & 0x80 != 0) {
        digits.insert(0, 0);
    }
    tagged(INTEGER, &digits)
}

fn tagged(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    if body.len() < 0x80 {
        out.push(body.len() as u8);
    } else {
        let length = body.len().to_be_bytes();
        let zeros = length.iter().take_while(|byte| **byte == 0).count();
        out.push(0x80 | (length.len() - zeros) as u8);
        out.extend(&length[zeros..]);
    }
    out.extend(body);
    out
}
