//! What it looks like when the bridge was killed in the middle.

use domain::bridge::PortalKey;
use domain::time::Timestamp;
use sha2::{Digest as _, Sha256};
use store::bridged_messages::{self, BridgedSend};
use telegram::chats::spans::Rich;
use telegram::chats::write::{self, Draft};
use telegram::send::SendOutcome;

use super::{Account, PATIENCE, Stage};

impl Stage {
    /// Does what the bridge does with a message, up to where it is killed: Telegram has it, and nobody heard that.
    pub(in crate::rooms) async fn killed_while_sending(
        &self,
        account: &Account,
        chat: i64,
        event: &str,
        text: &str,
    ) {
        let words = Sha256::digest(text.as_bytes());
        let looks = Sha256::digest(b"");
        let begun = BridgedSend {
            event: event.to_owned(),
            part: 0,
            key: PortalKey::of(chat, account.id),
            account: account.id,
            begun_at: Timestamp::from_micros(0),
            digest: [&words[..16], &looks[..16]].concat(),
        };
        let mut tx = self.db.begin().await.unwrap();
        bridged_messages::begin_send(&mut tx, begun).await.unwrap();
        store::commit(tx).await.unwrap();
        let (connection, stop) = self.connect(account).await;
        drop(connection.updates());
        let draft = Draft {
            chat,
            text: &Rich::plain(text),
            reply_to: None,
            topic: None,
            is_silent: false,
            has_preview: true,
            idempotency_key: &format!("{event}/0"),
        };
        let sent = write::text(&connection, &draft, PATIENCE).await;
        assert!(matches!(sent, SendOutcome::Sent { .. }), "{sent:?}");
        // Its place among the updates is not kept: the message comes to the next connection as an update.
        stop.cancel();
    }
}
