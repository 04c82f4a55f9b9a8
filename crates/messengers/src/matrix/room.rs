//! What a room is good for: the rule, without a server.

use super::wire::Event;

/// Rooms that only those who were invited get into.
const CLOSED: [&str; 3] = ["invite", "knock", "private"];

/// A room that may be a person's and ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// Nobody else is in it, is invited, or can get in or read along by himself; and we are in it.
    pub(super) is_private: bool,
    /// Whether all that is written there has to be encrypted.
    is_encrypted: bool,
    /// Whether we made it: then nobody but us can invite, or change what kind of room it is.
    is_ours: bool,
    /// How the person stands to it.
    pub(super) standing: Standing,
}

/// How a person stands to a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// In it.
    Joined,
    /// Invited, and has not answered.
    Invited,
    /// Has declined, or left.
    Left,
    /// Was never invited.
    Absent,
}

impl Room {
    /// Reads the whole state of a room.
    pub(super) fn read(state: &[Event], us: &str, them: &str) -> Self {
        let of = |kind: &str, key: &str| {
            state
                .iter()
                .find(|event| event.kind == kind && event.state_key.as_deref() == Some(key))
        };
        let word = |kind: &str, key: &str| of(kind, "").map_or("", |event| event.text(key));
        let membership =
            |user: &str| of("m.room.member", user).map(|event| event.text("membership"));
        let is_other = |event: &Event| {
            let is_there = matches!(event.text("membership"), "join" | "invite");
            let who = event.state_key.as_deref();
            event.kind == "m.room.member" && is_there && who != Some(us) && who != Some(them)
        };
        let rule = word("m.room.join_rules", "join_rule");
        let is_open = !(rule.is_empty() || CLOSED.contains(&rule))
            || word("m.room.history_visibility", "history_visibility") == "world_readable";
        let is_over = !word("m.room.tombstone", "replacement_room").is_empty();
        Self {
            is_private: membership(us) == Some("join")
                && !state.iter().any(is_other)
                && !is_open
                && !is_over,
            is_encrypted: !word("m.room.encryption", "algorithm").is_empty(),
            is_ours: of("m.room.create", "").is_some_and(|event| event.sender == us),
            standing: match membership(them) {
                Some("join") => Standing::Joined,
                Some("invite") => Standing::Invited,
                Some(_) => Standing::Left,
                None => Standing::Absent,
            },
        }
    }

    /// Whether messages for the person may go there, and how the person stands to it; `None` if they may not.
    ///
    /// We do not encrypt. Where others ask for it, another room is used. If all rooms of the homeserver are encrypted,
    /// those that we make are, too: then there is no other.
    pub(super) fn fit(self) -> Option<Standing> {
        let is_fit = self.is_private
            && (self.is_ours || (!self.is_encrypted && self.standing == Standing::Joined));
        is_fit.then_some(self.standing)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const US: &str = "@postern:x";
    const ALICE: &str = "@alice:x";

    fn event(kind: &str, key: &str, sender: &str, content: &Value) -> Event {
        let event = json!({ "type": kind, "state_key": key, "sender": sender, "content": content });
        serde_json::from_value(event).unwrap()
    }

    fn member(user: &str, membership: &str) -> Event {
        event(
            "m.room.member",
            user,
            user,
            &json!({ "membership": membership }),
        )
    }

    fn made_by(creator: &str, more: Vec<Event>) -> Room {
        let mut state = vec![
            event("m.room.create", "", creator, &json!({})),
            member(US, "join"),
            member(ALICE, "join"),
        ];
        for new in more {
            state.retain(|old| (&old.kind, &old.state_key) != (&new.kind, &new.state_key));
            state.push(new);
        }
        Room::read(&state, US, ALICE)
    }

    #[test]
    fn a_room_of_two_is_fit_whoever_made_it() {
        assert_eq!(made_by(ALICE, vec![]).fit(), Some(Standing::Joined));
        assert_eq!(made_by(US, vec![]).fit(), Some(Standing::Joined));
        let left = vec![member("@bob:x", "leave"), member("@eve:x", "ban")];
        assert_eq!(made_by(US, left).fit(), Some(Standing::Joined));
    }

    #[test]
    fn a_room_is_not_fit_if_anybody_else_is_or_can_come_in() {
        for more in [
            member("@bob:x", "join"),
            member("@bob:x", "invite"),
            member(US, "leave"),
            event(
                "m.room.join_rules",
                "",
                ALICE,
                &json!({ "join_rule": "public" }),
            ),
            event(
                "m.room.join_rules",
                "",
                ALICE,
                &json!({ "join_rule": "restricted" }),
            ),
            event(
                "m.room.history_visibility",
                "",
                ALICE,
                &json!({ "history_visibility": "world_readable" }),
            ),
            event(
                "m.room.tombstone",
                "",
                ALICE,
                &json!({ "replacement_room": "!new:x" }),
            ),
        ] {
            let room = made_by(US, vec![more.clone()]);
            assert_eq!(room.fit(), None, "{more:?}");
            assert!(!room.is_private);
        }
    }

    #[test]
    fn an_encrypted_room_is_fit_only_if_we_made_it() {
        let encryption = || {
            event(
                "m.room.encryption",
                "",
                ALICE,
                &json!({ "algorithm": "m.megolm.v1.aes-sha2" }),
            )
        };
        assert_eq!(made_by(ALICE, vec![encryption()]).fit(), None);
        assert_eq!(
            made_by(US, vec![encryption()]).fit(),
            Some(Standing::Joined)
        );
    }

    #[test]
    fn who_is_not_there_is_waited_for_in_our_own_rooms_alone() {
        for (membership, standing) in [
            ("invite", Standing::Invited),
            ("leave", Standing::Left),
            ("ban", Standing::Left),
        ] {
            assert_eq!(
                made_by(US, vec![member(ALICE, membership)]).fit(),
                Some(standing)
            );
            assert_eq!(made_by(ALICE, vec![member(ALICE, membership)]).fit(), None);
        }
        let state = [
            event("m.room.create", "", US, &json!({})),
            member(US, "join"),
        ];
        assert_eq!(Room::read(&state, US, ALICE).fit(), Some(Standing::Absent));
    }
}
