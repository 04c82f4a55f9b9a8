//! A Postern of its own to measure: a folder, a user with an account, a program with a token, and HTTP without TLS.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, ensure};

use super::program::Program;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A release build at work, with SQLite. Dropped, it is ended.
pub(super) struct Site {
    _program: Program,
    #[cfg_attr(
        not(feature = "bench"),
        expect(dead_code, reason = "held to be removed in the end")
    )]
    folder: tempfile::TempDir,
    port: u16,
    token: String,
}

/// One program that sends: one connection, one request after another.
pub(super) struct Client {
    stream: TcpStream,
    answers: BufReader<TcpStream>,
    token: String,
}

impl Site {
    /// Starts it with this `messaging.xmpp`, and with a user `alice` who has this account.
    pub(super) fn start(postern: &Path, xmpp: &str, account: &str) -> Result<Self> {
        let messaging = format!(r#"{{ "xmpp": {xmpp} }}"#);
        Self::with_users(postern, &messaging, &[["alice", "xmpp", account]])
    }

    /// Starts it with this `messaging`, and with users: each a name, a provider, and an account there.
    pub(super) fn with_users(postern: &Path, messaging: &str, users: &[[&str; 3]]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let config = format!(
            r#"{{ "settings": {{ "port": {port}, "redirPort": 0, "bind": "127.0.0.1", "exactPorts": true, "tlsOffload": true }},
                 "messaging": {messaging} }}"#
        );
        std::fs::write(folder.path().join("config.json"), config)?;
        let command = |arguments: &[&str]| {
            let mut command = Command::new(postern);
            command
                .args(arguments)
                .current_dir(folder.path())
                .env("POSTERN_LOG", "error");
            command
        };
        for [name, provider, account] in users {
            let add = format!(
                "echo 'a long password' | {} user add {name} --password-stdin",
                postern.display()
            );
            output(
                Command::new("sh")
                    .args(["-c", &add])
                    .current_dir(folder.path()),
            )?;
            let link = ["user", "link", name, provider, account, "--vouched"];
            output(&mut command(&link))?;
        }
        let token = output(&mut command(&["integration", "add", "bench"]))?;
        let program = Program::start(&mut command(&["serve"]))?;
        program.wait_for_line("HTTP server running", PATIENCE)?;
        Ok(Self {
            _program: program,
            port,
            token: token.trim().to_owned(),
            folder,
        })
    }

    /// Its database.
    #[cfg(feature = "bench")]
    pub(super) fn database(&self) -> std::path::PathBuf {
        self.folder.path().join("data/postern.db")
    }

    /// A program that is connected.
    pub(super) fn connect(&self) -> Result<Client> {
        let stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let answers = BufReader::new(stream.try_clone()?);
        Ok(Client {
            stream,
            answers,
            token: self.token.clone(),
        })
    }

    /// Has so many clients send so many notifications each; gives how long each request took.
    pub(super) fn load(&self, clients: usize, requests: usize) -> Result<Vec<Duration>> {
        let threads: Vec<_> = (0..clients)
            .map(|client| {
                let connected = self.connect();
                std::thread::spawn(move || {
                    let mut connected = connected?;
                    (0..requests)
                        .map(|request| connected.notify(&format!("{client}-{request}")))
                        .collect::<Result<Vec<_>>>()
                })
            })
            .collect();
        let mut times = Vec::with_capacity(clients * requests);
        for thread in threads {
            times.extend(thread.join().map_err(|_| anyhow!("a client panicked"))??);
        }
        Ok(times)
    }
}

impl Client {
    /// Sends a notification to `alice` under this idempotency key; gives how long it took until it was accepted.
    pub(super) fn notify(&mut self, key: &str) -> Result<Duration> {
        self.notify_user("alice", key, "The backup is done.")
    }

    /// Sends a notification to a user, likewise.
    pub(super) fn notify_user(&mut self, to: &str, key: &str, text: &str) -> Result<Duration> {
        let body = format!(r#"{{"to":"{to}","text":"{text}"}}"#);
        let message = format!(
            "POST /api/v1/messages HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nIdempotency-Key: {key}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        );
        let start = Instant::now();
        self.stream.write_all(message.as_bytes())?;
        let status = read_answer(&mut self.answers)?;
        ensure!(
            status.contains(" 202 "),
            "a notification was not accepted: {status}"
        );
        Ok(start.elapsed())
    }
}

/// Reads one answer whole; gives its status line.
fn read_answer(answers: &mut impl BufRead) -> Result<String> {
    let mut status = String::new();
    answers.read_line(&mut status)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        answers.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse()?;
        }
    }
    answers.take(length).read_to_end(&mut Vec::new())?;
    Ok(status)
}

fn output(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_answer_is_read_to_its_end() {
        let text = "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 429 Too Many Requests\r\n\r\n";
        let mut answers = text.as_bytes();
        assert!(super::read_answer(&mut answers).unwrap().contains(" 202 "));
        assert!(super::read_answer(&mut answers).unwrap().contains(" 429 "));
    }
}
