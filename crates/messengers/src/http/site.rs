//! The address of a provider's server, as config.json gives it.

use reqwest::Url;

/// An address to call: `https://…`, or `http://…` where that is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    url: Url,
    is_exposed: bool,
}

/// Why an address cannot be called.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SiteFault {
    /// It is no address of a web server.
    #[error("must be a host, or an address such as https://example.org")]
    Form,
    /// Whoever is in between could read along.
    #[error(
        "must begin with https://: without TLS others read along (`allowPlainHttp` allows it, then without codes)"
    )]
    Plain,
}

impl Site {
    /// Reads a host, `https://host`, or `http://host`; a port or a path may follow. Without TLS it is refused, but on
    /// this machine, or if `allow_plain`.
    pub fn parse(text: &str, allow_plain: bool) -> Result<Self, SiteFault> {
        let text = text.trim();
        let whole = if text.contains("://") {
            text.to_owned()
        } else {
            format!("https://{text}")
        };
        let mut url = Url::parse(&whole).map_err(|_| SiteFault::Form)?;
        let is_web = matches!(url.scheme(), "https" | "http") && url.has_host();
        let is_bare =
            url.username().is_empty() && url.query().is_none() && url.fragment().is_none();
        if !is_web || !is_bare {
            return Err(SiteFault::Form);
        }
        let is_exposed = url.scheme() == "http" && !is_here(&url);
        if is_exposed && !allow_plain {
            return Err(SiteFault::Plain);
        }
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Ok(Self { url, is_exposed })
    }

    /// Whether others may read along: then nothing secret goes there.
    pub fn is_exposed(&self) -> bool {
        self.is_exposed
    }

    /// Host and port, for people.
    pub fn shown(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        match self.url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// The address of something there, part by part; each part is escaped.
    pub(crate) fn join(&self, parts: &[&str]) -> Url {
        let mut url = self.url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(parts);
        }
        url
    }
}

/// Whether it is this machine.
fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse();
    host == "localhost" || address.is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_a_host_with_or_without_https() {
        for (text, shown, url) in [
            (
                "ntfy.example.org",
                "ntfy.example.org",
                "https://ntfy.example.org/a%2Fb",
            ),
            (
                "https://ntfy.example.org/",
                "ntfy.example.org",
                "https://ntfy.example.org/a%2Fb",
            ),
            (
                " HTTPS://x.example:8443 ",
                "x.example:8443",
                "https://x.example:8443/a%2Fb",
            ),
            (
                "x.example/push",
                "x.example",
                "https://x.example/push/a%2Fb",
            ),
            (
                "http://127.0.0.1:2586",
                "127.0.0.1:2586",
                "http://127.0.0.1:2586/a%2Fb",
            ),
            ("http://[::1]:2586", "[::1]:2586", "http://[::1]:2586/a%2Fb"),
        ] {
            let site = Site::parse(text, false).unwrap();
            assert_eq!(site.shown(), shown);
            assert_eq!(site.join(&["a/b"]).as_str(), url);
            assert!(!site.is_exposed());
        }
    }

    #[test]
    fn security_24_a_site_without_tls_is_refused_or_marked_as_exposed() {
        for text in [
            "http://ntfy.example.org",
            "http://10.0.0.1",
            "http://192.168.1.1:80",
        ] {
            assert_eq!(Site::parse(text, false), Err(SiteFault::Plain));
            assert!(Site::parse(text, true).unwrap().is_exposed());
        }
    }

    #[test]
    fn what_is_no_site_is_refused() {
        for text in [
            "",
            "ftp://x.example",
            "https://",
            "https://u:p@x.example",
            "x.example?q",
            "a b",
        ] {
            assert_eq!(Site::parse(text, true), Err(SiteFault::Form), "{text}");
        }
    }
}
