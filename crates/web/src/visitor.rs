//! What every page knows of a request: the domain, the place, the language.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, USER_AGENT};
use axum::http::request::Parts;
use domain::locale::Locale;
use domain::place::Place;
use domain::tenant::Domain;
use wording::Words;

use crate::App;
use crate::app::Proxies;
use crate::domain_of::Here;
use crate::fault::Fault;
use crate::page::Page;

/// Somebody who asks for a page, signed in or not.
#[derive(Clone)]
pub struct Visitor {
    /// What all requests share.
    pub(crate) app: App,
    /// The domain that is asked for.
    pub(crate) domain: Arc<Domain>,
    /// From where.
    pub(crate) place: Place,
    /// In which language.
    pub(crate) locale: Locale,
    /// The note that a redirect left in the address (`?note=…`): the key of a text.
    pub(crate) note: Option<String>,
}

impl Visitor {
    /// The address of one of our pages, for links and redirects: the domain's prefix and `path`.
    pub(crate) fn path(&self, path: &str) -> String {
        format!("{}{path}", self.domain.prefix())
    }

    /// What the frame of a page needs.
    pub(crate) fn page(&self) -> Page {
        let words = Words::of(self.locale);
        let note = self
            .note
            .as_ref()
            .map(|key| format!("note-{key}"))
            .filter(|key| words.has(key))
            .map(|key| words.text(&key));
        Page {
            words,
            prefix: self.domain.prefix(),
            domain_title: self.domain.title.clone(),
            code_digits: self.domain.code_digits,
            viewer: None,
            note,
        }
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let Here(domain) = parts
            .extensions
            .get::<Here>()
            .cloned()
            .expect("find_domain has run before routing");
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::from([127, 0, 0, 1]), |info| {
                info.0.ip().to_canonical()
            });
        let header = |name| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        let note = parts
            .uri
            .query()
            .and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("note=")))
            .map(str::to_owned);
        Ok(Self {
            place: Place::new(
                client(peer, &parts.headers, app.proxies()),
                header(USER_AGENT),
            ),
            locale: Locale::from_accept_language(header(ACCEPT_LANGUAGE)),
            note: note.filter(|note| note.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')),
            domain,
            app: app.clone(),
        })
    }
}

/// The client's address. `X-Forwarded-For` is read from the right, as far as the words are those of our proxies:
/// what stands further left, anybody can have written.
fn client(peer: IpAddr, headers: &HeaderMap, proxies: &Proxies) -> IpAddr {
    let mut client = peer;
    let hops = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    let hops: Vec<&str> = hops.map(str::trim).collect();
    for hop in hops.iter().rev() {
        if !proxies.trusts(client) {
            break;
        }
        let Ok(ip) = hop.parse::<IpAddr>() else { break };
        client = ip.to_canonical();
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn security_48_only_our_proxies_are_believed() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-forwarded-for",
            "198.51.100.9, 203.0.113.7, 10.0.0.2".parse().unwrap(),
        );
        let proxies = Proxies(vec!["10.0.0.0/8".parse().unwrap()]);
        let from = |peer: &str| client(peer.parse().unwrap(), &headers, &proxies).to_string();
        assert_eq!(from("10.0.0.1"), "203.0.113.7");
        assert_eq!(from("192.0.2.1"), "192.0.2.1");
    }
}
