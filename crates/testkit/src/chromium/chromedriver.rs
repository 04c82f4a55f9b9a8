//! The two programs behind a browser: chromedriver, and the Chromium that it starts.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Map, Value};
use tempfile::TempDir;

use super::GLANCE;
use crate::free_port::free_port;

/// How long chromedriver may take to listen.
const START: Duration = Duration::from_secs(60);

/// How long the programs may take to end when they are asked to, before they are made to.
const FAREWELL: Duration = Duration::from_secs(5);

/// A chromedriver and its one Chromium; both end with this value.
#[derive(Debug)]
pub(super) struct Chromedriver {
    driver: Child,
    chromium: Option<Pid>,
    /// The profile, and what both would otherwise leave among the machine's temporary files.
    folder: TempDir,
}

impl Chromedriver {
    /// Starts chromedriver, and through it a Chromium with these capabilities.
    ///
    /// What they write goes to `folder`, which is removed when they have ended.
    pub(super) async fn start(folder: TempDir, capabilities: Map<String, Value>) -> (Self, Client) {
        let port = free_port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .env("TMPDIR", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts; `cargo xtask test --only setup` installs it");
        // From here on it ends whatever happens.
        let mut programs = Self {
            driver,
            chromium: None,
            folder,
        };
        wait_until_listening(port).await;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap_or_else(|error| panic!("Chromium does not start: {error}"));
        programs.chromium = client.capabilities().and_then(process_id);
        assert!(
            programs.chromium.is_some(),
            "chromedriver names its browser's process"
        );
        (programs, client)
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        if let Some(chromium) = self.chromium {
            // It ends its own children.
            let _ = kill_process(chromium, Signal::TERM);
            if !within_farewell(|| !is_running(chromium)) {
                let _ = kill_process(chromium, Signal::KILL);
            }
        }
        let _ = kill_process(Pid::from_child(&self.driver), Signal::TERM);
        let driver = &mut self.driver;
        if !within_farewell(|| !matches!(driver.try_wait(), Ok(None))) {
            let _ = driver.kill();
            let _ = driver.wait();
        }
        // Chromium's children may write for a moment longer than it lives.
        let folder = self.folder.path();
        within_farewell(|| std::fs::remove_dir_all(folder).is_ok());
    }
}

/// Whether the process is there and not a zombie, whose parent has yet to take note (proc(5), `stat`).
fn is_running(process: Pid) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"));
    stat.is_ok_and(|stat| !stat.contains(") Z "))
}

/// The id of Chromium's first process, as chromedriver reports it.
fn process_id(capabilities: &Map<String, Value>) -> Option<Pid> {
    let id = capabilities.get("goog:processID")?.as_i64()?;
    Pid::from_raw(i32::try_from(id).ok()?)
}

async fn wait_until_listening(port: u16) {
    let listening = async {
        while tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .is_err()
        {
            tokio::time::sleep(GLANCE).await;
        }
    };
    let waited = tokio::time::timeout(START, listening).await;
    waited.expect("chromedriver listens in time");
}

/// Looks until something has ended; `false` if it takes too long.
fn within_farewell(mut ended: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    while start.elapsed() < FAREWELL {
        if ended() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    false
}
