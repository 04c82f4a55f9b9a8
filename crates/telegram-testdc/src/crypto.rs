//! The server's side of the cryptography of `MTProto` 2.0.

pub(crate) mod dh;
mod hash;
pub(crate) mod message;
mod pkcs1;
pub(crate) mod rsa;
pub(crate) mod srp;

pub(crate) use hash::{sha1, sha256};
