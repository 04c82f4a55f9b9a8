//! Where a request comes from: address, browser and system, as far as a stranger's word goes.

use std::net::IpAddr;

/// Where a request comes from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// The address, behind trusted proxies the client's.
    pub ip: IpAddr,
    /// The browser's family, such as `Firefox`; empty if unknown.
    pub browser: String,
    /// The system's family, such as `Linux`; empty if unknown.
    pub system: String,
}

/// Browser families by a mark in the user agent, most telling first: nearly all claim to be several.
const BROWSERS: [(&str, &str); 11] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi", "Vivaldi"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium", "Chromium"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
];

const SYSTEMS: [(&str, &str); 8] = [
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
    ("BSD", "BSD"),
];

impl Place {
    /// Reads the families out of a `User-Agent` header; nothing of the header itself is kept.
    pub fn new(ip: IpAddr, user_agent: &str) -> Self {
        let family = |table: &[(&str, &str)]| {
            table
                .iter()
                .find(|(mark, _)| user_agent.contains(mark))
                .map_or_else(String::new, |(_, name)| (*name).to_owned())
        };
        Self {
            ip,
            browser: family(&BROWSERS),
            system: family(&SYSTEMS),
        }
    }

    /// The network of the address: /24 for IPv4, /48 for IPv6. Limits and "seen before" go by it.
    pub fn network(&self) -> String {
        match self.ip.to_canonical() {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                format!("{a}.{b}.{c}.0/24")
            }
            IpAddr::V6(v6) => {
                let [a, b, c, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}::/48")
            }
        }
    }

    /// `Firefox on Linux`, or whichever half is known; empty if neither is.
    pub fn client(&self) -> String {
        match (self.browser.as_str(), self.system.as_str()) {
            ("", system) => system.to_owned(),
            (browser, "") => browser.to_owned(),
            (browser, system) => format!("{browser}, {system}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_families_are_read_out_of_the_user_agent() {
        let agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0";
        let place = Place::new("192.0.2.7".parse().unwrap(), agent);
        assert_eq!(
            (place.client().as_str(), place.network().as_str()),
            ("Edge, Linux", "192.0.2.0/24")
        );
        assert_eq!(
            Place::new("::ffff:192.0.2.7".parse().unwrap(), "").network(),
            "192.0.2.0/24"
        );
        assert_eq!(
            Place::new("2001:db8:1:2::3".parse().unwrap(), "").network(),
            "2001:db8:1::/48"
        );
    }
}
