//! A client written in Python that takes orders and reports what it hears, a line of JSON each.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::venv::python;

/// The client at work. It ends with this value.
pub(crate) struct PythonClient {
    orders: ChildStdin,
    reports: mpsc::UnboundedReceiver<Value>,
    given: u64,
    /// Reads what it reports, so that it need not wait for a test that waits for something else. Ends with this value.
    _reader: JoinSet<()>,
    /// Ends with this value.
    _child: Child,
}

impl PythonClient {
    /// Starts a program, and gives it its settings.
    pub(crate) async fn start(program: &str, settings: &Value) -> Self {
        let mut child = Command::new(python())
            .args(["-c", program])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("Python starts");
        let orders = child.stdin.take().expect("its input is a pipe");
        let output = child.stdout.take().expect("its output is a pipe");
        let (heard, reports) = mpsc::unbounded_channel();
        let mut reader = JoinSet::new();
        reader.spawn(read(output, heard));
        let mut client = Self {
            orders,
            reports,
            given: 0,
            _reader: reader,
            _child: child,
        };
        client.write(settings).await;
        client
    }

    /// Gives an order; its number stands in the report that it is done.
    pub(crate) async fn order(&mut self, order: &mut Value) -> u64 {
        self.given += 1;
        order["number"] = self.given.into();
        self.write(order).await;
        self.given
    }

    /// Waits for the next report.
    pub(crate) async fn next_report(&mut self) -> Value {
        let report = self.reports.recv().await;
        report.expect("the client is alive")
    }

    /// The next report, if it is there.
    pub(crate) fn try_next_report(&mut self) -> Option<Value> {
        self.reports.try_recv().ok()
    }

    async fn write(&mut self, line: &Value) {
        let line = format!("{line}\n");
        let written = self.orders.write_all(line.as_bytes()).await;
        written.expect("the client is alive");
    }
}

async fn read(output: ChildStdout, heard: mpsc::UnboundedSender<Value>) {
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await.expect("its output is text") {
        let report = serde_json::from_str(&line).expect("a report is JSON");
        // Whoever listened may be gone.
        let _ = heard.send(report);
    }
}
