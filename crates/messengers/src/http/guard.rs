//! Which addresses may be called where users choose them.
//!
//! A name is looked up here, and what was looked up is what is connected to: nobody can answer with one address when we
//! ask and with another when we connect. Only public unicast addresses pass, and those on a list of config.json.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use ipnet::IpNet;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::Trouble;

/// Who may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Addresses of config.json: whoever wrote it may name any.
    Trusted,
    /// Addresses that users choose: public ones, and those in these networks.
    Public {
        /// Networks that are allowed though they are not public.
        allowed: Vec<IpNet>,
    },
}

/// Lets public addresses through, and those on the list.
#[derive(Debug)]
pub struct Guard {
    allowed: Vec<IpNet>,
    /// The proxy's own name, which config.json gives.
    door: Option<String>,
}

/// Special networks of IPv4 (IANA's registry of special-purpose addresses, RFC 6890), and the address at which Azure
/// answers its guests.
#[expect(
    clippy::ip_constant,
    reason = "a table of networks reads best in numbers"
)]
const SPECIAL: [(Ipv4Addr, u8); 17] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// The network of IPv6 that is given out (RFC 4291, 2.4), and the parts of it that are not for everybody: Teredo and
/// other protocols, documentation, 6to4, documentation again. All outside it is refused with it: loopback, link-local,
/// unique local, multicast, IPv4-mapped, NAT64.
const GIVEN_OUT: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
const NOT_FOR_ALL: [(Ipv6Addr, u8); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

impl Guard {
    pub(super) fn new(allowed: Vec<IpNet>, door: Option<String>) -> Self {
        Self { allowed, door }
    }

    /// Whether this address may be called.
    fn allows(&self, address: IpAddr) -> bool {
        is_public(address) || self.allowed.iter().any(|net| net.contains(&address))
    }

    /// Checks an address that is written out: it is never looked up.
    pub(super) fn check_literal(&self, url: &Url) -> Result<(), Trouble> {
        let host = url.host_str().unwrap_or_default();
        if self.door.as_deref() == Some(host) {
            return Err(Trouble::Address);
        }
        match host.trim_matches(['[', ']']).parse() {
            Ok(address) if !self.allows(address) => Err(Trouble::Address),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// All addresses of a name must pass: one that does not is a trap.
    fn check(&self, found: &[SocketAddr]) -> Result<(), Trouble> {
        match found.iter().all(|address| self.allows(address.ip())) {
            _ if found.is_empty() => Err(Trouble::NoAddress),
            true => Ok(()),
            false => Err(Trouble::Address),
        }
    }

    async fn look_up(&self, host: &str) -> Result<Vec<SocketAddr>, Trouble> {
        let found: io::Result<Vec<SocketAddr>> = tokio::net::lookup_host((host, 0))
            .await
            .map(Iterator::collect);
        let found = found.map_err(|_| Trouble::NoAddress)?;
        if self.door.as_deref() != Some(host) {
            self.check(&found)?;
        }
        Ok(found)
    }
}

/// Reqwest takes resolvers behind an `Arc`, and this is ours.
impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = Self {
            allowed: self.allowed.clone(),
            door: self.door.clone(),
        };
        Box::pin(async move {
            let found = guard.look_up(name.as_str()).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

fn is_public(address: IpAddr) -> bool {
    let within = |(net, length): &(Ipv4Addr, u8), address: Ipv4Addr| {
        ipnet::Ipv4Net::new(*net, *length).is_ok_and(|net| net.contains(&address))
    };
    let within_6 = |(net, length): &(Ipv6Addr, u8), address: Ipv6Addr| {
        ipnet::Ipv6Net::new(*net, *length).is_ok_and(|net| net.contains(&address))
    };
    match address {
        IpAddr::V4(address) => !SPECIAL.iter().any(|net| within(net, address)),
        IpAddr::V6(address) => {
            within_6(&GIVEN_OUT, address) && !NOT_FOR_ALL.iter().any(|net| within_6(net, address))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(allowed: &[&str]) -> Guard {
        let allowed = allowed.iter().map(|net| net.parse().unwrap()).collect();
        Guard::new(allowed, None)
    }

    fn literal(guard: &Guard, host: &str) -> Result<(), Trouble> {
        guard.check_literal(&Url::parse(&format!("https://{host}/hook")).unwrap())
    }

    #[test]
    fn security_51_addresses_that_are_not_public_are_refused_however_they_are_written() {
        let guard = guard(&[]);
        for host in [
            "127.0.0.1",
            "127.1",
            "0x7f.1",
            "2130706433",
            "017700000001",
            "0.0.0.0",
            "10.1.2.3",
            "172.31.255.255",
            "192.168.0.1",
            "100.64.0.1",
            "100.100.100.200",
            "169.254.169.254",
            "168.63.129.16",
            "192.0.0.192",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "[::]",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:8.8.8.8]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b:1::1]",
            "[fe80::1]",
            "[fd00:ec2::254]",
            "[fc00::1]",
            "[ff02::1]",
            "[2001:db8::1]",
            "[2002:7f00:1::]",
            "[2001:0:1::1]",
        ] {
            assert_eq!(literal(&guard, host), Err(Trouble::Address), "{host}");
        }
        for host in [
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "[2606:4700::1111]",
            "example.org",
        ] {
            assert_eq!(literal(&guard, host), Ok(()), "{host}");
        }
    }

    #[test]
    fn security_51_what_the_list_allows_passes() {
        let guard = guard(&["10.7.0.0/16", "fd12::/16"]);
        assert_eq!(literal(&guard, "10.7.3.4"), Ok(()));
        assert_eq!(literal(&guard, "[fd12::1]"), Ok(()));
        assert_eq!(literal(&guard, "10.8.0.1"), Err(Trouble::Address));
    }

    #[test]
    fn security_51_a_name_with_one_private_address_among_public_ones_is_refused() {
        let guard = guard(&[]);
        let both = ["8.8.8.8:0".parse().unwrap(), "10.0.0.1:0".parse().unwrap()];
        assert_eq!(guard.check(&both[..1]), Ok(()));
        assert_eq!(guard.check(&both), Err(Trouble::Address));
        assert_eq!(guard.check(&[]), Err(Trouble::NoAddress));
    }

    #[tokio::test]
    async fn security_51_a_name_is_looked_up_before_it_is_trusted() {
        assert_eq!(guard(&[]).look_up("localhost").await, Err(Trouble::Address));
        let found = guard(&["127.0.0.0/8", "::1/128"])
            .look_up("localhost")
            .await;
        assert!(!found.unwrap().is_empty());
    }
}
