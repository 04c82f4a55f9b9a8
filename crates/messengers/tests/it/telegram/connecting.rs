use domain::delivery::Outcome;
use domain::message::Text;
use messengers::Messenger;
use messengers::telegram::{BotToken, Login, Server, SessionText, Settings};
use telegram::proxy::Proxy;
use telegram_testdc::NewUser;
use testkit::http_proxy::HttpProxy;
use testkit::socks_proxy::SocksProxy;

use super::stage::{Stage, letter};

const PHONE: &str = "+4917012345";

fn with_user(stage: &Stage) -> i64 {
    stage.dc.add_user(NewUser {
        first_name: "Sender".into(),
        phone: Some(PHONE.into()),
        ..NewUser::default()
    })
}

#[tokio::test]
async fn a_bot_says_as_whom_it_is_connected() {
    let stage = Stage::set().await;
    let rig = stage.connected().await;
    assert_eq!(
        rig.telegram.start_line("@postern_bot"),
        "Postern Telegram client is bot connected as @postern_bot."
    );
    let entry = rig.telegram.entry();
    assert_eq!((entry.title.as_str(), entry.icon), ("Telegram", "telegram"));
    let link = entry.start_link.unwrap();
    assert_eq!(
        link("@postern_bot", "T"),
        "https://t.me/postern_bot?start=T"
    );
}

#[tokio::test]
async fn a_proxy_leads_to_telegram_and_a_wrong_password_for_it_does_not() {
    let stage = Stage::set().await;
    let alice = stage.reader("alice");
    // What an address must not have as it is may be in it all the same.
    let socks = SocksProxy::start(Some(("postern", "s@:cret"))).await;
    let http = HttpProxy::start("postern", "s@:cret").await;
    let through = |proxy: &str| Settings {
        proxy: Some(Proxy::parse(proxy).unwrap()),
        ..stage.settings.clone()
    };
    let nobody = testkit::free_port();
    let password = "the proxy wants another user name or password";
    for (proxy, said) in [
        (
            format!("socks5://postern:wrong@{}", socks.shown()),
            password,
        ),
        (format!("http://postern:wrong@{}", http.shown()), password),
        (
            format!("socks5://127.0.0.1:{nobody}"),
            "the proxy cannot be reached: connection refused",
        ),
        (
            format!("http://127.0.0.1:{nobody}"),
            "the proxy cannot be reached: connection refused",
        ),
    ] {
        let rig = stage.start_with(through(&proxy));
        rig.down(said).await;
        rig.end().await;
    }
    let led = (socks.led(), http.led(), stage.dc.connections());
    assert_eq!(led, (0, 0, 0));
    for (number, proxy) in [
        (1, format!("socks5://postern:s%40%3Acret@{}", socks.shown())),
        (2, format!("http://postern:s%40%3Acret@{}", http.shown())),
    ] {
        let rig = stage.start_with(through(&proxy));
        assert_eq!(rig.up().await, "@postern_bot");
        let sent = rig
            .send(&letter(number, alice, Text::of("by a detour")))
            .await;
        assert_eq!(sent, Outcome::Sent);
        rig.end().await;
    }
    assert_eq!(
        stage.texts(alice, stage.bot),
        ["by a detour", "by a detour"]
    );
    assert!(socks.led() > 0 && http.led() > 0);
    assert!(stage.dc.connections() <= socks.led() + http.led());
}

#[tokio::test]
async fn a_proxy_that_goes_away_is_named_and_never_passed_by() {
    let stage = Stage::set().await;
    let proxy = HttpProxy::start("postern", "secret").await;
    let rig = stage.start_with(Settings {
        proxy: Proxy::parse(&format!("http://postern:secret@{}", proxy.shown())),
        ..stage.settings.clone()
    });
    assert_eq!(rig.up().await, "@postern_bot");
    let before = stage.dc.connections();
    drop(proxy);
    rig.down("the proxy cannot be reached: connection refused")
        .await;
    assert!(stage.dc.connections() <= before);
}

#[tokio::test]
async fn a_proxy_without_a_login_leads_to_telegram() {
    let stage = Stage::set().await;
    let proxy = SocksProxy::start(None).await;
    let rig = stage.start_with(Settings {
        proxy: Proxy::parse(&format!("socks5://{}", proxy.shown())),
        ..stage.settings.clone()
    });
    assert_eq!(rig.up().await, "@postern_bot");
    assert!(proxy.led() > 0);
}

