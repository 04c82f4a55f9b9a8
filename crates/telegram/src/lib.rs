//! MTProto over grammers: connections, sessions, peers, and the login conversation.

pub mod keyex;
pub mod login;
pub mod seal;
pub mod server_key;
pub mod session;
pub mod session_string;
pub mod settings;
