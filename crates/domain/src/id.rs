//! One id type a table, so that no two can be mixed up.
//!
//! Ids are UUIDs of version 7: ordered by the time they were made, which keeps indexes dense and lists in order.

use uuid::Uuid;

use crate::world::World;

/// What all ids have in common.
pub trait Id: Copy {
    /// Draws a new id from the world's clock and random source.
    fn draw(world: &World) -> Self;
}

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl Id for $name {
            fn draw(world: &World) -> Self {
                Self(draw_v7(world))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

id! {
    /// A person known to Postern.
    UserId
    /// A messaging account tied to a user.
    LinkedAccountId
    /// One request for proof.
    ChallengeId
    /// What a user is to be told.
    NotificationId
    /// One notification (or code) to one linked account.
    DeliveryId
    /// A signed-in browser.
    SessionId
    /// A sign-in between the password and the second factor.
    PendingSignInId
    /// One try to enter, as the report shows it.
    SignInId
    /// A link that makes one user.
    InvitationId
    /// A program that may ask us to notify.
    IntegrationId
    /// Who did what to whom.
    AuditId
    /// One backup code.
    BackupCodeId
    /// A link that opens a chat and links the account of whoever presses Start.
    StartLinkId
    /// A link to the page where somebody on Matrix logs in to Telegram.
    BridgeLinkId
}

fn draw_v7(world: &World) -> Uuid {
    let millis = u64::try_from(world.now().as_micros() / 1000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &world.bytes::<10>()).into_uuid()
}
