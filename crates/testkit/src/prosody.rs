//! Prosody, an XMPP server that no one here wrote.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::free_port::free_port;

/// The domain of all accounts.
pub const DOMAIN: &str = "prosody.test";
/// How long a server has to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a server is set up.
#[derive(Debug, Clone, Copy)]
pub struct Setup {
    /// Whether it offers STARTTLS.
    pub starttls: bool,
    /// Whether it acknowledges stanzas (XEP-0198).
    pub acknowledges: bool,
    /// Whether it keeps messages for people who are not there.
    pub keeps_messages: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            starttls: true,
            acknowledges: true,
            keeps_messages: true,
        }
    }
}

/// A server with its own folder, certificate and ports on 127.0.0.1. It is killed with this value.
pub struct Prosody {
    folder: TempDir,
    port: u16,
    direct_port: u16,
    child: Option<Child>,
}

impl Prosody {
    /// Starts a server and waits until it listens.
    pub async fn start(setup: Setup) -> Self {
        let folder = tempfile::Builder::new().prefix("prosody-").tempdir();
        let mut prosody = Self {
            folder: folder.expect("the folder for temporary files can be written"),
            port: free_port(),
            direct_port: free_port(),
            child: None,
        };
        prosody.write_certificates();
        let config = prosody.config(setup);
        std::fs::write(prosody.path("prosody.cfg.lua"), config).expect("its folder can be written");
        prosody.start_again().await;
        prosody
    }

    /// Starts the server again after [`Prosody::kill`], with the same ports and accounts.
    pub async fn start_again(&mut self) {
        let child = Command::new("prosody")
            .args(["--no-daemonize", "--config"])
            .arg(self.path("prosody.cfg.lua"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let hint = "Prosody starts; `cargo xtask test --only setup` installs it";
        self.child = Some(child.expect(hint));
        let listening = timeout(PATIENCE, async {
            for port in [self.port, self.direct_port] {
                while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                    sleep(Duration::from_millis(20)).await;
                }
            }
        });
        assert!(
            listening.await.is_ok(),
            "Prosody does not listen; its log says:\n{}",
            self.log()
        );
    }

    /// Makes an account.
    pub fn register(&self, user: &str, password: &str) {
        let status = Command::new("prosodyctl")
            .arg("--config")
            .arg(self.path("prosody.cfg.lua"))
            .args(["register", user, DOMAIN, password])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(
            status.expect("prosodyctl starts").success(),
            "{user} cannot be registered"
        );
    }

    /// Kills the server at once, as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("our own child can be killed");
            child.wait().expect("it ends");
        }
    }

    /// Stops the server in its tracks: connections stay, nothing is answered.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// Lets a frozen server go on.
    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    /// The address of an account.
    pub fn address(&self, user: &str) -> String {
        format!("{user}@{DOMAIN}")
    }

    /// The port for STARTTLS.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The port for TLS from the first byte.
    pub const fn direct_port(&self) -> u16 {
        self.direct_port
    }

    /// The certificate of the authority that vouches for this server.
    pub fn ca_file(&self) -> PathBuf {
        self.path("ca.pem")
    }

    /// The server's own certificate.
    pub fn own_certificate(&self) -> PathBuf {
        self.path("server.pem")
    }

    /// What the server wrote into its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path("prosody.log")).unwrap_or_default()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn signal(&self, signal: Signal) {
        let id = self
            .child
            .as_ref()
            .and_then(|child| Pid::from_raw(child.id().try_into().ok()?));
        let id = id.expect("the server runs");
        kill_process(id, signal).expect("our own child takes signals");
    }

    fn config(&self, setup: Setup) -> String {
        let mut modules = vec!["roster", "saslauth", "disco", "ping"];
        if setup.starttls {
            modules.push("tls");
        }
        if setup.acknowledges {
            modules.push("smacks");
        }
        let mut disabled = vec!["s2s"];
        if !setup.keeps_messages {
            disabled.push("offline");
        }
        let (modules, disabled) = (listed(&modules), listed(&disabled));
        let (port, direct_port, folder) = (self.port, self.direct_port, quoted(self.folder.path()));
        format!(
            r#"run_as_root = true -- as which tests may well run
interfaces = {{ "127.0.0.1" }}
local_interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
c2s_direct_tls_ports = {{ {direct_port} }}
s2s_ports = {{ }}
s2s_direct_tls_ports = {{ }}
modules_enabled = {{ {modules} }}
modules_disabled = {{ {disabled} }}
authentication = "internal_hashed"
allow_unencrypted_plain_auth = false
c2s_require_encryption = false
network_settings = {{ nagle = false }}
data_path = {folder}
certificates = {folder}
log = {{ info = {folder} .. "/prosody.log" }}
ssl = {{ certificate = {folder} .. "/server.pem"; key = {folder} .. "/server.key" }}
c2s_direct_tls_ssl = {{ certificate = {folder} .. "/server.pem"; key = {folder} .. "/server.key" }}
VirtualHost "{DOMAIN}"
"#
        )
    }

    fn write_certificates(&self) {
        let fits = "certificates can be made";
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        authority
            .distinguished_name
            .push(DnType::CommonName, "the authority of a test");
        let key = KeyPair::generate().expect(fits);
        let certificate = authority.self_signed(&key).expect(fits);
        let issuer = Issuer::new(authority, key);
        let own_key = KeyPair::generate().expect(fits);
        let own = CertificateParams::new([DOMAIN.to_owned()]).expect(fits);
        let own = own.signed_by(&own_key, &issuer).expect(fits);
        for (name, pem) in [
            ("ca.pem", certificate.pem()),
            ("server.pem", own.pem()),
            ("server.key", own_key.serialize_pem()),
        ] {
            std::fs::write(self.path(name), pem).expect("its folder can be written");
        }
    }
}

impl Drop for Prosody {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A path as a Lua string.
fn quoted(path: &Path) -> String {
    format!("{:?}", path.display().to_string())
}

/// Names as the inside of a Lua list.
fn listed(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("{name:?}")).collect();
    names.join("; ")
}
