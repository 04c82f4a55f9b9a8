//! Ports for servers that cannot choose one themselves.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::net::{Ipv4Addr, TcpListener};

/// The ports that are given out: below those that Linux takes for connections by itself
/// (`net.ipv4.ip_local_port_range`), so that no connection comes in between.
const FIRST: u16 = 15_000;
const COUNT: u16 = 17_000;
const TRIES: u16 = 1_000;

/// A TCP port of 127.0.0.1 on which nobody listens at this moment.
///
/// Nothing keeps it free: hand it to the server soon. A server of ours should listen on port 0 instead.
pub fn free_port() -> u16 {
    let mut ports = (0..TRIES).map(|_| FIRST + random() % COUNT);
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    ports.find(is_free).expect("loopback has a free port")
}

/// Another number each time. Keys of hash maps are random, and each differs from the one before.
fn random() -> u16 {
    let [first, second, ..] = RandomState::new().build_hasher().finish().to_le_bytes();
    u16::from_le_bytes([first, second])
}
