//! Links to the page where somebody logs in to Telegram.

use domain::bridge_link;
use domain::secret::Token;
use ruma::{RoomId, UserId};
use store::bridge_links::{self, BridgeLink};
use store::{StoreError, bridge_users, commit};

use crate::ground::Ground;

impl Ground {
    /// Makes a link for somebody; this room is told when they have logged in.
    pub async fn make_link(&self, matrix_id: &UserId, room: &RoomId) -> Result<Token, StoreError> {
        let (now, token) = (self.world.now(), bridge_link::draw(&self.world));
        let link = BridgeLink {
            id: self.world.id(),
            matrix_id: matrix_id.to_string(),
            room: room.to_string(),
            expires_at: now + bridge_link::LIFETIME,
            started_at: None,
            done_at: None,
            account: None,
        };
        let mut tx = self.db.begin().await?;
        bridge_users::ensure(&mut tx, matrix_id.as_str(), now).await?;
        bridge_links::insert(&mut tx, &link, &token.digest()).await?;
        commit(tx).await?;
        Ok(token)
    }
}
