//! How fast notifications are accepted: 64 programs, each with one connection, one request after another.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::percentile::percentile;
use super::program::Program;
use crate::say::say;

/// Programs that ask at the same time.
const CLIENTS: usize = 64;
/// Requests of each.
const REQUESTS: usize = 200;
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Measures a release build in a folder of its own, with SQLite. The provider is unreachable, so that accepting is
/// measured and nothing else.
pub(super) fn run(postern: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let config = format!(
        r#"{{ "settings": {{ "port": {port}, "redirPort": 0, "bind": "127.0.0.1", "exactPorts": true, "tlsOffload": true }},
             "messaging": {{ "xmpp": {{ "service": "127.0.0.1:1", "domain": "nowhere.test",
                                        "credentials": {{ "username": "bench", "password": "bench bench" }} }} }} }}"#
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
    let add = format!(
        "echo 'a long password' | {} user add alice --password-stdin",
        postern.display()
    );
    output(
        Command::new("sh")
            .args(["-c", &add])
            .current_dir(folder.path()),
    )?;
    output(&mut command(&[
        "user",
        "link",
        "alice",
        "xmpp",
        "alice@nowhere.test",
        "--vouched",
    ]))?;
    let token = output(&mut command(&["integration", "add", "bench"]))?;
    let program = Program::start(&mut command(&["serve"]))?;
    program.wait_for_line("HTTP server running", PATIENCE)?;
    let start = Instant::now();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let token = token.trim().to_owned();
            std::thread::spawn(move || ask(client, port, &token))
        })
        .collect();
    let mut times = Vec::with_capacity(CLIENTS * REQUESTS);
    for client in clients {
        let asked = client
            .join()
            .map_err(|_| anyhow::anyhow!("a client panicked"))?;
        times.extend(asked?);
    }
    report(&times, start.elapsed())
}

fn report(times: &[Duration], whole: Duration) -> Result<()> {
    let [median, p99] = [50, 99].map(|percent| percentile(times, percent));
    let a_second = u128::try_from(times.len())? * 1_000_000 / whole.as_micros().max(1);
    say(format_args!(
        "accept: {CLIENTS} clients, {} notifications on disk, {a_second} a second, {:.1?} (p50), {:.1?} (p99)",
        times.len(),
        median.context("nothing was measured")?,
        p99.context("nothing was measured")?,
    ));
    Ok(())
}

/// Sends the requests of one program; gives how long each took.
fn ask(client: usize, port: u16, token: &str) -> Result<Vec<Duration>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut answers = BufReader::new(stream.try_clone()?);
    let body = r#"{"to":"alice","text":"The backup is done."}"#;
    (0..REQUESTS)
        .map(|request| {
            let message = format!(
                "POST /api/v1/messages HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
                 Idempotency-Key: {client}-{request}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            let start = Instant::now();
            stream.write_all(message.as_bytes())?;
            let status = read_answer(&mut answers)?;
            ensure!(status.contains(" 202 "), "a notification was not accepted: {status}");
            Ok(start.elapsed())
        })
        .collect()
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
