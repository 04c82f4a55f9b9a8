//! The program, as somebody starts it who knows nothing but its README.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use crate::stage::beside;

const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_client_logs_in_with_the_ports_it_prints_and_the_key_it_writes() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key.pem");
    let mut server = Command::new(env!("CARGO_BIN_EXE_telegram-testdc"))
        .args(["--port", "0", "--control", "0", "--key"])
        .arg(&key)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut said = BufReader::new(server.stdout.take().unwrap()).lines();
    let mut printed = async |before: &str| {
        let line = tokio::time::timeout(PATIENCE, said.next_line()).await;
        let line = line.unwrap().unwrap().unwrap();
        line.strip_prefix(before).unwrap().to_owned()
    };
    let address = printed("listening on ").await;
    let control = printed("control on ").await;
    let python = tokio::task::spawn_blocking(testkit::venv::python);
    let run = Command::new(python.await.unwrap())
        .arg(beside("telethon_checks.py"))
        .args(["program", &format!("http://{control}"), &address])
        .arg(folder.path().join("key.pem.pub"))
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(PATIENCE, run).await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    server.start_kill().unwrap();
    server.wait().await.unwrap();
}
