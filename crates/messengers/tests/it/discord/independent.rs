//! discord.py against the same server: what it takes for the real one is like the real one.

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use testkit::fake_discord::FakeDiscord;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{ChildStdout, Command};
use tokio::time::timeout;

const PROGRAM: &str = include_str!("discord_py.py");
const PATIENCE: Duration = Duration::from_secs(60);
/// `GUILD_MEMBERS`.
const MEMBERS: u64 = 1 << 1;

/// Waits until the program says this.
async fn says(output: &mut Lines<BufReader<ChildStdout>>, event: &str) -> Value {
    loop {
        let line = timeout(PATIENCE, output.next_line()).await;
        let line = line.unwrap_or_else(|_| panic!("discord.py never says {event}"));
        let line = line.unwrap().expect("discord.py is alive");
        let said: Value = serde_json::from_str(&line).unwrap();
        assert_ne!(said["event"], "failed", "{said}");
        if said["event"] == event {
            return said;
        }
    }
}

#[tokio::test]
async fn discord_py_takes_the_fake_for_discord() {
    let fake = FakeDiscord::start().await;
    fake.allows_intents(MEMBERS);
    fake.beats_every(Duration::from_secs(2));
    let guild = fake.guild("Acme");
    let (alice, bob) = (fake.person("alice"), fake.person("bob"));
    let mallory = fake.person("mallory");
    for person in [alice, mallory] {
        fake.joins(person, guild);
    }
    fake.blocks(mallory);
    fake.limits("GET guilds/#/members/search", 2, Duration::from_secs(1));
    let mut child = Command::new(testkit::venv::python())
        .args(["-c", PROGRAM, &fake.site.url(), &fake.token()])
        .args([alice, bob, mallory].map(|id| id.to_string()))
        .env("SSL_CERT_FILE", fake.site.ca_file())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();

    let ready = says(&mut output, "ready").await;
    assert_eq!(ready["user"], "postern#4321");
    assert_eq!(ready["guilds"], serde_json::json!(["Acme"]));
    assert_eq!(
        says(&mut output, "found").await["names"],
        serde_json::json!(["alice"])
    );
    assert_eq!(
        says(&mut output, "refused").await["codes"],
        serde_json::json!([50_007, 50_278, 10_013])
    );
    let sent = says(&mut output, "sent").await;
    assert_eq!(sent["same"], true, "a nonce is the same message");
    let message = fake.messages(alice).remove(0);
    assert_eq!(fake.messages(alice).len(), 1);
    assert_eq!(message.id.to_string(), sent["id"].as_str().unwrap());

    let press = fake.presses(message.id, "not-me");
    let pressed = says(&mut output, "pressed").await;
    assert_eq!(pressed["user"], "alice");
    assert_eq!(fake.answer_to(press).unwrap()["type"], 7);
    let edited = fake.messages(alice).remove(0);
    assert_eq!((edited.content.as_str(), edited.buttons.len()), ("done", 0));

    fake.breaks();
    fake.writes(alice, "are you there?");
    // What was missed comes first.
    assert_eq!(says(&mut output, "heard").await["text"], "are you there?");
    says(&mut output, "resumed").await;
    fake.asks_to_reconnect();
    says(&mut output, "resumed").await;
    fake.joins(bob, guild);
    assert_eq!(says(&mut output, "joined").await["user"], "bob");
    fake.invalidates(false);
    says(&mut output, "ready again").await;
    assert_eq!(fake.sessions().0, 2);
    fake.reset_token();
    fake.closes(4_004, true);
    let ended = says(&mut output, "ended").await;
    assert_eq!(ended["code"], 4_004);
    assert!(
        timeout(PATIENCE, child.wait())
            .await
            .unwrap()
            .unwrap()
            .success()
    );
}