#[tokio::test]
async fn a_frozen_server_is_noticed_and_sending_goes_on_when_it_thaws() {
    let stage = Stage::set().await;
    let alice = stage.reader("alice");
    let rig = stage.connected().await;
    stage.dc.freeze();
    rig.down("Telegram does not answer").await;
    let held = rig.send(&letter(1, alice, Text::of("hi"))).await;
    assert!(
        matches!(held, Outcome::Later { after: None, .. }),
        "{held:?}"
    );
    stage.dc.thaw();
    rig.send_at_last(&letter(1, alice, Text::of("hi"))).await;
    stage.message(alice, stage.bot, 1).await;
}

#[tokio::test]
async fn a_bot_that_moves_to_another_data_centre_is_followed() {
    let stage = Stage::set().await;
    let alice = stage.reader("alice");
    stage.dc.migrate(stage.bot, 1);
    let rig = stage.connected().await;
    rig.send_at_last(&letter(1, alice, Text::of("from there")))
        .await;
}

#[tokio::test]
async fn a_wrong_token_is_said_with_what_to_do_and_nothing_spins() {
    let stage = Stage::set().await;
    let settings = Settings {
        login: Login::Bot(BotToken("1:wrong".into())),
        ..stage.settings.clone()
    };
    let rig = stage.start_with(settings);
    let why = rig.down("logged out").await;
    assert_eq!(
        why,
        "logged out: the bot's token is wrong or was replaced; run `postern setup telegram`"
    );
    let Outcome::Later { why, .. } = rig.send(&letter(1, 7, Text::of("hi"))).await else {
        panic!("it is not connected");
    };
    assert!(why.starts_with("not connected: logged out: "), "{why}");
    let calls = stage.dc.calls().len();
    rig.end().await;
    assert_eq!(stage.dc.calls().len(), calls, "nothing was tried again");
}

#[tokio::test]
async fn a_users_login_that_was_ended_elsewhere_is_said_to_be() {
    let stage = Stage::set().await;
    let sender = with_user(&stage);
    let rig = stage.start_with(stage.settings_of_user(PHONE).await);
    rig.up().await;
    stage.dc.revoke_sessions(sender, "SESSION_REVOKED");
    let why = rig.down("logged out").await;
    assert_eq!(
        why,
        "logged out: the login was ended from another device or by Telegram; run `postern setup telegram`"
    );
}

#[tokio::test]
async fn another_session_string_in_the_configuration_is_taken_over() {
    let stage = Stage::set().await;
    let sender = with_user(&stage);
    let first = stage.settings_of_user(PHONE).await;
    let rig = stage.start_with(first.clone());
    assert_eq!(rig.up().await, "Sender");
    stage.dc.revoke_sessions(sender, "SESSION_REVOKED");
    rig.down("logged out").await;
    rig.end().await;
    let rig = stage.start_with(stage.settings_of_user(PHONE).await);
    assert_eq!(rig.up().await, "Sender");
    rig.end().await;
    // The old one is no use any more, and is not mistaken for the new one.
    let rig = stage.start_with(first);
    rig.down("logged out").await;
}

#[tokio::test]
async fn a_broken_session_string_or_key_file_is_a_fault_that_says_what_is_wrong() {
    let stage = Stage::set().await;
    let fault = |settings: Settings| stage.try_start(settings).err().unwrap().to_string();
    let text = fault(Settings {
        login: Login::User(SessionText("2abc".into())),
        ..stage.settings.clone()
    });
    assert_eq!(
        text,
        "session: the session string begins with `2`, not with `1`"
    );
    let server = stage.settings.server.clone().unwrap();
    let text = fault(Settings {
        server: Some(Server {
            key_file: Some("no/such.pem".into()),
            ..server
        }),
        ..stage.settings.clone()
    });
    assert!(
        text.starts_with("serverKeyFile no/such.pem cannot be read"),
        "{text}"
    );
}

#[tokio::test]
async fn a_messenger_waits_for_the_one_before_it_to_end() {
    let stage = Stage::set().await;
    let alice = stage.reader("alice");
    let old = stage.connected().await;
    let new = stage.start_with(stage.settings.clone());
    assert!(!new.telegram.connection().borrow().is_up());
    assert_eq!(
        old.send(&letter(1, alice, Text::of("old"))).await,
        Outcome::Sent
    );
    old.end().await;
    new.up().await;
    assert_eq!(
        new.send(&letter(2, alice, Text::of("new"))).await,
        Outcome::Sent
    );
}

#[tokio::test]
async fn a_trial_leaves_no_login_behind() {
    let stage = Stage::set().await;
    let settings = Settings {
        is_trial: true,
        ..stage.settings.clone()
    };
    let rig = stage.start_with(settings);
    rig.up().await;
    assert_eq!(stage.dc.profile(stage.bot).unwrap().logins, 1);
    rig.end().await;
    assert_eq!(stage.dc.profile(stage.bot).unwrap().logins, 0);
}
