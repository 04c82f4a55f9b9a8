//! A login whose connection breaks says why, and what to do; when it can be reached again, the login goes on.

use std::net::Ipv4Addr;

use telegram::connection::Line;
use telegram::login::perform::Caller;
use telegram::login::{Conversation, Note, Path, Say, Step};
use telegram::proxy::Proxy;
use telegram::server_key::PublicKey;
use telegram::settings::Settings;
use telegram_testdc::{NewUser, TestDc};
use testkit::free_port;
use testkit::socks_proxy::SocksProxy;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::stage::Stage;
use super::users::tell;

const PHONE: &str = "+491701234567";

/// What the person is told who types a number while the server is reached in this way.
async fn told(stage: &Stage, settings: &Settings) -> Say {
    let session = stage.session_with("lost", settings).await;
    let (tasks, end) = (TaskTracker::new(), CancellationToken::new());
    let (line, _updates) = Line::open(settings, &session, &tasks, &end);
    let caller = Caller::new(&line, settings, &stage.world);
    let step = types_number(stage, &caller).await;
    line.close();
    line.ended().await;
    assert!(!step.conversation.is_over(), "it can be tried again");
    step.say
}

async fn types_number(stage: &Stage, caller: &Caller<'_>) -> Step {
    let step = Conversation::begin(Path::Phone, stage.world.now());
    tell(stage, caller, step, PHONE).await
}

fn through(stage: &Stage, proxy: &str) -> Settings {
    Settings {
        proxy: Some(Proxy::parse(proxy).unwrap()),
        ..stage.settings.clone()
    }
}

#[tokio::test]
async fn a_refused_connection_is_said_to_be() {
    let stage = Stage::set().await;
    let mut settings = stage.settings.clone();
    let closed = (Ipv4Addr::LOCALHOST, free_port());
    settings.server.as_mut().unwrap().address = closed.into();
    let say = told(&stage, &settings).await;
    assert_eq!(say, Say::Note(Note::ConnectionRefused));
}

#[tokio::test]
async fn an_address_to_which_no_way_leads_is_said_to_be() {
    let stage = Stage::set().await;
    let mut settings = stage.settings.clone();
    // The address of everybody: nothing connects to it, and the system says so at once.
    settings.server.as_mut().unwrap().address = ([255, 255, 255, 255], 443).into();
    let say = told(&stage, &settings).await;
    assert_eq!(say, Say::Note(Note::NoRoute));
}

#[tokio::test]
async fn a_proxy_that_is_not_there_or_refuses_the_password_is_at_fault() {
    let stage = Stage::set().await;
    let port = free_port();
    let gone = through(&stage, &format!("socks5://127.0.0.1:{port}"));
    assert_eq!(told(&stage, &gone).await, Say::Note(Note::ProxyRefuses));
    let proxy = SocksProxy::start(Some(("user", "secret"))).await;
    let wrong = through(&stage, &format!("socks5://user:wrong@{}", proxy.shown()));
    assert_eq!(told(&stage, &wrong).await, Say::Note(Note::ProxyRefuses));
    assert_eq!(proxy.led(), 0);
    let right = through(&stage, &format!("socks5://user:secret@{}", proxy.shown()));
    stage.dc.add_user(NewUser {
        phone: Some(PHONE.into()),
        ..NewUser::default()
    });
    let say = told(&stage, &right).await;
    assert!(matches!(say, Say::TypeCode { .. }), "{say:?}");
}

#[tokio::test]
async fn a_proxy_whose_name_has_no_address_is_said_to_be() {
    let stage = Stage::set().await;
    // No name below `invalid` has an address (RFC 2606, 2).
    let settings = through(&stage, "socks5://proxy.invalid:1080");
    let say = told(&stage, &settings).await;
    assert_eq!(say, Say::Note(Note::NoName));
}

#[tokio::test]
async fn a_server_with_another_key_is_not_taken_for_telegram() {
    let stage = Stage::set().await;
    let other = TestDc::start(telegram_testdc::Settings::default())
        .await
        .unwrap();
    let mut settings = stage.settings.clone();
    let server = settings.server.as_mut().unwrap();
    server.keys = vec![PublicKey::from_pem(&other.public_key()).unwrap()];
    let say = told(&stage, &settings).await;
    assert_eq!(say, Say::Note(Note::OtherKeys));
}

#[tokio::test]
async fn the_login_goes_on_once_the_server_is_reached_again() {
    let stage = Stage::set().await;
    stage.dc.add_user(NewUser {
        phone: Some(PHONE.into()),
        ..NewUser::default()
    });
    let session = stage.session("lost").await;
    let (tasks, end) = (TaskTracker::new(), CancellationToken::new());
    let (line, _updates) = Line::open(&stage.settings, &session, &tasks, &end);
    let caller = Caller::new(&line, &stage.settings, &stage.world);
    let step = types_number(&stage, &caller).await;
    assert!(matches!(step.say, Say::TypeCode { .. }), "{:?}", step.say);
    stage.dc.freeze();
    let code = stage.dc.code(PHONE).unwrap().code;
    // Only while nothing is answered, the person does not wait for long.
    let mut hurried = stage.settings.clone();
    hurried.pace.call = std::time::Duration::from_secs(2);
    let impatient = Caller::new(&line, &hurried, &stage.world);
    let step = tell(&stage, &impatient, step, &code).await;
    assert_eq!(step.say, Say::Note(Note::TimedOut));
    stage.dc.thaw();
    let step = tell(&stage, &caller, step, &code).await;
    assert!(matches!(step.say, Say::Done { .. }), "{:?}", step.say);
    line.close();
    line.ended().await;
}
