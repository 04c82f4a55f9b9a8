//! Answers that do not end: read piece by piece, for as long as the server goes on.

use std::time::Duration;

use reqwest::{RequestBuilder, Response};
use tokio::time::timeout;

use super::{Http, Trouble};

impl Http {
    /// Makes a call whose answer is then read by [`next_chunk`](Self::next_chunk). The answer must begin, with success,
    /// within `deadline`. It takes no room from other calls.
    pub(crate) async fn open_stream(
        &self,
        request: RequestBuilder,
        deadline: Duration,
    ) -> Result<Response, Trouble> {
        let open = async {
            let response = self.execute(request).await?;
            if response.status().is_success() {
                Ok(response)
            } else {
                let status = response.status();
                Err(Trouble::Broken(format!("the server answered {status}")))
            }
        };
        timeout(deadline, open)
            .await
            .unwrap_or(Err(Trouble::Silent(deadline)))
    }

    /// The next piece; `None` at the end. Whoever asks has a deadline and a limit of size.
    pub(crate) async fn next_chunk(
        &self,
        response: &mut Response,
    ) -> Result<Option<Vec<u8>>, Trouble> {
        let chunk = response.chunk().await;
        let chunk = chunk.map_err(|error| self.trouble(&error))?;
        Ok(chunk.map(|chunk| chunk.to_vec()))
    }
}
