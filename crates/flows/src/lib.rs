//! Verbs: what can be done to the nouns of `domain`.
//!
//! One flow is one file and one transaction: the fact, its audit entry and what the user is told of it are
//! committed together. An answer that a person can cause is a value (an enum named for it); [`FlowError`] is for
//! what nobody expected. Pages, API and command line call the same flows.

pub mod accept_invitation;
pub mod accept_notification;
pub mod add_integration;
pub mod add_user;
mod audit;
pub mod begin_sign_in;
pub mod change_account;
pub mod change_password;
pub mod change_user;
mod context;
pub mod disown;
pub mod end_session;
pub mod finish_sign_in;
mod guesses;
pub mod invite;
pub mod link_account;
pub mod make_backup_codes;
pub mod open_login_page;
mod passwords;
pub mod prove_password;
pub mod reception;
pub mod reset_factors;
mod room;
pub mod send_sign_in_code;
pub mod set_handle;
mod start_session;
mod tell;
pub mod tell_of_provider;
pub mod unlink_account;
pub mod vouch;
pub mod ways;

pub use audit::By;
pub use context::{Context, FlowError, Result, Ring};
pub use start_session::NewSession;
