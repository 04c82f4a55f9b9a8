//! What a conversation waits for, besides answers and people.

use domain::time::Timestamp;
use domain::world::World;
use grammers_session::updates::UpdatesLike;
use grammers_tl_types::enums;
use tokio::sync::mpsc;

/// Waits until a time of the world's clock.
pub async fn wait_until(world: &World, due: Timestamp) {
    loop {
        let left = due.since(world.now());
        if left.is_zero() {
            return;
        }
        tokio::time::sleep(left).await;
    }
}

/// Waits until somebody scans the QR code: then [`super::Answer::QrScanned`] is to be learned. Once no updates come any
/// more it waits for ever; the next QR code finds out.
pub async fn qr_scanned(updates: &mut mpsc::Receiver<UpdatesLike>) {
    while let Some(update) = updates.recv().await {
        if is_qr_scanned(&update) {
            return;
        }
    }
    std::future::pending::<()>().await;
}

fn is_qr_scanned(updates: &UpdatesLike) -> bool {
    let UpdatesLike::Updates(updates) = updates else {
        return false;
    };
    let scanned = |update: &enums::Update| matches!(update, enums::Update::LoginToken);
    match updates {
        enums::Updates::UpdateShort(short) => scanned(&short.update),
        enums::Updates::Updates(many) => many.updates.iter().any(scanned),
        enums::Updates::Combined(many) => many.updates.iter().any(scanned),
        enums::Updates::TooLong
        | enums::Updates::UpdateShortMessage(_)
        | enums::Updates::UpdateShortChatMessage(_)
        | enums::Updates::UpdateShortSentMessage(_) => false,
    }
}
