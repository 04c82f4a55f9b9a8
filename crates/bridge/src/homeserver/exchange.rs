//! One request over HTTP and its answer.

use http::{Request, Response};
use serde_json::Value;
use tokio::time::timeout;

use super::{Fault, Homeserver};

/// The longest answer that is read, in bytes.
const LONGEST: usize = 16 << 20;

impl Homeserver {
    /// Makes one request, within the deadline; waits for others before it.
    pub(super) async fn exchange(
        &self,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, Fault> {
        let whole = self.inner.settings.pace.whole;
        let exchange = async {
            let _room = self.inner.room.acquire().await;
            self.exchange_now(request).await
        };
        timeout(whole, exchange).await.unwrap_or(Err(Fault::Silent))
    }

    /// A request of our own making, as the bot: `path` has its leading slash, a body of `null` is none.
    pub(crate) async fn exchange_json(
        &self,
        method: http::Method,
        path: &str,
        body: &Value,
    ) -> Result<Response<Vec<u8>>, Fault> {
        let base = self.address().as_str().trim_end_matches('/');
        let token = self.inner.settings.as_token.reveal();
        let bytes = if body.is_null() {
            Vec::new()
        } else {
            body.to_string().into_bytes()
        };
        let request = Request::builder()
            .method(method)
            .uri(format!("{base}{path}"))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(bytes)
            .map_err(|error| Fault::Malformed(error.to_string()))?;
        self.exchange(request).await
    }

    async fn exchange_now(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Fault> {
        let request = request.map(reqwest::Body::from);
        let request = reqwest::Request::try_from(request).map_err(|error| Fault::of(&error))?;
        let mut answer = self.inner.client.execute(request).await?;
        let mut response = Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            *headers = answer.headers().clone();
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > LONGEST {
                return Err(Fault::Huge);
            }
            body.extend_from_slice(&chunk);
        }
        response
            .body(body)
            .map_err(|error| Fault::Malformed(error.to_string()))
    }
}
