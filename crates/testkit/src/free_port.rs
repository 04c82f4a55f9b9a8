//! Ports for servers that cannot choose one themselves.

use std::net::{Ipv4Addr, TcpListener};

/// A TCP port of 127.0.0.1 on which nobody listens at this moment.
///
/// Nothing keeps it free: hand it to the server at once. A server of ours should listen on port 0 instead.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    let address = listener.local_addr();
    address.expect("a bound listener has an address").port()
}
