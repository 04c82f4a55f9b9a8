//! MTProto over grammers: connections, sessions, peers, and the login conversation.

pub mod seal;
