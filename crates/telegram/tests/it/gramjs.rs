//! A login that was made with `GramJS`, of the version that MeshCentral uses.

use std::path::Path;
use std::process::Stdio;

use telegram::connection::Login;
use telegram::session_string::SessionString;
use telegram_testdc::NewUser;
use tokio::process::Command;

use super::stage::{PATIENCE, Stage, hear, say_until_sent, up};

const PHONE: &str = "+491701234567";

/// Logs the person with the number in, as MeshCentral's setup does; gives the id and the session string.
async fn log_in(stage: &Stage) -> (i64, String) {
    let folder = tokio::task::spawn_blocking(testkit::npm::folder).await;
    let control = stage.dc.open_control(0).await.unwrap();
    let address = stage.dc.address(2).unwrap();
    let (modulus, exponent) = stage.dc.public_key_decimal();
    let run = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/gramjs.cjs"))
        .args([address.ip().to_string(), address.port().to_string()])
        .args([stage.dc.fingerprint().to_string(), modulus, exponent])
        .args([PHONE, &format!("http://{control}")])
        .current_dir(folder.unwrap())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(PATIENCE, run).await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let printed = String::from_utf8(output.stdout).unwrap();
    // GramJS greets before.
    let mut lines = printed.trim().lines().rev();
    let (string, id) = (lines.next().unwrap(), lines.next().unwrap());
    (id.parse().unwrap(), string.to_owned())
}

#[tokio::test]
async fn a_login_of_gramjs_goes_on_here_by_its_string() {
    let stage = Stage::set().await;
    let alice = stage.dc.add_user(NewUser {
        first_name: "Alice".into(),
        phone: Some(PHONE.into()),
        ..NewUser::default()
    });
    let (id, string) = log_in(&stage).await;
    assert_eq!(id, alice);
    let bob = stage.dc.add_user(NewUser {
        first_name: "Bob".into(),
        ..NewUser::default()
    });
    let session = stage.session("gramjs").await;
    let login = SessionString::parse(&string).unwrap();
    assert_eq!((login.dc, login.port), (2, 443));
    session.adopt(&login).await.unwrap();
    let connection = stage.start(session, Login::User);
    assert_eq!(up(&connection).await.id, alice);
    let mut updates = connection.updates().unwrap();
    let (from, to, text) = (bob, alice, "hello".to_owned());
    let message = telegram_testdc::NewMessage { from, to, text };
    stage.dc.send(message).unwrap();
    assert_eq!(hear(&mut updates).await, "hello");
    say_until_sent(&connection, bob, "by the string").await;
    let last = stage.dc.messages(bob, alice).pop().unwrap();
    assert_eq!((last.from, last.text.as_str()), (alice, "by the string"));
    // It is the same login, not another one.
    assert_eq!(stage.dc.profile(alice).unwrap().logins, 1);
}
