//! Clients that others wrote against the same container: what they take for the real one is like the real one.

use std::process::Stdio;

use serde_json::{Value, json};
use testkit::fake_signal::{FakeSignal, Mode, Standing};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use super::super::PATIENCE;
use super::{ALICE, ALICES_NUMBER, BOB, US};

const PROGRAM: &str = include_str!("clients.py");
const NOBODYS_NUMBER: &str = "+49301234567";

/// Apprise and pysignalclirestapi, the latter by who wrote the container.
struct Clients {
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    /// Ends with this value.
    _child: Child,
}

impl Clients {
    fn start(server: &FakeSignal) -> Self {
        let mut child = Command::new(testkit::venv::python())
            .args(["-c", PROGRAM, &server.site.url(), US])
            .env("REQUESTS_CA_BUNDLE", server.site.ca_file())
            .env("SSL_CERT_FILE", server.site.ca_file())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self {
            orders: child.stdin.take().unwrap(),
            answers: BufReader::new(child.stdout.take().unwrap()).lines(),
            _child: child,
        }
    }

    async fn order(&mut self, order: &Value) {
        let line = format!("{order}\n");
        self.orders.write_all(line.as_bytes()).await.unwrap();
    }

    async fn answer(&mut self) -> Value {
        let line = timeout(PATIENCE, self.answers.next_line()).await;
        let line = line.expect("they answer").unwrap();
        serde_json::from_str(&line.expect("they live")).unwrap()
    }

    async fn ask(&mut self, order: Value) -> Value {
        self.order(&order).await;
        self.answer().await
    }
}

async fn server(mode: Mode) -> FakeSignal {
    let server = FakeSignal::start_rest(US, mode).await;
    server.person(ALICE, ALICES_NUMBER, Some("alice.42"), Standing::Fine);
    server.person(BOB, "+491707654321", None, Standing::Gone);
    server
}

#[tokio::test]
async fn the_clients_of_others_take_the_fake_for_the_container() {
    for (mode, name) in [(Mode::JsonRpc, "json-rpc"), (Mode::Normal, "normal")] {
        let server = server(mode).await;
        let mut clients = Clients::start(&server);
        assert_eq!(clients.ask(json!(["mode"])).await, name);
        let about = clients.ask(json!(["about"])).await;
        assert_eq!(about["versions"], json!(["v1", "v2"]));
        assert_eq!(clients.ask(json!(["accounts"])).await, json!([US]));
        let found = json!(["search", [ALICES_NUMBER, NOBODYS_NUMBER]]);
        let found = clients.ask(found).await;
        assert_eq!(
            (&found[0]["registered"], &found[1]["registered"]),
            (&json!(true), &json!(false))
        );

        let heard = json!(["receive", 1]);
        if mode == Mode::JsonRpc {
            clients.order(&heard).await;
            timeout(PATIENCE, server.is_heard()).await.unwrap();
            server.writes(ALICE, "hello", false);
        } else {
            server.writes(ALICE, "hello", false);
            clients.order(&heard).await;
        }
        let heard = clients.answer().await;
        assert_eq!(heard[0]["envelope"]["dataMessage"]["message"], "hello");
        assert_eq!(heard[0]["envelope"]["sourceUuid"], ALICE);
    }
}

#[tokio::test]
async fn what_the_clients_of_others_send_arrives_with_its_formatting() {
    for mode in [Mode::JsonRpc, Mode::Normal] {
        let server = server(mode).await;
        let mut clients = Clients::start(&server);
        let words = "# Grüße 🏰\n**two** `3` 2\\*3";
        let was_sent = clients.ask(json!(["apprise", ALICES_NUMBER, words, "markdown"]));
        assert_eq!(was_sent.await, true);
        let was_sent = clients.ask(json!(["apprise", "+491707654321", "hello", "text"]));
        assert_eq!(was_sent.await, false);
        let sent = clients.ask(json!(["send", ALICE, "*4*", "normal"])).await;
        // Versions differ in whether it stands in a list.
        let sent = sent.get(0).unwrap_or(&sent);
        let refused = clients.ask(json!(["send", BOB, "hello", "normal"])).await;
        let why = refused["error"].as_str().unwrap();
        assert!(why.contains("Failed to send message"), "{why}");

        let messages = server.messages();
        assert_eq!(messages.len(), 2);
        assert_eq!(messages[0]["message"], "Grüße 🏰\ntwo 3 2*3");
        assert_eq!(
            messages[0]["textStyle"],
            json!(["0:8:BOLD", "9:3:BOLD", "13:1:MONOSPACE"])
        );
        assert_eq!(messages[1]["message"], "*4*");
        assert_eq!(
            messages[1]["timestamp"].to_string(),
            sent["timestamp"].as_str().unwrap()
        );
    }
}
