//! A data centre with its control, and a client of another make that does one check on it.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use telegram_testdc::{Settings, TestDc};
use tokio::process::Command;

/// How long a check may take.
const PATIENCE: Duration = Duration::from_secs(90);

/// Starts a server, has `program script NAME CONTROL_URL` do one check on it, and says what it said if it failed.
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
pub(crate) async fn check(program: &Path, script: &Path, folder: &Path, name: &str) {
    let dc = TestDc::start(Settings::default()).await.unwrap();
    let control = dc.open_control(0).await.unwrap();
    let run = Command::new(program)
        .arg(script)
        .args([name, &format!("http://{control}")])
        .current_dir(folder)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(PATIENCE, run).await;
    let output = output.expect("the check ends in time").unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {said}");
    dc.stop().await;
}

/// A file beside the tests.
pub(crate) fn beside(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it")
        .join(name)
}
