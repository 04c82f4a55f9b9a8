//! Nouns and rules of Postern.
//!
//! Everything here is pure: no I/O, no runtime, no clock and no random source of its own. Whoever needs the
//! time or randomness is handed a [`world::World`].

pub mod audit;
pub mod backup_code;
pub mod bridge;
pub mod bridge_link;
pub mod button;
pub mod challenge;
pub mod delivery;
pub mod failures;
pub mod id;
pub mod integration;
pub mod invisible;
pub mod invitation;
pub mod limit;
pub mod linked_account;
pub mod locale;
pub mod message;
pub mod notification;
pub mod outage;
pub mod password;
pub mod phrase;
pub mod place;
pub mod provider;
pub mod secret;
pub mod session;
pub mod sign_in;
pub mod start_link;
pub mod tenant;
pub mod time;
pub mod user;
pub mod world;
