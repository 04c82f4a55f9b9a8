//! `MTProto` over grammers: connections, sessions, peers, and the login conversation.

pub mod chat;
pub mod chats;
pub mod connection;
pub mod devices;
pub mod keyex;
pub mod log_out;
pub mod login;
pub mod news;
pub mod peers;
pub mod proxy;
pub mod seal;
pub mod send;
pub mod server_key;
pub mod session;
pub mod session_string;
pub mod settings;
