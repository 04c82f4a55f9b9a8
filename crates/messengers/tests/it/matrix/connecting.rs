//! Logging in, and staying so.

use domain::delivery::Outcome;
use domain::secret::{Password, Token};
use messengers::Messenger;
use messengers::http::Site;
use messengers::matrix::{Login, Settings};
use serde_json::json;
use testkit::free_port;

use super::stage::{Rig, Stage, letter};

#[tokio::test]
async fn a_token_or_a_password_logs_in_and_the_start_line_says_as_whom() {
    let stage = Stage::new().await;
    for settings in [stage.by_token(), stage.by_password()] {
        let rig = Rig::start(settings);
        let account = rig.wait_until_up().await;
        assert_eq!(
            rig.matrix.start_line(&account),
            "Postern Matrix client is connected as @postern:synapse.test."
        );
        rig.end().await;
    }
}

/// How many devices of our account are called so.
async fn devices(stage: &Stage, name: &str) -> usize {
    let devices = stage.bot.get(&["devices"], &[]).await.good();
    let devices = devices["devices"].as_array().unwrap();
    devices
        .iter()
        .filter(|device| device["display_name"] == name)
        .count()
}

#[tokio::test]
async fn a_password_makes_one_device_however_often_it_logs_in_and_a_trial_leaves_none() {
    let stage = Stage::new().await;
    for _ in 0..3 {
        let rig = Rig::start(stage.by_password());
        rig.wait_until_up().await;
        rig.end().await;
        assert_eq!(devices(&stage, "Postern").await, 1);
    }
    let trial = Settings {
        is_trial: true,
        ..stage.by_password()
    };
    let running = Rig::start(stage.by_password());
    running.wait_until_up().await;
    let rig = Rig::start(trial);
    rig.wait_until_up().await;
    assert_eq!(devices(&stage, "Postern").await, 2);
    rig.end().await;
    assert_eq!(devices(&stage, "Postern").await, 1);
    // The other one was not logged out by that.
    let sent = running.send(&letter(&stage.alice, 1, "hello")).await;
    assert!(matches!(sent, Outcome::Later { why, .. } if why.contains("invited")));
}

#[tokio::test]
async fn what_is_wrong_with_the_login_is_said_and_needs_the_operator() {
    let stage = Stage::new().await;
    let wrong_password = Settings {
        login: Login::Password {
            user: "postern".to_owned(),
            password: Password::new("wrong"),
        },
        ..stage.by_token()
    };
    let wrong_token = Settings {
        login: Login::Token(Token::new("syt_wrong")),
        ..stage.by_token()
    };
    let of_another = Settings {
        user: Some("@eve:synapse.test".to_owned()),
        ..stage.by_token()
    };
    for (settings, part) in [
        (wrong_password, "refuses user and password"),
        (
            wrong_token,
            "logged out: the homeserver refuses the access token",
        ),
        (of_another, "not that of @eve:synapse.test"),
    ] {
        let rig = Rig::start(settings);
        assert!(rig.wait_until_down(part).await, "{part}");
        rig.end().await;
    }
}

#[tokio::test]
async fn a_homeserver_that_is_none_is_named_so() {
    let stage = Stage::new().await;
    let elsewhere = format!("{}/elsewhere", stage.synapse.address());
    let nobody = format!("http://127.0.0.1:{}", free_port());
    for (address, part) in [
        (elsewhere, "there is no Matrix homeserver at this address"),
        (nobody, "no connection"),
    ] {
        let site = Site::parse(&address, false).unwrap();
        let rig = Rig::start(Settings {
            site,
            ..stage.by_token()
        });
        assert!(!rig.wait_until_down(part).await);
        rig.end().await;
    }
}

#[tokio::test]
async fn a_token_that_is_revoked_takes_it_down_and_a_password_brings_it_up_again() {
    let stage = Stage::new().await;
    let by_token = stage.up().await;
    let by_password = Rig::start(stage.by_password());
    by_password.wait_until_up().await;
    stage.bot.post(&["logout", "all"], &json!({})).await.good();

    let sent = by_token.send(&letter(&stage.alice, 1, "hello")).await;
    assert!(
        matches!(sent, Outcome::Later { after: None, .. }),
        "{sent:?}"
    );
    assert!(by_token.wait_until_down("logged out").await);

    let sent = by_password.send(&letter(&stage.alice, 2, "hello")).await;
    assert!(
        matches!(sent, Outcome::Later { after: None, .. }),
        "{sent:?}"
    );
    assert!(!by_password.wait_until_down("logged out").await);
    by_password.wait_until_up().await;
    let sent = by_password.send(&letter(&stage.alice, 2, "hello")).await;
    assert!(matches!(sent, Outcome::Later { why, .. } if why.contains("invited")));
}

#[tokio::test]
async fn a_homeserver_that_was_killed_is_found_again_with_its_rooms() {
    let mut stage = Stage::new().await;
    let (rig, room) = stage.friends().await;
    stage.synapse.kill();
    rig.wait_until_down("no connection").await;
    let sent = rig.send(&letter(&stage.alice, 1, "hello")).await;
    assert!(
        matches!(sent, Outcome::Later { after: None, .. }),
        "{sent:?}"
    );
    stage.synapse.start_again().await;
    rig.wait_until_up().await;
    assert_eq!(
        rig.send(&letter(&stage.alice, 1, "hello")).await,
        Outcome::Sent
    );
    let came = stage.alice.next_from(&room, stage.bot.id()).await;
    assert_eq!(came.body(), "hello");
    // What is said is heard again, too.
    stage.alice.say(&room, "are you there?").await;
    assert_eq!(rig.hear().await.1, "are you there?");
}

#[tokio::test]
async fn a_homeserver_that_takes_no_passwords_is_told_from_a_wrong_password() {
    let setup = testkit::synapse::Synapse::setup().with("password_config: { enabled: false }");
    let stage = Stage::with(setup).await;
    let rig = Rig::start(stage.by_password());
    assert!(rig.wait_until_down("takes no password").await);
}
