//! More ways to call than most providers need: a change of a thing, its end, and a WebSocket.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{CONNECTION, UPGRADE};
use reqwest::{Method, RequestBuilder, StatusCode, Upgraded, Url};
use tokio::time::timeout;

use super::{Http, Trouble};

/// What an answer to the opening of a WebSocket is made with (RFC 6455, 1.3).
const GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

impl Http {
    /// Begins a PATCH.
    pub(crate) fn patch(&self, url: Url) -> RequestBuilder {
        self.client.request(Method::PATCH, url)
    }

    /// Begins a DELETE.
    pub(crate) fn delete(&self, url: Url) -> RequestBuilder {
        self.client.request(Method::DELETE, url)
    }

    /// Begins a PUT.
    pub(crate) fn put(&self, url: Url) -> RequestBuilder {
        self.client.request(Method::PUT, url)
    }

    /// Opens a WebSocket at an address with `http` or `https`, through the same proxy and with the same trust as calls.
    /// `random` is for its key.
    pub(crate) async fn open_socket(
        &self,
        url: Url,
        random: [u8; 16],
        deadline: Duration,
    ) -> Result<Upgraded, Trouble> {
        let key = STANDARD.encode(random);
        let request = self
            .get(url)
            .header(CONNECTION, "Upgrade")
            .header(UPGRADE, "websocket")
            .header("Sec-WebSocket-Version", "13")
            .header("Sec-WebSocket-Key", &key);
        let open = async {
            let response = self.execute(request).await?;
            if response.status() != StatusCode::SWITCHING_PROTOCOLS {
                let status = response.status();
                return Err(Trouble::Broken(format!("the server answered {status}")));
            }
            let answer = response.headers().get("Sec-WebSocket-Accept");
            if answer.is_none_or(|answer| answer.as_bytes() != answer_to(&key).as_bytes()) {
                return Err(Trouble::Malformed("it is no WebSocket".to_owned()));
            }
            response
                .upgrade()
                .await
                .map_err(|error| self.trouble(&error))
        };
        timeout(deadline, open)
            .await
            .unwrap_or(Err(Trouble::Silent(deadline)))
    }
}

fn answer_to(key: &str) -> String {
    let mut digest = ring::digest::Context::new(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY);
    digest.update(key.as_bytes());
    digest.update(GUID);
    STANDARD.encode(digest.finish())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_answer_to_a_key_is_that_of_the_standard() {
        let answer = super::answer_to("dGhlIHNhbXBsZSBub25jZQ==");
        assert_eq!(answer, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
