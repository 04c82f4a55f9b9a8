//! Where the server is and who we are: the settings, read.

use std::net::{IpAddr, Ipv6Addr};

use telegram::proxy::Proxy;
use tokio_xmpp::jid::{BareJid, Jid};

use super::{Fault, Settings};
use crate::kind::is_host_name;

/// The resource that is asked for unless the username has one: one place an account, so that after a broken
/// connection the server puts the new one in place of the old.
const RESOURCE: &str = "postern";

/// Where to connect and as whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The account.
    pub(super) account: BareJid,
    /// The resource to ask for.
    pub(super) resource: String,
    /// The host to look up or to connect to.
    pub(super) host: String,
    /// Its port; `None` to ask DNS.
    pub(super) port: Option<u16>,
    /// Whether TLS starts with the first byte.
    pub(super) direct_tls: bool,
    /// What is on the way there.
    pub(super) proxy: Option<Proxy>,
}

/// Reads the settings.
pub(super) fn read(settings: &Settings) -> Result<Place, Fault> {
    let fault = || Fault::Service {
        given: settings.service.clone(),
    };
    let (scheme, rest) = match settings.service.trim().split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest.trim_end_matches('/')),
        None => ("xmpp".to_owned(), settings.service.trim()),
    };
    if !matches!(scheme.as_str(), "xmpp" | "xmpps") {
        return Err(fault());
    }
    let (host, port) = match rest.parse::<IpAddr>() {
        Ok(_) => (rest, None),
        Err(_) => host_and_port(rest).ok_or_else(fault)?,
    };
    let port = port
        .map(str::parse::<u16>)
        .transpose()
        .map_err(|_| fault())?;
    let port = settings.port.or(port);
    if port == Some(0) {
        return Err(fault());
    }
    let (account, resource) = account(settings, host)?;
    Ok(Place {
        account,
        resource,
        host: host.to_owned(),
        port,
        direct_tls: settings.direct_tls || scheme == "xmpps",
        proxy: settings.proxy.clone(),
    })
}

/// A host and perhaps a port behind its colon; an address of IPv6 stands in brackets.
pub(super) fn host_and_port(text: &str) -> Option<(&str, Option<&str>)> {
    if let Some((host, rest)) = text.strip_prefix('[').and_then(|text| text.split_once(']')) {
        host.parse::<Ipv6Addr>().ok()?;
        return match rest {
            "" => Some((host, None)),
            _ => Some((host, Some(rest.strip_prefix(':')?))),
        };
    }
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    is_host_name(host).then_some((host, port))
}

/// The account: `username` if that is a whole address, else with `domain`, else with the service's host.
fn account(settings: &Settings, host: &str) -> Result<(BareJid, String), Fault> {
    let username = settings.username.trim();
    let fault = |why: String| Fault::Username { why };
    if username.is_empty() {
        return Err(fault("it is empty".to_owned()));
    }
    let address = if username.contains('@') {
        username.to_owned()
    } else {
        let domain = settings.domain.as_deref().unwrap_or(host).trim();
        match domain.parse::<Ipv6Addr>() {
            Ok(address) => format!("{username}@[{address}]"),
            Err(_) => format!("{username}@{domain}"),
        }
    };
    let jid = Jid::new(&address).map_err(|error| fault(error.to_string()))?;
    if jid.node().is_none() {
        return Err(fault("there is nothing before the @".to_owned()));
    }
    let resource = jid
        .resource()
        .map_or(RESOURCE, |resource| resource.as_str());
    Ok((jid.to_bare(), resource.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::Settings;
    use super::*;

    fn settings(service: &str, username: &str) -> Settings {
        Settings {
            service: service.to_owned(),
            username: username.to_owned(),
            ..Settings::example()
        }
    }

    #[test]
    fn a_service_is_a_domain_a_host_with_a_port_or_a_url() {
        for (service, host, port, direct_tls) in [
            ("example.org", "example.org", None, false),
            (" example.org:5269 ", "example.org", Some(5269), false),
            ("xmpp://example.org:5222", "example.org", Some(5222), false),
            ("XMPPS://example.org/", "example.org", None, true),
            ("[::1]:5222", "::1", Some(5222), false),
            ("::1", "::1", None, false),
            ("127.0.0.1:15222", "127.0.0.1", Some(15222), false),
        ] {
            let place = read(&settings(service, "postern@example.org")).unwrap();
            assert_eq!(
                (place.host.as_str(), place.port, place.direct_tls),
                (host, port, direct_tls)
            );
        }
    }

    #[test]
    fn an_own_port_setting_wins() {
        let settings = Settings {
            port: Some(15222),
            ..settings("example.org:5222", "postern")
        };
        assert_eq!(read(&settings).unwrap().port, Some(15222));
    }

    #[test]
    fn the_account_takes_its_domain_from_itself_then_from_the_setting_then_from_the_service() {
        for (username, domain, account, resource) in [
            ("postern", None, "postern@chat.example.org", "postern"),
            (
                "Postern",
                Some("example.org"),
                "postern@example.org",
                "postern",
            ),
            (
                "bot@other.example",
                Some("example.org"),
                "bot@other.example",
                "postern",
            ),
            (
                "bot@other.example/alerts",
                None,
                "bot@other.example",
                "alerts",
            ),
        ] {
            let settings = Settings {
                domain: domain.map(str::to_owned),
                ..settings("chat.example.org:5222", username)
            };
            let place = read(&settings).unwrap();
            assert_eq!(
                (place.account.as_str(), place.resource.as_str()),
                (account, resource)
            );
        }
    }

    #[test]
    fn what_cannot_be_is_refused_with_the_key_and_the_reason() {
        for service in [
            "",
            "https://example.org",
            "a b",
            "host:",
            "host:0",
            "host:99999",
            "u@host",
            "[x]:1",
        ] {
            let fault = read(&settings(service, "postern")).unwrap_err().to_string();
            assert!(fault.starts_with("service "), "{fault}");
        }
        for username in ["", "@example.org", "a b@example.org", "a@", "a@b@c"] {
            let fault = read(&settings("example.org", username))
                .unwrap_err()
                .to_string();
            assert!(fault.starts_with("credentials.username "), "{fault}");
        }
    }
}
