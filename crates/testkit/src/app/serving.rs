//! Serving the program to a real browser.

use std::net::SocketAddr;

use tokio::net::TcpListener;

use super::TestApp;

impl TestApp {
    /// Serves the pages on a free port of this machine, as long as the app lives; gives the address. Browsers take
    /// `localhost` for a safe place, so cookies are kept without TLS.
    pub async fn serve(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let service = self.router.clone();
        let service = service.into_make_service_with_connect_info::<SocketAddr>();
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            tokio::select! {
                served = async { axum::serve(listener, service).await } => served.unwrap(),
                () = stop.cancelled() => {}
            }
        });
        format!("http://localhost:{port}")
    }
}
