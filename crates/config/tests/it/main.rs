//! What config.json may look like, what comes out, and what is said about it.

mod bridge;
mod domains;
mod edit;
mod environment;
mod further;
mod keys;
mod mistakes;
mod robustness;
mod samples;
mod schema;
mod secrets;
mod settings;
mod starter;
mod xmpp;

use std::path::Path;

use config::{Faults, Loaded};
use messengers::kind::Section;

/// Reads `text` as `config.json`, with an empty environment.
fn read(text: &str) -> Result<Loaded, Faults> {
    config::parse(text, "config.json", |_| None, Path::new("/etc/postern"))
}

/// Reads `text`, which must have no faults.
fn load(text: &str) -> Loaded {
    read(text).unwrap_or_else(|faults| panic!("{faults}"))
}

/// What `loaded` says of a provider.
fn section<T: Section + Clone>(loaded: &Loaded, provider: &str) -> T {
    let messaging = &loaded.config.messaging;
    messaging.get::<T>(provider).expect("a section").clone()
}

/// The faults of `text`, a line each; empty if there are none.
fn faults(text: &str) -> String {
    read(text)
        .err()
        .map(|faults| faults.to_string())
        .unwrap_or_default()
}

/// The notes on `text`, a line each, whether or not there are faults.
fn notes(text: &str) -> String {
    let notes = read(text).map_or_else(|faults| faults.warnings, |loaded| loaded.warnings);
    let lines: Vec<String> = notes.iter().map(ToString::to_string).collect();
    lines.join("\n")
}
