//! The local data centre as a process, and its control.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::bench::program::Program;
use crate::workspace;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A data centre at work. Dropped, it is ended.
pub(super) struct Centre {
    _program: Program,
    folder: tempfile::TempDir,
    /// Where data centre 2 listens.
    pub(super) address: SocketAddr,
    control: SocketAddr,
}

impl Centre {
    pub(super) fn start() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let (address, control) = (free_address()?, free_address()?);
        let key = folder.path().join("key");
        let mut command = Command::new(workspace::target().join("release/telegram-testdc"));
        command
            .arg("--key")
            .arg(&key)
            .args(["--port", &address.port().to_string()])
            .args(["--control", &control.port().to_string()]);
        let program = Program::start(&mut command)?;
        program.wait_for_line("control on", PATIENCE)?;
        Ok(Self {
            _program: program,
            folder,
            address,
            control,
        })
    }

    /// The file with the public half of its key.
    pub(super) fn public_key(&self) -> PathBuf {
        self.folder.path().join("key.pub")
    }

    /// Makes a bot; gives its id and token.
    pub(super) fn add_bot(&self, name: &str) -> Result<(i64, String)> {
        let made = self.post("/bots", &json!({ "first_name": name, "username": name }))?;
        let token = made["token"].as_str().context("there is no token")?;
        Ok((id(&made)?, token.to_owned()))
    }

    /// Makes a user whose login code is always this one.
    pub(super) fn add_user(&self, phone: &str, code: &str) -> Result<i64> {
        let made = self.post("/users", &json!({ "phone": phone }))?;
        self.post(&format!("/phones/{phone}/code"), &json!({ "code": code }))?;
        id(&made)
    }

    /// Sends a message in somebody's name.
    pub(super) fn say(&self, from: i64, to: i64, text: &str) -> Result<()> {
        let message = json!({ "from": from, "to": to, "text": text });
        self.post("/messages", &message).map(drop)
    }

    /// Causes a fault, or ends it.
    pub(super) fn fault(&self, name: &str, body: &Value) -> Result<()> {
        self.post(&format!("/faults/{name}"), body).map(drop)
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let body = body.to_string();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(self.control)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").context("half an answer")?;
        ensure!(head.contains(" 200 "), "{path}: {answer}");
        Ok(serde_json::from_str(body)?)
    }
}

fn id(made: &Value) -> Result<i64> {
    made["id"].as_i64().context("there is no id")
}

fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
