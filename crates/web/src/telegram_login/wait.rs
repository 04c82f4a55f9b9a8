//! What a conversation waits for, besides answers and people.

use domain::time::Timestamp;
use domain::world::World;
use telegram::login::perform::{UpdatesLike, is_qr_scanned};
use tokio::sync::mpsc;

/// Waits until a time of the world's clock.
pub(super) async fn wait_until(world: &World, due: Timestamp) {
    loop {
        let left = due.since(world.now());
        if left.is_zero() {
            return;
        }
        tokio::time::sleep(left).await;
    }
}

/// Waits until somebody scans the QR code.
pub(super) async fn scanned(updates: &mut mpsc::Receiver<UpdatesLike>) {
    while let Some(update) = updates.recv().await {
        if is_qr_scanned(&update) {
            return;
        }
    }
    // Nothing comes any more; the next QR code finds out.
    std::future::pending::<()>().await;
}
