//! The configuration to begin with.

/// A config.json that says nothing yet and explains every key in comments, for a server that has none.
pub fn starter() -> String {
    include_str!("starter.json").to_owned()
}
