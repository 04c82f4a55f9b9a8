//! The messengers against servers and clients that no one here wrote.
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

mod discord;
mod email;
mod instances;
mod matrix;
mod rig;
mod scenarios;
mod telegram;
mod xmpp;
