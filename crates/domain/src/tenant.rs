//! Domains: tenants, each with its own users, title and policies.

use crate::challenge::CodeDigits;
use crate::password::PasswordRequirements;

/// A tenant as config.json describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// Its key in `domains`; `""` is the default one.
    pub name: String,
    /// Its title, on pages and in messages.
    pub title: String,
    /// The host name it has to itself; without one it is found by its name as the first part of the path.
    pub dns: Option<String>,
    /// Which passwords it accepts.
    pub password: PasswordRequirements,
    /// Whether messaging counts as a second factor (`msg2factor`).
    pub messaging_factor: bool,
    /// How many digits its codes have (`codeDigits`).
    pub code_digits: CodeDigits,
    /// Where its pages are, for links in messages: `https://host:port/name`, no slash at the end.
    pub base_url: String,
}

impl Domain {
    /// What comes before every path of its pages: `""` or `/name`.
    pub fn prefix(&self) -> String {
        if self.name.is_empty() || self.dns.is_some() {
            String::new()
        } else {
            format!("/{}", self.name)
        }
    }
}
