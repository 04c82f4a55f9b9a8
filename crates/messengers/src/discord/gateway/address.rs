//! Where the gateway is.

use reqwest::Url;

/// The address of a gateway, for our kind of calls; with version and encoding.
pub(in crate::discord) fn socket_url(text: &str) -> Result<Url, String> {
    let odd = || "Discord names a gateway with an odd address".to_owned();
    let (scheme, rest) = text.split_once("://").ok_or_else(odd)?;
    let scheme = match scheme {
        "wss" => "https",
        "ws" => "http",
        _ => return Err(odd()),
    };
    let mut url = Url::parse(&format!("{scheme}://{rest}")).map_err(|_| odd())?;
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse();
    let is_here = address.is_ok_and(|address: std::net::IpAddr| address.is_loopback());
    if scheme == "http" && !is_here {
        return Err("Discord names a gateway without TLS".to_owned());
    }
    url.set_query(Some("v=10&encoding=json"));
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::socket_url;

    #[test]
    fn security_24_a_gateway_without_tls_is_only_spoken_to_on_this_machine() {
        let url = socket_url("wss://gateway.discord.gg").unwrap();
        assert_eq!(
            url.as_str(),
            "https://gateway.discord.gg/?v=10&encoding=json"
        );
        assert!(socket_url("ws://127.0.0.1:1/?x").is_ok());
        for odd in [
            "ws://gateway.discord.gg",
            "gateway",
            "ftp://x.example",
            "wss://",
        ] {
            assert!(socket_url(odd).is_err(), "{odd}");
        }
    }
}
