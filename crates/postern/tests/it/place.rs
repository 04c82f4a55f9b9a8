//! A folder with a configuration, in which the program runs.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How long a test waits for the program.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder with a configuration and data.
pub(crate) struct Place {
    folder: TempDir,
    variables: Vec<(&'static str, &'static str)>,
}

/// What a command did.
pub(crate) struct Done {
    pub(crate) status: ExitStatus,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Place {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::Builder::new().prefix("postern-test-").tempdir();
        Self {
            folder: folder.unwrap(),
            variables: Vec::new(),
        }
    }

    /// A folder with this configuration.
    pub(crate) fn with_config(config: &Value) -> Self {
        let place = Self::empty();
        place.write_config(&config.to_string());
        place
    }

    /// With this in the program's environment.
    pub(crate) fn variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.push((name, value));
        self
    }

    /// Writes config.json.
    pub(crate) fn write_config(&self, text: &str) {
        std::fs::write(self.path("config.json"), text).unwrap();
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Done {
        self.run_with_input(arguments, "").await
    }

    /// Runs a command to its end, with this on its standard input.
    pub(crate) async fn run_with_input(&self, arguments: &[&str], input: &str) -> Done {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A command that reads nothing may be gone already.
        let _ = stdin.write_all(input.as_bytes()).await;
        drop(stdin);
        let output = timeout(PATIENCE, child.wait_with_output()).await;
        let output = output.expect("the command ends").unwrap();
        Done {
            status: output.status,
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Starts a command that goes on, such as `serve`.
    pub(crate) fn start(&self, arguments: &[&str]) -> Running {
        let mut child = self.command(arguments).spawn().unwrap();
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        Running {
            child,
            out: Voice::of(out),
            err: Voice::of(err),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_postern"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("POSTERN_") {
                command.env_remove(name);
            }
        }
        command
            .current_dir(self.folder.path())
            .env("TMPDIR", self.folder.path())
            .envs(self.variables.iter().copied())
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }
}

impl Done {
    /// What it printed, if it did what it was told.
    pub(crate) fn well(self) -> String {
        let Self { status, out, err } = self;
        assert!(status.success(), "{status}\n{out}\n{err}");
        out
    }
}

/// A program that goes on. It is killed with this value.
pub(crate) struct Running {
    child: Child,
    out: Voice,
    err: Voice,
}

/// What comes out of a pipe, which is read all the time, so that the program never waits for a test.
struct Voice {
    lines: mpsc::UnboundedReceiver<String>,
    heard: Vec<String>,
    /// Ends with this value.
    _reader: JoinSet<()>,
}

impl Voice {
    fn of(pipe: impl AsyncRead + Unpin + Send + 'static) -> Self {
        let (sender, lines) = mpsc::unbounded_channel();
        let mut reader = JoinSet::new();
        reader.spawn(async move {
            let mut lines = BufReader::new(pipe).lines();
            while let Some(line) = lines.next_line().await.unwrap() {
                // Whoever listened may be gone.
                let _ = sender.send(line);
            }
        });
        let heard = Vec::new();
        Self {
            lines,
            heard,
            _reader: reader,
        }
    }

    /// The next line that contains `part`, if one comes in time.
    async fn hear(&mut self, part: &str) -> Option<String> {
        loop {
            let line = timeout(PATIENCE, self.lines.recv()).await.ok()??;
            self.heard.push(line.clone());
            if line.contains(part) {
                return Some(line);
            }
        }
    }
}

impl Running {
    /// Waits for the next line that contains `part`.
    pub(crate) async fn says(&mut self, part: &str) -> String {
        let heard = self.out.hear(part).await;
        heard.unwrap_or_else(|| panic!("the program does not say \"{part}\":\n{self}"))
    }

    /// Waits for the next line on standard error that contains `part`.
    pub(crate) async fn logs(&mut self, part: &str) -> String {
        let heard = self.err.hear(part).await;
        heard.unwrap_or_else(|| panic!("the program does not log \"{part}\":\n{self}"))
    }

    /// Waits until it serves HTTPS and gives its address.
    pub(crate) async fn address(&mut self) -> String {
        let line = self.says("Postern HTTPS server running on ").await;
        let address = line.split_whitespace().last().unwrap();
        format!("https://{}", address.trim_end_matches('.'))
    }

    /// Sends a signal. The server listens for signals before it takes a port, so its address is the sign that it does.
    pub(crate) fn signal(&self, signal: Signal) {
        let id = self.child.id().unwrap();
        let id = Pid::from_raw(id.try_into().unwrap()).unwrap();
        kill_process(id, signal).unwrap();
    }

    /// Ends it politely and gives how it ended.
    pub(crate) async fn stop(self) -> ExitStatus {
        self.signal(Signal::TERM);
        self.ended().await
    }

    /// Kills it, as a power cut would.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Waits until it has ended.
    pub(crate) async fn ended(mut self) -> ExitStatus {
        let status = timeout(PATIENCE, self.child.wait()).await;
        status.expect("the program stops when asked").unwrap()
    }
}

impl std::fmt::Display for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (out, err) = (self.out.heard.join("\n"), self.err.heard.join("\n"));
        write!(f, "{out}\n{err}")
    }
}

/// A configuration for this machine alone, on any free port.
pub(crate) fn config() -> Value {
    json!({
        "settings": {
            "cert": "localhost", "bind": "127.0.0.1", "port": 0, "redirPort": 0, "exactPorts": true,
        },
        "domains": { "": { "title": "The house" } },
    })
}

impl Place {
    /// Fetches a page as a client does that trusts nobody but the root in the data folder.
    pub(crate) async fn get(&self, address: &str, path: &str) -> String {
        let host = address.strip_prefix("https://").unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let mut stream = self.connect(address);
        let asked = tokio::task::spawn_blocking(move || {
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        });
        timeout(PATIENCE, asked).await.unwrap().unwrap()
    }

    /// A connection of such a client.
    pub(crate) fn connect(&self, address: &str) -> StreamOwned<ClientConnection, TcpStream> {
        let host = address.strip_prefix("https://").unwrap();
        encrypted(
            self.path("data/root.pem"),
            TcpStream::connect(host).unwrap(),
        )
    }
}

fn encrypted(root: PathBuf, tcp: TcpStream) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(root).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let tls = ClientConnection::new(Arc::new(tls), "localhost".try_into().unwrap()).unwrap();
    tcp.set_nodelay(true).unwrap();
    tcp.set_read_timeout(Some(PATIENCE)).unwrap();
    StreamOwned::new(tls, tcp)
}
