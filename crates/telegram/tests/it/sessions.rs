use std::process::Stdio;

use domain::secret::ServerKey;
use telegram::connection::{LoggedOut, Login, Status};
use telegram::log_out::log_out;
use telegram::seal::Sealer;
use telegram::session::{SessionError, StoredSession};
use telegram::session_string::SessionString;
use tokio::io::AsyncWriteExt;

use super::stage::{PATIENCE, Stage, received, say_until_sent, until, up};

/// Runs a few lines of Python that has Telethon; gives what they print.
async fn python(lines: &str) -> String {
    let python = tokio::task::spawn_blocking(testkit::venv::python)
        .await
        .unwrap();
    let mut child = tokio::process::Command::new(python)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(lines.as_bytes()).await.unwrap();
    drop(stdin);
    let output = child.wait_with_output().await.unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[tokio::test]
async fn strings_of_telethon_are_read_and_telethon_reads_ours() {
    for (dc, address) in [(1, "149.154.175.53"), (4, "2001:67c:4e8:f004::a")] {
        let written = python(&format!(
            "from telethon.sessions import StringSession\n\
             from telethon.crypto import AuthKey\n\
             s = StringSession()\n\
             s.set_dc({dc}, '{address}', 443)\n\
             s.auth_key = AuthKey(bytes(range(256)))\n\
             print(s.save())"
        ))
        .await;
        let read = SessionString::parse(&written).unwrap();
        assert_eq!((read.dc, read.port), (dc, 443));
        assert!(read.key.iter().copied().eq(0..=255));
        assert_eq!(read.to_telethon().unwrap(), written);
        let ours = read.to_telethon().unwrap();
        let again = python(&format!(
            "from telethon.sessions import StringSession\n\
             s = StringSession('{ours}')\n\
             print(s.dc_id, s.server_address, s.port, list(s.auth_key.key) == list(range(256)))"
        ))
        .await;
        assert_eq!(again, format!("{dc} {address} 443 True"));
    }
}

#[tokio::test]
async fn a_login_goes_on_elsewhere_by_its_string() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let connection = stage.connect(&login).await;
    let string = connection.session().export().unwrap();
    connection.stop().await;

    let session = stage.session("elsewhere").await;
    session
        .adopt(&SessionString::parse(&string).unwrap())
        .await
        .unwrap();
    let connection = stage.start(session, Login::User);
    assert_eq!(up(&connection).await.id, bot);
    say_until_sent(&connection, reader, "by the string").await;
    assert_eq!(received(&stage, reader, bot), ["by the string"]);
}

#[tokio::test]
async fn a_session_that_was_ended_elsewhere_is_said_to_be_and_nothing_spins() {
    for error in [
        "AUTH_KEY_UNREGISTERED",
        "SESSION_REVOKED",
        "USER_DEACTIVATED",
    ] {
        let stage = Stage::set().await;
        let (bot, login) = stage.bot();
        let connection = stage.connect(&login).await;
        connection.stop().await;
        let session = stage.session("test").await;
        let connection = stage.start(session, Login::User);
        up(&connection).await;
        stage.dc.revoke_sessions(bot, error);
        let status = until(&connection, |status| !matches!(status, Status::Up { .. })).await;
        let why = match error {
            "USER_DEACTIVATED" => LoggedOut::Deactivated,
            _ => LoggedOut::Revoked,
        };
        assert_eq!(status, Status::LoggedOut { why });
        // Its task has ended, so that nobody is left who could try anything.
        connection.stop().await;
    }
}

#[tokio::test]
async fn a_user_whose_key_was_forgotten_is_logged_out() {
    let stage = Stage::set().await;
    let (_, login) = stage.bot();
    stage.connect(&login).await.stop().await;
    let connection = stage.start(stage.session("test").await, Login::User);
    up(&connection).await;
    stage.dc.forget_keys();
    stage.dc.drop_connections(None);
    let why = LoggedOut::Revoked;
    until(&connection, |status| *status == Status::LoggedOut { why }).await;
}

#[tokio::test]
async fn after_logging_out_the_login_is_gone_here_and_there() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let connection = stage.connect(&login).await;
    assert_eq!(stage.dc.profile(bot).unwrap().logins, 1);
    log_out(&connection, PATIENCE).await.unwrap();
    assert_eq!(stage.dc.profile(bot).unwrap().logins, 0);
    let why = LoggedOut::Here;
    assert_eq!(*connection.status().borrow(), Status::LoggedOut { why });
    let session = stage.session("test").await;
    assert!(!session.has_key());
    assert!(session.own().is_none());
}

#[tokio::test]
async fn a_dump_of_the_database_logs_nobody_in() {
    let stage = Stage::set().await;
    let (_, login) = stage.bot();
    let connection = stage.connect(&login).await;
    let string = connection.session().export().unwrap();
    connection.stop().await;
    let other = Sealer::new(&ServerKey::new([8; 64]), &stage.world);
    let opened =
        StoredSession::open("test", &stage.db, &other, &stage.settings, &stage.world).await;
    assert!(matches!(opened, Err(SessionError::OtherServerKey)));
    let key = SessionString::parse(&string).unwrap().key;
    let mut conn = stage.db.read().await.unwrap();
    let name = format!("test at {}", stage.dc.address(2).unwrap());
    let stored = store::telegram_sessions::find(&mut conn, &name)
        .await
        .unwrap()
        .unwrap();
    let sealed = stored
        .data_centres
        .iter()
        .filter_map(|centre| centre.auth_key.as_ref());
    for sealed in sealed {
        assert!(
            !sealed
                .windows(16)
                .any(|piece| key.windows(16).any(|part| part == piece))
        );
    }
    assert!(
        stored
            .data_centres
            .iter()
            .any(|centre| centre.auth_key.is_some())
    );
}

#[tokio::test]
async fn with_other_servers_no_address_of_telegram_is_known() {
    use grammers_session::Session as _;
    let stage = Stage::set().await;
    let session = stage.session("test").await;
    let known: Vec<_> = (1..=5)
        .filter(|dc| session.dc_option(*dc).unwrap().is_some())
        .collect();
    assert_eq!(known, [2]);
    // Nor does a string bring one in.
    let string = SessionString {
        dc: 4,
        address: telegram::session_string::Address::Ip([149, 154, 167, 91].into()),
        port: 443,
        key: [1; 256],
    };
    session.adopt(&string).await.unwrap();
    let home = session.dc_option(4).unwrap().unwrap();
    assert_eq!(
        std::net::SocketAddr::from(home.ipv4),
        stage.dc.address(2).unwrap()
    );
}
