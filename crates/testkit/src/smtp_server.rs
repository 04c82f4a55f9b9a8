//! An SMTP server that no one here wrote: aiosmtpd.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use rcgen::{CertificateParams, KeyPair};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::venv::python;

/// How long the server may take to say something.
const PATIENCE: Duration = Duration::from_secs(60);
/// The program that drives aiosmtpd.
const PROGRAM: &str = include_str!("smtp_server.py");

/// How TLS begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpTls {
    /// By STARTTLS, before which nothing is taken.
    StartTls,
    /// From the first byte.
    Implicit,
    /// Not at all.
    None,
}

/// A server on this machine. It refuses recipients by the part before the `@`: `gone`, `nobody` (no such user), `spam`,
/// `full`, `busy`; `grey` the first time; to `silent` it says nothing, and at `cut` it cuts the line.
///
/// It ends with this value.
pub struct SmtpServer {
    port: u16,
    tls: SmtpTls,
    login: Option<(String, String)>,
    folder: TempDir,
    taken: watch::Sender<Vec<Value>>,
    running: Option<Running>,
}

struct Running {
    orders: ChildStdin,
    answers: mpsc::UnboundedReceiver<Value>,
    _reader: JoinSet<()>,
    child: Child,
}

impl SmtpServer {
    /// Starts a server, with one account if a name and password are given.
    pub async fn start(tls: SmtpTls, login: Option<(&str, &str)>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = KeyPair::generate().unwrap();
        let names = vec!["127.0.0.1".to_owned(), "localhost".to_owned()];
        let certificate = CertificateParams::new(names).unwrap();
        let certificate = certificate.self_signed(&key).unwrap();
        std::fs::write(folder.path().join("ca.pem"), certificate.pem()).unwrap();
        std::fs::write(folder.path().join("key.pem"), key.serialize_pem()).unwrap();
        let mut server = Self {
            port: 0,
            tls,
            login: login.map(|(user, password)| (user.to_owned(), password.to_owned())),
            folder,
            taken: watch::Sender::default(),
            running: None,
        };
        server.starts_again().await;
        server
    }

    /// Where it listens on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate with which it can be trusted.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// The messages that it took, once there are `count`: `from`, `to`, `headers`, `plain`, `html`, `tls`, `login`, `peer` (the client's port), `raw`.
    pub async fn taken(&self, count: usize) -> Vec<Value> {
        let mut taken = self.taken.subscribe();
        let waited = timeout(PATIENCE, taken.wait_for(|taken| taken.len() >= count)).await;
        waited.expect("the messages come in time").unwrap().clone()
    }

    /// From now on these may log in, and nobody else.
    pub async fn accounts(&mut self, accounts: &[(&str, &str)]) {
        let running = self.running.as_mut().expect("it runs");
        let line = format!("{}\n", json!(accounts));
        running.orders.write_all(line.as_bytes()).await.unwrap();
        self.answer("accounts").await;
    }

    /// Ends it, with all that it is answering.
    pub async fn stops(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.child.kill().await.unwrap();
        }
    }

    /// Starts it again at the same port.
    pub async fn starts_again(&mut self) {
        let mut child = Command::new(python())
            .args(["-c", PROGRAM])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("Python starts");
        let mut orders = child.stdin.take().expect("its input is a pipe");
        let output = child.stdout.take().expect("its output is a pipe");
        let tls = match self.tls {
            SmtpTls::StartTls => "starttls",
            SmtpTls::Implicit => "implicit",
            SmtpTls::None => "none",
        };
        let settings = json!({
            "certificate": self.ca_file(),
            "key": self.folder.path().join("key.pem"),
            "tls": tls,
            "login": self.login,
            "port": self.port,
        });
        let line = format!("{settings}\n");
        orders.write_all(line.as_bytes()).await.unwrap();
        let (sender, answers) = mpsc::unbounded_channel();
        let mut reader = JoinSet::new();
        let lines = BufReader::new(output).lines();
        reader.spawn(read(lines, sender, self.taken.clone()));
        self.running = Some(Running {
            orders,
            answers,
            _reader: reader,
            child,
        });
        let port = self.answer("port").await;
        self.port = u16::try_from(port.as_u64().unwrap()).unwrap();
    }

    async fn answer(&mut self, key: &str) -> Value {
        let running = self.running.as_mut().expect("it runs");
        let said = timeout(PATIENCE, running.answers.recv()).await;
        let said = said.expect("the SMTP server answers in time");
        said.expect("the SMTP server runs")[key].clone()
    }
}

/// Sorts what the program writes: messages, and answers.
async fn read(
    mut lines: Lines<BufReader<ChildStdout>>,
    answers: mpsc::UnboundedSender<Value>,
    taken: watch::Sender<Vec<Value>>,
) {
    while let Ok(Some(line)) = lines.next_line().await {
        let said: Value = serde_json::from_str(&line).expect("the program writes JSON");
        if said.get("raw").is_some() {
            taken.send_modify(|taken| taken.push(said));
        } else if answers.send(said).is_err() {
            return;
        }
    }
}
