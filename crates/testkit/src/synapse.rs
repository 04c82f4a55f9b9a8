//! Synapse, a Matrix homeserver that no one here wrote.
//!
//! A server has a folder, a port and a database of its own, and federates with nobody. Limits are so loose that no test
//! meets them, unless the test asks for tight ones.

mod settings;

use std::fmt::Write as _;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use sha1::Sha1;
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use crate::folders::target;
use crate::free_port::free_port;
use crate::matrix_person::{MatrixPerson, plain_http};
pub use settings::SynapseSetup;

/// The domain of all users.
pub const MATRIX_DOMAIN: &str = "synapse.test";
/// How long a server has to start.
const PATIENCE: Duration = Duration::from_secs(60);
/// The secret with which users are made.
const REGISTRATION_SECRET: &str = "only for tests";

/// A homeserver on 127.0.0.1. It is killed with this value.
pub struct Synapse {
    folder: TempDir,
    port: u16,
    child: Option<Child>,
}

impl Synapse {
    /// A server without application services: `Synapse::setup().start().await` for other ones.
    pub async fn start() -> Self {
        Self::setup().start().await
    }

    /// How a server may be made otherwise.
    pub fn setup() -> SynapseSetup {
        SynapseSetup::default()
    }

    async fn start_with(setup: &SynapseSetup) -> Self {
        let folder = tempfile::Builder::new().prefix("synapse-").tempdir();
        let folder = folder.expect("the folder for temporary files can be written");
        let port = setup.port.unwrap_or_else(free_port);
        let mut synapse = Self {
            folder,
            port,
            child: None,
        };
        setup.write(synapse.folder.path(), synapse.port);
        synapse.start_again().await;
        synapse
    }

    /// Starts the server again after [`Synapse::kill`] or [`Synapse::stop`], with the same port, users and rooms.
    pub async fn start_again(&mut self) {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log_file());
        let log = log.expect("its folder can be written");
        let child = Command::new(python())
            .args(["-m", "synapse.app.homeserver", "--config-path"])
            .arg(self.folder.path().join("homeserver.yaml"))
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file can be opened twice"))
            .stderr(log)
            .spawn();
        self.child = Some(child.expect("Python starts"));
        let http = plain_http();
        let health = format!("{}/health", self.address());
        let healthy = timeout(PATIENCE, async {
            while http.get(&health).send().await.is_err() {
                assert!(!self.has_ended(), "Synapse ended:\n{}", self.log());
                sleep(Duration::from_millis(50)).await;
            }
        });
        let healthy = healthy.await.is_ok();
        assert!(
            healthy,
            "Synapse does not listen; its log says:\n{}",
            self.log()
        );
    }

    /// Kills the server at once, as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("our own child can be killed");
            child.wait().expect("it ends");
        }
    }

    /// Stops the server politely, and waits for its end.
    pub fn stop(&mut self) {
        self.signal(Signal::TERM);
        if let Some(mut child) = self.child.take() {
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

    /// Writes the registration of an application service, named `FILE.yaml` at [`SynapseSetup::service_file`], anew; it
    /// counts from the next start.
    pub fn write_registration(&self, name: &str, yaml: &str) {
        let file = self.folder.path().join(name);
        std::fs::write(file, yaml).expect("its folder can be written");
    }

    /// The authority whose certificate it shows at [`SynapseSetup::tls`].
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Where it listens: `http://127.0.0.1:PORT`.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its port.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The id of a user: `@NAME:synapse.test`.
    pub fn user_id(&self, name: &str) -> String {
        format!("@{name}:{MATRIX_DOMAIN}")
    }

    /// Makes a user and logs it in.
    pub async fn person(&self, name: &str) -> MatrixPerson {
        self.make_person(name, false).await
    }

    /// Makes a user who administrates the server, and logs it in.
    pub async fn administrator(&self, name: &str) -> MatrixPerson {
        self.make_person(name, true).await
    }

    /// The password of a user that was made here.
    pub fn password(name: &str) -> String {
        format!("password of {name}")
    }

    async fn make_person(&self, name: &str, admin: bool) -> MatrixPerson {
        let http = plain_http();
        let url = format!("{}/_synapse/admin/v1/register", self.address());
        let asked = http.get(&url).send().await.expect("Synapse answers");
        let asked: Value = asked.json().await.expect("it answers in JSON");
        let nonce = asked["nonce"].as_str().expect("it gives a nonce");
        let password = Self::password(name);
        let role = if admin { "admin" } else { "notadmin" };
        let words = [nonce, name, &password, role].join("\0");
        let order = json!({
            "nonce": nonce, "username": name, "password": password, "admin": admin, "mac": proof(&words),
        });
        let made = http
            .post(&url)
            .json(&order)
            .send()
            .await
            .expect("Synapse answers");
        let status = made.status();
        let made: Value = made.json().await.expect("it answers in JSON");
        let token = made["access_token"].as_str();
        let token = token.unwrap_or_else(|| panic!("{name} is not registered: {status} {made}"));
        MatrixPerson::new(&self.address(), &self.user_id(name), token)
    }

    /// What the server wrote into its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("synapse.log")
    }

    fn has_ended(&mut self) -> bool {
        let child = self.child.as_mut().expect("the server was started");
        child
            .try_wait()
            .expect("our own child can be asked")
            .is_some()
    }

    fn signal(&self, signal: Signal) {
        let child = self.child.as_ref();
        let id = child.and_then(|child| Pid::from_raw(child.id().try_into().ok()?));
        kill_process(id.expect("the server runs"), signal).expect("our own child takes signals");
    }
}

impl Drop for Synapse {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The proof that whoever registers knows the secret.
fn proof(words: &str) -> String {
    let mac = Hmac::<Sha1>::new_from_slice(REGISTRATION_SECRET.as_bytes());
    let mut mac = mac.expect("a key of any length fits");
    mac.update(words.as_bytes());
    let digest = mac.finalize().into_bytes();
    digest.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes all");
        text
    })
}

/// The path of a Python that has Synapse.
///
/// The first call on a machine makes the virtual environment in `target/synapse`, which takes half a minute; several
/// tests may call it at once.
fn python() -> PathBuf {
    let venv = target().join("synapse");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("make-venv");
    let made = Command::new("bash")
        .arg(script)
        .arg(&venv)
        .arg("requirements-synapse.txt")
        .stdin(Stdio::null())
        .status();
    let made = made.expect("bash starts").success();
    let hint = "`cargo xtask test --only setup` installs what it needs";
    assert!(
        made,
        "cannot make the virtual environment {}; {hint}",
        venv.display()
    );
    venv.join("bin/python")
}
