//! A person's login, from the first question to messages, and its end from elsewhere.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use telegram::connection::{CallError, Line, LoggedOut, Login, Status};
use telegram::login::perform::Caller;
use telegram::login::{Conversation, Path, Said, Step, Typed};
use telegram::peers::{Resolved, Typed as Handle, resolve};
use telegram::proxy::Proxy;
use telegram::send::SendOutcome;
use telegram_testdc::{NewMessage, NewUser};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::proxy::socks5;
use super::stage::{PATIENCE, Stage, hear, say, until, up};

const PHONE: &str = "+491701234567";
const PASSWORD: &str = "correct horse";

fn alice(stage: &Stage) -> i64 {
    stage.dc.add_user(NewUser {
        first_name: "Alice".into(),
        phone: Some(PHONE.into()),
        password: Some(PASSWORD.into()),
        ..NewUser::default()
    })
}

fn bob(stage: &Stage) -> i64 {
    stage.dc.add_user(NewUser {
        first_name: "Bob".into(),
        phone: Some("+4915198765".into()),
        ..NewUser::default()
    })
}

/// Has the conversation; gives what it comes to.
async fn converse(stage: &Stage, caller: &Caller<'_>) -> Conversation {
    let now = stage.world.now();
    let mut step = Conversation::begin(Path::Phone, now);
    step = tell(stage, caller, step, PHONE).await;
    let code = stage.dc.code(PHONE).unwrap().code;
    step = tell(stage, caller, step, &code).await;
    tell(stage, caller, step, PASSWORD).await.conversation
}

/// The person says something, and Telegram is asked what there is to ask.
pub(super) async fn tell(stage: &Stage, caller: &Caller<'_>, step: Step, text: &str) -> Step {
    let said = Said::Text(Typed::new(text));
    let mut step = step.conversation.hear(said, stage.world.now());
    while let Some(call) = step.call.take() {
        let answer = caller.perform(call).await;
        step = step.conversation.learn(answer, stage.world.now());
    }
    step
}

/// Logs Alice in into the session `test`, and leaves it in the tables.
async fn log_in(stage: &Stage, alice: i64) {
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let session = stage.session("test").await;
    let (line, _updates) = Line::open(&stage.settings, &session, &tasks, &stop);
    let caller = Caller::new(&line, &stage.settings, &stage.world);
    let conversation = converse(stage, &caller).await;
    let account = conversation.account().expect("she is logged in");
    assert_eq!((account.id, account.bot), (alice, false));
    line.close();
    line.ended().await;
}

fn write(stage: &Stage, from: i64, to: i64, text: &str) {
    let text = text.to_owned();
    stage.dc.send(NewMessage { from, to, text }).unwrap();
}

#[tokio::test]
async fn after_the_login_conversation_a_user_writes_and_reads_also_after_a_restart() {
    let stage = Stage::set().await;
    let (alice, bob) = (alice(&stage), bob(&stage));
    log_in(&stage, alice).await;
    for round in ["first", "after a restart"] {
        let connection = stage.start(stage.session("test").await, Login::User);
        let account = up(&connection).await;
        assert_eq!((account.id, account.is_bot), (alice, false));
        let mut updates = connection.updates().unwrap();
        let phone = Handle::Phone("4915198765".into());
        let resolved = resolve(&connection, &phone, PATIENCE).await.unwrap();
        assert_eq!(resolved, Resolved::Person(bob));
        let outcome = say(&connection, bob, round, round).await;
        assert!(matches!(outcome, SendOutcome::Sent { .. }), "{outcome:?}");
        write(&stage, bob, alice, round);
        assert_eq!(hear(&mut updates).await, round);
        connection.stop().await;
    }
    let chat = stage.dc.messages(bob, alice);
    let chat: Vec<_> = chat
        .iter()
        .map(|message| (message.from == alice, message.text.as_str()))
        .collect();
    let rounds = ["first", "after a restart"];
    let expected = rounds.map(|round| [(true, round), (false, round)]);
    assert_eq!(chat, expected.as_flattened());
    assert_eq!(stage.dc.profile(alice).unwrap().logins, 1);
}

#[tokio::test]
async fn a_number_that_nobody_has_is_nobodys() {
    let stage = Stage::set().await;
    log_in(&stage, alice(&stage)).await;
    let connection = stage.start(stage.session("test").await, Login::User);
    up(&connection).await;
    let nobody = Handle::Phone("4930000000".into());
    let resolved = resolve(&connection, &nobody, PATIENCE).await.unwrap();
    assert_eq!(resolved, Resolved::Unknown);
}

#[tokio::test]
async fn what_a_user_writes_elsewhere_arrives_and_what_is_sent_here_does_not() {
    let stage = Stage::set().await;
    let (alice, bob) = (alice(&stage), bob(&stage));
    log_in(&stage, alice).await;
    write(&stage, bob, alice, "hello");
    let connection = stage.start(stage.session("test").await, Login::User);
    up(&connection).await;
    let phone = Handle::Phone("4915198765".into());
    resolve(&connection, &phone, PATIENCE).await.unwrap();
    let mut updates = connection.updates().unwrap();
    say(&connection, bob, "here", "here").await;
    write(&stage, alice, bob, "on the phone");
    say(&connection, bob, "here again", "here again").await;
    write(&stage, bob, alice, "bye");
    let mut heard = Vec::new();
    while heard.last().is_none_or(|last| last != "bye") {
        heard.push(hear(&mut updates).await);
    }
    heard.retain(|text| text != "hello");
    assert_eq!(heard, ["on the phone", "bye"]);
}

#[tokio::test]
async fn after_an_end_from_elsewhere_no_more_connections_are_made() {
    let mut stage = Stage::set().await;
    let alice = alice(&stage);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    stage.settings.proxy = Proxy::parse(&format!("socks5://user:secret@127.0.0.1:{port}"));
    let count = Arc::new(AtomicUsize::new(0));
    let work = async {
        log_in(&stage, alice).await;
        let connection = stage.start(stage.session("test").await, Login::User);
        up(&connection).await;
        assert_eq!(stage.dc.revoke_sessions(alice, "SESSION_REVOKED"), 1);
        let why = LoggedOut::Revoked;
        until(&connection, |status| *status == Status::LoggedOut { why }).await;
        let made = count.load(Ordering::Relaxed);
        // All that could connect has ended, though nobody stopped it; and a call makes no connection either.
        stage.all_tasks_ended().await;
        let request = grammers_tl_types::functions::updates::GetState {};
        for _ in 0..3 {
            let answer = connection.invoke(&request, PATIENCE).await;
            let is_said = matches!(answer, Err(CallError::LoggedOut(LoggedOut::Revoked)));
            assert!(is_said, "{answer:?}");
        }
        (made, count.load(Ordering::Relaxed))
    };
    let (before, after) = tokio::select! {
        () = socks5(listener, Arc::clone(&count)) => unreachable!("it serves until it is dropped"),
        counts = work => counts,
    };
    assert!(before > 0, "all connections go through the proxy");
    assert_eq!(after, before);
}
