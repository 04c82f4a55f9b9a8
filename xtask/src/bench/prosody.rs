//! Prosody as a peer to measure against.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::program::Program;
use crate::workspace::command;

/// A Prosody on 127.0.0.1 with a folder of its own.
pub(super) struct Prosody {
    pub(super) program: Program,
    pub(super) folder: tempfile::TempDir,
    #[cfg(feature = "bench")]
    pub(super) port: u16,
}

impl Prosody {
    /// Starts Prosody and waits until it accepts connections.
    pub(super) fn start(patience: Duration) -> Result<Self> {
        Self::start_in(tempfile::tempdir()?, patience)
    }

    /// Starts Prosody in a folder. If that has a `server.pem` and a `server.key`, it offers TLS.
    pub(super) fn start_in(folder: tempfile::TempDir, patience: Duration) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let path = folder.path().join("prosody.cfg.lua");
        fs::create_dir(folder.path().join("data"))?;
        fs::write(&path, settings(folder.path(), port))?;
        let mut program = Program::start(command("prosody").arg("--config").arg(path).arg("-F"))?;
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if program.has_ended()? || start.elapsed() > patience {
                let log = fs::read_to_string(folder.path().join("log"));
                bail!(
                    "Prosody does not listen:\n{}",
                    log.context("nor does it write a log")?
                );
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(Self {
            program,
            folder,
            #[cfg(feature = "bench")]
            port,
        })
    }

    /// Makes an account.
    #[cfg(feature = "bench")]
    pub(super) fn register(&self, user: &str, password: &str) -> Result<()> {
        let config = self.folder.path().join("prosody.cfg.lua");
        let mut command = command("prosodyctl");
        command.arg("--config").arg(config);
        command.args(["register", user, "localhost", password]);
        let output = command.output()?;
        anyhow::ensure!(
            output.status.success(),
            "{user} cannot be registered: {}",
            String::from_utf8_lossy(&output.stdout)
        );
        Ok(())
    }
}

/// Prosody's settings for a measurement.
///
/// Nagle's algorithm off, or a lone message waits 40 ms; Debian's module `limits` is not enabled, or each
/// client gets 10 kB a second.
fn settings(folder: &Path, port: u16) -> String {
    let (key, certificate) = (folder.join("server.key"), folder.join("server.pem"));
    let ssl = if certificate.exists() {
        let (key, certificate) = (key.display(), certificate.display());
        format!(r#"ssl = {{ key = "{key}", certificate = "{certificate}" }}"#)
    } else {
        String::new()
    };
    let folder = folder.display();
    format!(
        r#"run_as_root = true
pidfile = "{folder}/pid"
data_path = "{folder}/data"
log = {{ info = "{folder}/log" }}
interfaces = {{ "127.0.0.1" }}
local_interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
c2s_direct_tls_ports = {{ }}
s2s_ports = {{ }}
modules_enabled = {{ "roster", "saslauth", "tls", "disco", "ping", "smacks" }}
modules_disabled = {{ "s2s" }}
authentication = "internal_hashed"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
network_settings = {{ nagle = false }}
{ssl}
VirtualHost "localhost"
"#
    )
}
