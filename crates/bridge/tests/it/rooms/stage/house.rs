//! The bridge at work, as tests see it.

use bridge::event::Event;
use bridge::intake::Deal;
use bridge::rooms::{Rooms, SyncState};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use serde_json::Value;

use super::{Account, House, PATIENCE};

impl House {
    /// Waits until all rooms of an account are made; gives how many chats there are.
    pub(in crate::rooms) async fn synced(&self, account: &Account) -> i64 {
        let mut progress = self.rooms.progress(account.id).unwrap();
        let done = progress.wait_for(|state| matches!(state, SyncState::Done { .. }));
        let done = tokio::time::timeout(PATIENCE, done)
            .await
            .expect("rooms are made")
            .map(|state| *state);
        let done = done.unwrap();
        let SyncState::Done { of } = done else {
            panic!("{done:?}")
        };
        of
    }

    /// Is gone at once.
    pub(in crate::rooms) async fn kill(self) {
        self.halt().await;
    }

    /// The same; what it was is still at hand.
    pub(in crate::rooms) async fn halt(&self) {
        self.stop.cancel();
        // The port and the session are free again when all tasks have gone.
        self.ground.tasks.close();
        self.ground.tasks.wait().await;
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

pub(super) struct ToRooms(pub(super) Rooms);

impl Deal for ToRooms {
    fn event<'a>(&'a self, event: &'a Event) -> BoxFuture<'a, bool> {
        async move {
            match self.0.hear(event).await.unwrap() {
                Some(dealt_with) => dealt_with.await.is_ok(),
                None => true,
            }
        }
        .boxed()
    }

    fn ephemeral<'a>(&'a self, _: &'a Value) -> BoxFuture<'a, ()> {
        async {}.boxed()
    }
}
