//! What portals ask of the homeserver.

use domain::time::Timestamp;
use ruma::api::client::alias::{delete_alias, get_alias};
use ruma::api::client::membership::{get_member_events, invite_user, kick_user};
use ruma::api::client::message::{get_message_events, send_message_event};
use ruma::api::client::profile::{ProfileFieldValue, set_profile_field};
use ruma::api::client::room::{aliases, create_room};
use ruma::api::client::state::{get_state_event_for_key, send_state_event};
use ruma::events::{MessageLikeEventType, StateEventType};
use ruma::serde::Raw;
use ruma::{
    MilliSecondsSinceUnixEpoch, OwnedEventId, OwnedMxcUri, OwnedRoomAliasId, OwnedRoomId,
    OwnedUserId, RoomId, TransactionId, UInt, UserId,
};
use serde_json::Value;

use crate::homeserver::{Fault, Homeserver, Patience};

/// An event to be sent by a puppet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sending<'a> {
    /// Where.
    pub(crate) room: &'a RoomId,
    /// As whom.
    pub(crate) who: &'a UserId,
    /// What tells it from all others of this sender.
    pub(crate) transaction: &'a str,
    /// When it was written.
    pub(crate) at: Option<Timestamp>,
}

/// A room to be made.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewRoom {
    /// The localpart of the address by which it is found again if nobody hears that it was made.
    pub(crate) alias: String,
    /// What it is called.
    pub(crate) name: String,
    /// What it is about; may be empty.
    pub(crate) topic: String,
    /// What it begins with: type and content, all with an empty state key unless one is given.
    pub(crate) state: Vec<(&'static str, String, Value)>,
    /// Who may do what.
    pub(crate) powers: Value,
    /// Who is invited.
    pub(crate) invited: Vec<OwnedUserId>,
    /// Whether it is a space.
    pub(crate) is_space: bool,
}

/// The version of new rooms. From 12 on, whoever made a room cannot be named among those with powers.
const ROOM_VERSION: &str = "11";

impl Homeserver {
    /// Sends a message or another event of the timeline; gives its id.
    pub(crate) async fn send_event(
        &self,
        sending: Sending<'_>,
        kind: &str,
        content: &Value,
    ) -> Result<OwnedEventId, Fault> {
        let transaction = <&TransactionId>::from(sending.transaction).to_owned();
        let kind = MessageLikeEventType::from(kind);
        let body = raw(content)?.cast_unchecked();
        let mut request = send_message_event::v3::Request::new_raw(
            sending.room.to_owned(),
            transaction,
            kind,
            body,
        );
        request.timestamp = sending.at.and_then(millis);
        let sent = self
            .send_patiently(request, Some(sending.who), Patience::SHORT)
            .await?;
        Ok(sent.event_id)
    }

    /// Sets a state event as the bot.
    pub(crate) async fn set_state(
        &self,
        room: &RoomId,
        kind: &str,
        key: &str,
        content: &Value,
    ) -> Result<(), Fault> {
        let request = send_state_event::v3::Request::new_raw(
            room.to_owned(),
            StateEventType::from(kind),
            key.to_owned(),
            raw(content)?.cast_unchecked(),
        );
        self.send_patiently(request, None, Patience::SHORT).await?;
        Ok(())
    }

