//! New rooms and invitations, and what our account remembers of them.

use serde_json::{Map, Value, json};

use super::super::api::{Call, Fault, Lane, lock};
use super::super::outcome::code;
use super::super::wire::Made;
use super::{INVITING, Place, Rooms};

/// The kind of our account's data in which rooms stand by person.
const DIRECT: &str = "m.direct";
/// A power that nobody but who made the room has.
const ALL_POWER: u8 = 100;

impl Rooms {
    /// Reads our account's `m.direct`.
    pub(in crate::matrix) async fn read_direct(&self) -> Result<(), Fault> {
        let us = self.api.us();
        let path = ["v3", "user", &us, "account_data", DIRECT];
        let direct: Map<String, Value> = match self.api.ask(Call::get(Lane::Own, &path)).await {
            Err(fault) if fault.is(code::NOT_FOUND) => Map::new(),
            other => other?,
        };
        lock(&self.book).read(direct);
        Ok(())
    }

    /// Makes a room for the person, and invites them.
    ///
    /// The invitation is apart, so that the room is known and used the next time if the homeserver cannot deliver it now.
    pub(super) async fn make(&self, person: &str) -> Result<Place, Fault> {
        if !self.exists(person).await? {
            return Ok(Place::Nobody);
        }
        let body = json!({
            "preset": "private_chat",
            "is_direct": true,
            "initial_state": [{
                "type": "m.room.history_visibility",
                "content": { "history_visibility": "invited" },
            }],
            // Nobody comes in besides the two: codes go there.
            "power_level_content_override": { "invite": ALL_POWER },
        });
        let call = Call::post(Lane::Rooms, &["v3", "createRoom"], &body);
        let Made { room_id } = self.api.ask(call).await?;
        lock(&self.book).add(person, &room_id);
        if self.remember().await.is_err() {
            tracing::warn!(
                "the homeserver does not remember a direct room; it is told again with the next one"
            );
        }
        self.invite(&room_id, person).await
    }

    /// Invites the person into a room of ours.
    pub(super) async fn invite(&self, room: &str, person: &str) -> Result<Place, Fault> {
        // Clients show the room among direct chats because of this word; the call that only invites does not take it.
        let body = json!({ "membership": "invite", "is_direct": true });
        let path = ["v3", "rooms", room, "state", "m.room.member", person];
        let call = Call::put(Lane::Rooms, &path, &body).within(INVITING);
        match self.api.call(call).await {
            Ok(_) => Ok(Place::Invited),
            Err(Fault::Refused { status, code }) => Ok(Place::Forbidden(status, code)),
            Err(fault) => Err(fault),
        }
    }

    /// The person has invited us. We join what is said to be a chat of two, and stay if it is one.
    pub(in crate::matrix) async fn be_invited(
        &self,
        room: &str,
        person: &str,
        is_direct: bool,
    ) -> Result<(), Fault> {
        if !is_direct {
            return self.leave(room).await;
        }
        let nothing = json!({});
        let path = ["v3", "rooms", room, "join"];
        let call = Call::post(Lane::Rooms, &path, &nothing).within(INVITING);
        match self.api.call(call).await {
            Ok(_) => {}
            // It was taken back meanwhile.
            Err(Fault::Refused { .. }) => return Ok(()),
            Err(fault) => return Err(fault),
        }
        let Some(seen) = self
            .look(room, person)
            .await?
            .filter(|room| room.is_private)
        else {
            return self.leave(room).await;
        };
        if seen.fit().is_some() && lock(&self.book).add(person, room) {
            self.remember().await?;
        }
        Ok(())
    }

    /// Leaves a room, or declines to come.
    async fn leave(&self, room: &str) -> Result<(), Fault> {
        let nothing = json!({});
        let path = ["v3", "rooms", room, "leave"];
        match self
            .api
            .call(Call::post(Lane::Rooms, &path, &nothing))
            .await
        {
            // We are not there: that is what was wanted.
            Err(Fault::Refused { .. }) => Ok(()),
            other => other.map(drop),
        }
    }

    /// Has our account remember all rooms that we know, and those that others have added meanwhile.
    async fn remember(&self) -> Result<(), Fault> {
        let _turn = self.direct.lock().await;
        self.read_direct().await?;
        let (us, direct) = (self.api.us(), lock(&self.book).direct());
        let path = ["v3", "user", &us, "account_data", DIRECT];
        let call = Call::put(Lane::Rooms, &path, &direct);
        self.api.call(call).await.map(drop)
    }

    /// Whether there is such an account. What the homeserver keeps to itself may be one.
    pub(super) async fn exists(&self, person: &str) -> Result<bool, Fault> {
        let path = ["v3", "profile", person];
        match self.api.call(Call::get(Lane::Rooms, &path)).await {
            Ok(_) => Ok(true),
            Err(Fault::Refused { status, .. }) => Ok(status.as_u16() != 404),
            Err(fault) => Err(fault),
        }
    }
}
