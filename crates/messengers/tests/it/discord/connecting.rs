use std::time::Duration;

use domain::delivery::Outcome;
use domain::secret::Token;
use messengers::Messenger;
use messengers::discord::Settings;
use messengers::http::{ProxyUrl, Way};
use testkit::socks_proxy::SocksProxy;

use super::stage::{INVITATION, Stage, letter, until};

#[tokio::test]
async fn a_bot_says_as_whom_it_is_connected() {
    let stage = Stage::set().await;
    let rig = stage.connected().await;
    assert_eq!(
        rig.discord.start_line(&rig.up().await),
        "Postern Discord client is connected as postern#4321."
    );
    let entry = rig.discord.entry();
    assert_eq!((entry.title.as_str(), entry.icon), ("Discord", "discord"));
    assert_eq!(entry.join_link.as_deref(), Some(INVITATION));
}

#[tokio::test]
async fn a_wrong_token_is_said_with_what_to_do_and_nothing_spins() {
    let stage = Stage::set().await;
    let rig = Stage::start_with(Settings {
        token: Token::new("wrong"),
        ..stage.settings()
    });
    let why = rig.down("refuses").await;
    assert!(why.contains("messaging.discord.token"), "{why}");
    let Outcome::Later { why, after: None } = rig.send(&letter(1, stage.alice, "hi")).await else {
        panic!("it is not connected");
    };
    assert!(
        why.starts_with("not connected: Discord refuses the bot's token"),
        "{why}"
    );
    rig.end().await;
    assert_eq!(stage.fake.calls(), [("GET gateway/bot".to_owned(), 401)]);
    assert_eq!(stage.fake.sessions(), (0, 0), "the gateway was not tried");
}

#[tokio::test]
async fn a_token_that_is_reset_takes_the_bot_down() {
    let stage = Stage::set().await;
    let rig = stage.connected().await;
    stage.fake.reset_token();
    let sent = rig.send(&letter(1, stage.alice, "hi")).await;
    assert!(
        matches!(&sent, Outcome::Later { after: None, why } if why.contains("token")),
        "{sent:?}"
    );
    rig.down("refuses the bot's token").await;
}

#[tokio::test]
async fn a_token_that_the_gateway_refuses_is_said_and_nothing_spins() {
    let stage = Stage::set().await;
    let rig = stage.connected().await;
    stage.fake.closes(4_004, false);
    rig.down("(4004)").await;
    rig.end().await;
    assert_eq!(stage.fake.sessions(), (1, 0));
}

#[tokio::test]
async fn intents_that_are_not_allowed_are_said_with_the_switch_to_turn_on() {
    let stage = Stage::set().await;
    let rig = stage.connected().await;
    stage.fake.closes(4_014, true);
    let why = rig.down("(4014)").await;
    assert!(why.contains("Privileged Gateway Intents"), "{why}");
}

#[tokio::test]
async fn a_connection_that_breaks_is_resumed_and_nothing_is_missed() {
    let stage = Stage::set().await;
    let mut rig = stage.connected().await;
    stage.fake.breaks();
    stage.fake.writes(stage.alice, "are you there?");
    assert_eq!(rig.hear().await.from.0, stage.alice.to_string());
    assert_eq!(stage.fake.sessions(), (1, 1));
    assert!(rig.discord.connection().borrow().is_up());
}

#[tokio::test]
async fn when_discord_asks_to_connect_again_the_session_goes_on() {
    let stage = Stage::set().await;
    let mut rig = stage.connected().await;
    stage.fake.asks_to_reconnect();
    stage.fake.writes(stage.alice, "hello");
    rig.hear().await;
    stage.fake.invalidates(true);
    stage.fake.writes(stage.alice, "hello again");
    rig.hear().await;
    assert_eq!(stage.fake.sessions(), (1, 2));
}

#[tokio::test]
async fn a_session_that_is_over_is_begun_anew() {
    for end in [4_007, 4_009, 1_000] {
        let stage = Stage::set().await;
        let _rig = stage.connected().await;
        stage.fake.closes(end, true);
        until("a new session", || {
            (stage.fake.sessions() == (2, 0)).then_some(())
        })
        .await;
    }
    let stage = Stage::set().await;
    let _rig = stage.connected().await;
    stage.fake.invalidates(false);
    until("a new session", || {
        (stage.fake.sessions() == (2, 0)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_gateway_that_does_not_answer_heartbeats_is_left_and_resumed() {
    let stage = Stage::set().await;
    stage.fake.beats_every(Duration::from_millis(200));
    stage.fake.answers_beats(false);
    let _rig = stage.connected().await;
    until("a resumed session", || {
        (stage.fake.sessions().1 > 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_bot_that_has_connected_too_often_waits_and_says_so() {
    let stage = Stage::set().await;
    stage.fake.starts_left(0);
    let rig = Stage::start_with(stage.settings());
    rig.down("too often today").await;
    rig.end().await;
    assert_eq!(stage.fake.sessions(), (0, 0));
}

#[tokio::test]
async fn a_proxy_leads_to_both_the_calls_and_the_gateway() {
    let stage = Stage::set().await;
    let proxy = SocksProxy::start(Some(("postern", "secret"))).await;
    let settings = stage.settings();
    let url = format!("socks5://postern:secret@{}", proxy.shown());
    let mut rig = Stage::start_with(Settings {
        way: Way {
            proxy: Some(ProxyUrl(url)),
            ..settings.way.clone()
        },
        ..settings
    });
    rig.up().await;
    assert_eq!(rig.send(&letter(1, stage.alice, "hi")).await, Outcome::Sent);
    stage.fake.writes(stage.alice, "hello");
    rig.hear().await;
    assert!(proxy.led() >= 2, "{}", proxy.led());
}
