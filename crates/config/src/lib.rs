//! config.json to typed settings.
//!
//! The file is MeshCentral's, read leniently: comments, trailing commas, leading zeros of numbers, a byte order mark
//! and any letter case of keys are fine, keys that begin with `_` are ignored, and `null` means "not set". An
//! existing file of MeshCentral's is read as it is; what Postern does not have is noted.
//!
//! Secrets need not stand in the file:
//!
//! - Every secret key has a twin that names a file: `"passwordFile": "/run/secrets/xmpp"`. A relative path counts from
//!   the folder of config.json, line ends at the end are cut off, and giving both is a fault.
//! - Every key of `settings` and `messaging`, secret or not, can come from the environment: `POSTERN_` and its path in
//!   capitals, joined by `_`, such as `POSTERN_MESSAGING_XMPP_CREDENTIALS_PASSWORD` (or `…_PASSWORDFILE`). The
//!   environment wins over the file; an empty variable counts as none. Lists are written with commas.
//!
//! How it works: [`parse`] turns the text into a tree in which every value knows its place, puts keys into the form
//! that the schema knows, lays the environment over it, fetches secrets from their files, and only then reads the
//! types. The same types make the JSON Schema ([`schema`]), so there is one list of keys. All faults are
//! reported at once.

pub mod bridge;
mod check;
mod config;
mod domains;
pub mod edit;
mod environment;
mod file;
mod load;
mod meshcentral;
mod note;
mod place;
mod reader;
mod secrets;
mod settings;
mod settle;
mod shape;
mod starter;
mod syntax;
mod tree;

pub use config::{Config, Loaded};
pub use domains::DomainSettings;
pub use load::{load, parse};
pub use note::{Fault, Faults, Note, NoteKind};
pub use place::Place;
pub use settings::{Proxies, Settings};
pub use shape::{knows, schema};
pub use starter::starter;
