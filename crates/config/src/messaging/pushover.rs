//! `messaging.pushover`.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::secret::Secret;

/// Pushover, with an application of your own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pushover {
    /// The application's token, from pushover.net/apps.
    pub token: Secret,
    /// Whether Pushover repeats warnings every minute, for an hour at most, until somebody confirms them; `false` by default.
    #[serde(default)]
    pub confirm_warnings: bool,
    /// Another server than Pushover's, for trying things out.
    pub host: Option<String>,
    /// A PEM file, relative to this file, with a certificate authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// A proxy: `socks5://host:port` or `http://host:port`, with `user:password@` before the host if needed.
    pub proxy: Option<Secret>,
}
