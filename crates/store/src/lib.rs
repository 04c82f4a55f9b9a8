//! SQL for SQLite and PostgreSQL, one text for both.
//!
//! One module a noun, free async functions over a connection, no traits. `find_*` gives an `Option`, `list_*` a
//! page, changes are verbs. A transaction is begun by a flow ([`Db::begin`]) and handed in.

pub mod answered_requests;
pub mod attempts;
pub mod audit_entries;
pub mod backup_codes;
pub mod bridge_events;
pub mod bridge_links;
pub mod bridge_logins;
pub mod bridge_rooms;
pub mod bridge_talks;
pub mod bridge_users;
pub mod bridged_messages;
pub mod challenges;
mod columns;
pub mod db;
pub mod deliveries;
pub mod demo_phone;
pub mod error;
pub mod failures;
pub mod integrations;
pub mod invitations;
pub mod limits;
pub mod linked_accounts;
pub mod notifications;
pub mod outbox;
pub mod pending_sign_ins;
pub mod portal_farewells;
pub mod portal_logins;
pub mod portals;
pub mod provider_states;
pub mod puppets;
pub mod retention;
pub mod sessions;
pub mod sign_ins;
pub mod start_links;
pub mod telegram_logins;
pub mod telegram_sessions;
pub mod users;

pub use db::{Conn, Db, Tx, commit};
pub use error::{Result, StoreError};

/// A statement whose values are bound one after another.
type Query = sqlx::query::Query<'static, sqlx::Any, sqlx::any::AnyArguments>;
