//! Ports for servers that cannot choose one themselves.

use std::collections::hash_map::RandomState;
use std::fs::File;
use std::hash::{BuildHasher as _, Hasher as _};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Mutex, PoisonError};

use crate::folders;

/// The ports that are given out: below those that Linux takes for connections by itself
/// (`net.ipv4.ip_local_port_range`), so that no connection comes in between.
const FIRST: u16 = 15_000;
const COUNT: u16 = 17_000;
const TRIES: u16 = 1_000;

/// The locks of the ports that this process was given; they end with it.
static TAKEN: Mutex<Vec<File>> = Mutex::new(Vec::new());

/// A TCP port of 127.0.0.1 on which nobody listens at this moment, and which no test is given as long as this one runs.
///
/// A program that is no test may take it: hand it to the server soon. A server of ours should listen on port 0 instead.
pub fn free_port() -> u16 {
    let locks = folders::target().join("ports");
    std::fs::create_dir_all(&locks).expect("there is room for the locks of ports");
    let mut ports = (0..TRIES).map(|_| FIRST + random() % COUNT);
    let is_free = |port: &u16| {
        let lock = File::create(locks.join(port.to_string())).expect("a port has a lock");
        if lock.try_lock().is_err() || TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_err() {
            return false;
        }
        // The next test may have it when this one has ended, however it ends.
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        taken.push(lock);
        true
    };
    ports.find(is_free).expect("loopback has a free port")
}

/// Another number each time. Keys of hash maps are random, and each differs from the one before.
fn random() -> u16 {
    let [first, second, ..] = RandomState::new().build_hasher().finish().to_le_bytes();
    u16::from_le_bytes([first, second])
}
