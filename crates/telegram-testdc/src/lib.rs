//! A local Telegram data centre for tests.
//!
//! It speaks real `MTProto` 2.0 over TCP on 127.0.0.1, and clients that know its public key take it for
//! Telegram. A test makes accounts, reads what was sent and causes faults by the methods of [`TestDc`]; programs
//! in other languages do the same over HTTP, as `README.md` says.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "the protocol counts in signed 32 bits, and no test comes near their end"
)]
#![expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "ids of keys are what maps are asked for, by reference"
)]
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the protocol's unions have dozens of members, of which few are served"
)]

mod chance;
mod clock;
mod connection;
mod control;
mod crypto;
mod exchange;
mod faults;
mod refusal;
mod rpc;
mod server;
mod session;
mod test_dc;
mod transport;
mod view;
mod world;

pub use test_dc::{
    Attachment, Entity, Filling, GroupChange, GroupSeen, MemberSeen, NewBot, NewGroup, NewMessage,
    NewPost, NewTopic, NewUser, Profile, Remote, RpcFault, Seen, SentCode, Settings, TestDc,
    TopicSeen,
};
pub use world::{Called, GroupKind};