    /// The content of a state event; `None` if there is none.
    pub(crate) async fn state(
        &self,
        room: &RoomId,
        kind: &str,
        key: &str,
    ) -> Result<Option<Value>, Fault> {
        let request = get_state_event_for_key::v3::Request::new(
            room.to_owned(),
            StateEventType::from(kind),
            key.to_owned(),
        );
        match self.send_patiently(request, None, Patience::SHORT).await {
            Ok(answer) => serde_json::from_str(answer.event_or_content.get())
                .map(Some)
                .map_err(|error| Fault::Malformed(error.to_string())),
            Err(fault) if fault.is_not_found() => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Makes a room as the bot; if there is one with this address already, gives that.
    pub(crate) async fn make_room(&self, new: &NewRoom) -> Result<OwnedRoomId, Fault> {
        let mut request = create_room::v3::Request::new();
        request.preset = Some(create_room::v3::RoomPreset::PrivateChat);
        request.room_version = Some(version());
        request.room_alias_name = Some(new.alias.clone());
        request.name = Some(new.name.clone());
        request.topic = Some(new.topic.clone()).filter(|topic| !topic.is_empty());
        request.invite.clone_from(&new.invited);
        request.power_level_content_override = Some(raw(&new.powers)?.cast_unchecked());
        for (kind, key, content) in &new.state {
            let event = serde_json::json!({ "type": kind, "state_key": key, "content": content });
            request.initial_state.push(raw(&event)?.cast_unchecked());
        }
        if new.is_space {
            let content = serde_json::json!({ "type": "m.space" });
            request.creation_content = Some(raw(&content)?.cast_unchecked());
        }
        match self.send_patiently(request, None, Patience::LONG).await {
            Ok(answer) => Ok(answer.room_id),
            Err(fault) if fault.is("M_ROOM_IN_USE") => self.room_of(&new.alias).await,
            Err(fault) => Err(fault),
        }
    }

    /// Invites somebody as `who`, or as the bot; fine if they are in the room or invited already.
    pub(crate) async fn invite(
        &self,
        room: &RoomId,
        user: &UserId,
        who: Option<&UserId>,
        patience: Patience,
    ) -> Result<(), Fault> {
        let recipient = invite_user::v3::InvitationRecipient::UserId(
            invite_user::v3::InviteUserId::new(user.to_owned()),
        );
        let request = invite_user::v3::Request::new(room.to_owned(), recipient);
        let Err(fault) = self.send_patiently(request, who, patience).await else {
            return Ok(());
        };
        let membership = self.membership(room, user).await?;
        if fault.is_forbidden() && matches!(membership.as_str(), "join" | "invite") {
            return Ok(());
        }
        Err(fault)
    }

    /// Who is in a room, or invited to it.
    pub(crate) async fn joined_or_invited(&self, room: &RoomId) -> Result<Vec<OwnedUserId>, Fault> {
        let request = get_member_events::v3::Request::new(room.to_owned());
        let answer = self.send_patiently(request, None, Patience::SHORT).await?;
        let members = answer.chunk.iter().filter_map(|event| {
            let membership: Option<String> =
                event.get_field::<Value>("content").ok()??["membership"]
                    .as_str()
                    .map(str::to_owned);
            let is_there = matches!(membership.as_deref(), Some("join" | "invite"));
            event
                .get_field::<OwnedUserId>("state_key")
                .ok()?
                .filter(|_| is_there)
        });
        Ok(members.collect())
    }

    /// The last events of a room's timeline, newest first.
    pub(crate) async fn last_events(&self, room: &RoomId, many: u32) -> Result<Vec<Value>, Fault> {
        let mut request = get_message_events::v3::Request::backward(room.to_owned());
        request.limit = many.into();
        let answer = self.send_patiently(request, None, Patience::SHORT).await?;
        let events = answer.chunk.iter();
        Ok(events
            .filter_map(|event| serde_json::from_str(event.json().get()).ok())
            .collect())
    }

    /// `join`, `invite`, `leave`, `ban`, or nothing.
    pub(crate) async fn membership(&self, room: &RoomId, user: &UserId) -> Result<String, Fault> {
        let state = self.state(room, "m.room.member", user.as_str()).await?;
        let membership = state
            .as_ref()
            .and_then(|state| state["membership"].as_str());
        Ok(membership.unwrap_or_default().to_owned())
    }

    /// Removes somebody from a room as the bot.
    pub(crate) async fn kick(&self, room: &RoomId, user: &UserId, why: &str) -> Result<(), Fault> {
        let mut request = kick_user::v3::Request::new(room.to_owned(), user.to_owned());
        request.reason = Some(why.to_owned());
        self.send_patiently(request, None, Patience::SHORT).await?;
        Ok(())
    }

    /// Names a user of ours.
    pub(crate) async fn set_name(&self, user: &UserId, name: &str) -> Result<(), Fault> {
        let value = ProfileFieldValue::DisplayName(name.to_owned());
        let request = set_profile_field::v3::Request::new(user.to_owned(), value);
        self.send_patiently(request, Some(user), Patience::SHORT)
            .await?;
        Ok(())
    }

    /// Gives a user of ours a picture, or takes it away.
    pub(crate) async fn set_avatar(
        &self,
        user: &UserId,
        mxc: Option<OwnedMxcUri>,
    ) -> Result<(), Fault> {
        let value = ProfileFieldValue::AvatarUrl(mxc.unwrap_or_else(|| "".into()));
        let request = set_profile_field::v3::Request::new(user.to_owned(), value);
        self.send_patiently(request, Some(user), Patience::SHORT)
            .await?;
        Ok(())
    }

    /// Takes all its addresses from a room, so that they can be given anew.
    pub(crate) async fn remove_addresses(&self, room: &RoomId) -> Result<(), Fault> {
        let request = aliases::v3::Request::new(room.to_owned());
        let answer = self.send_patiently(request, None, Patience::SHORT).await?;
        for alias in answer.aliases {
            let request = delete_alias::v3::Request::new(alias);
            match self.send_patiently(request, None, Patience::SHORT).await {
                Err(fault) if !fault.is_not_found() && !fault.is_forbidden() => return Err(fault),
                Ok(_) | Err(_) => {}
            }
        }
        Ok(())
    }

    async fn room_of(&self, alias: &str) -> Result<OwnedRoomId, Fault> {
        let alias = OwnedRoomAliasId::try_from(format!("#{alias}:{}", self.domain()))
            .map_err(|error| Fault::Malformed(error.to_string()))?;
        let request = get_alias::v3::Request::new(alias);
        let answer = self.send_patiently(request, None, Patience::SHORT).await?;
        Ok(answer.room_id)
    }
}

fn version() -> ruma::RoomVersionId {
    ruma::RoomVersionId::try_from(ROOM_VERSION).expect("it is a version")
}

fn raw(content: &Value) -> Result<Raw<Value>, Fault> {
    Raw::new(content).map_err(|error| Fault::Malformed(error.to_string()))
}

fn millis(time: Timestamp) -> Option<MilliSecondsSinceUnixEpoch> {
    let millis = u64::try_from(time.as_micros() / 1_000).ok()?;
    UInt::new(millis).map(MilliSecondsSinceUnixEpoch)
}
