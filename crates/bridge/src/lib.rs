//! Matrix: the appservice, the management room, portals and puppets, and how texts are converted.

pub mod convert;
pub mod homeserver;
