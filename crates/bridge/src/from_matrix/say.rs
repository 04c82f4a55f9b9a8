//! What people are told of what did not come through.

use serde_json::json;
use telegram::chats::ChatError;
use telegram::send::SendOutcome;

use crate::event::Event;
use crate::homeserver::Fault;
use crate::portal::Desk;
use crate::rooms::RoomsError;
use crate::rooms::calls::Sending;

/// Why something does not come through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Whoever wrote it has no login that has the chat.
    NoLogin,
    /// Such messages are not bridged.
    Kind,
    /// The message that it changes is not known.
    Unknown,
    /// The account may not do this in the chat.
    Forbidden,
    /// The other person takes nothing from this account.
    Blocked,
    /// The account is limited because of complaints about spam.
    Restricted,
    /// The login is over.
    LoggedOut,
    /// Telegram refuses for another reason.
    Refused,
}

impl Trouble {
    fn of(error: &RoomsError) -> Self {
        match error {
            RoomsError::Telegram(ChatError::NoAccess { .. } | ChatError::UnknownChat) => {
                Self::Forbidden
            }
            RoomsError::Telegram(ChatError::UnknownMessage) => Self::Unknown,
            RoomsError::Telegram(_)
            | RoomsError::Store(_)
            | RoomsError::Matrix(_)
            | RoomsError::NoPortal
            | RoomsError::NoLogin => Self::Refused,
        }
    }

    /// Why something failed for good; what passes stays an error, and is tried again.
    pub(super) fn unless_passing(error: RoomsError) -> Result<Self, RoomsError> {
        if error.is_passing() {
            return Err(error);
        }
        Ok(Self::of(&error))
    }

    pub(super) fn of_outcome(outcome: &SendOutcome) -> Self {
        match outcome {
            SendOutcome::Blocked => Self::Blocked,
            SendOutcome::Restricted => Self::Restricted,
            SendOutcome::LoggedOut(_) => Self::LoggedOut,
            SendOutcome::UnknownPeer | SendOutcome::Forbidden { .. } | SendOutcome::Deactivated => {
                Self::Forbidden
            }
            SendOutcome::Refused(_)
            | SendOutcome::Sent { .. }
            | SendOutcome::Flood(_)
            | SendOutcome::Later { .. } => Self::Refused,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::NoLogin => "bridge-unsent-no-login",
            Self::Kind => "bridge-unsent-kind",
            Self::Unknown => "bridge-unsent-unknown",
            Self::Forbidden => "bridge-unsent-forbidden",
            Self::Blocked => "bridge-unsent-blocked",
            Self::Restricted => "bridge-unsent-restricted",
            Self::LoggedOut => "bridge-unsent-logged-out",
            Self::Refused => "bridge-unsent-refused",
        }
    }
}

impl Desk {
    /// Says in the room, below an event, why it did not come through.
    pub(super) async fn say(&self, event: &Event, trouble: Trouble) -> Result<(), RoomsError> {
        let words = self.house.words_for(&event.sender).await;
        let content = json!({
            "msgtype": "m.notice",
            "body": words.text(trouble.key()),
            "m.mentions": { "user_ids": [event.sender] },
            "m.relates_to": { "m.in_reply_to": { "event_id": event.event_id } },
        });
        let homeserver = self.house.homeserver();
        let sending = Sending {
            room: &event.room_id,
            who: homeserver.bot(),
            transaction: &format!("unsent-{}", event.event_id),
            at: None,
        };
        match homeserver
            .send_event(sending, "m.room.message", &content)
            .await
        {
            // The bot is not in the room any more; nobody can be told.
            Err(fault @ Fault::Refused { .. }) if fault.is_forbidden() => Ok(()),
            result => Ok(result.map(drop)?),
        }
    }
}
