//! Waiting for what the courier does by itself.

use std::time::Duration;

use store::{outbox, provider_states};

use super::TestApp;

/// How long a test waits for the courier.
const PATIENCE: Duration = Duration::from_secs(60);

impl TestApp {
    /// Waits until the outbox holds nothing that is due.
    pub async fn settle(&self) {
        let settled = async {
            loop {
                let mut conn = self.context.db.read().await.unwrap();
                if outbox::count_pending(&mut conn).await.unwrap() == 0 {
                    return;
                }
                drop(conn);
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, settled)
            .await
            .expect("the outbox empties itself");
    }

    /// Waits until the pages know that a provider is (not) connected.
    pub async fn wait_for_connection(&self, provider: &str, is_up: bool) {
        let known = async {
            loop {
                let states = provider_states::list(&mut self.context.db.read().await.unwrap())
                    .await
                    .unwrap();
                if states.iter().any(|state| {
                    state.provider.as_str() == provider && state.connection.is_up() == is_up
                }) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, known)
            .await
            .expect("the courier tells how providers are connected");
    }
}
