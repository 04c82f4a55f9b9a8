use std::time::Duration;

use domain::delivery::Outcome;
use domain::message::Text;
use domain::provider::RemoteId;
use messengers::Messenger;
use telegram_testdc::{NewBot, NewUser};

use super::stage::{Rig, Stage, letter};

async fn why_never(rig: &Rig, handle: &str) -> String {
    match rig.telegram.resolve(handle).await {
        Err(Outcome::Never { why, account: true }) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_renamed_person_still_gets_messages_and_who_takes_the_name_gets_none() {
    let stage = Stage::set().await;
    let alice = stage.reader("alice");
    let mallory = stage.reader("mallory");
    let rig = stage.connected().await;
    let RemoteId(id) = rig.telegram.resolve("@alice").await.unwrap();
    assert_eq!(id, alice.to_string());
    stage.dc.rename(alice, Some("alice_new"));
    stage.dc.rename(mallory, Some("alice"));
    let sent = rig
        .send(&letter(1, id.parse().unwrap(), Text::of("for alice")))
        .await;
    assert_eq!(sent, Outcome::Sent);
    assert_eq!(stage.texts(alice, stage.bot), ["for alice"]);
    assert!(stage.texts(mallory, stage.bot).is_empty());
    // Also after a restart.
    rig.end().await;
    let rig = stage.connected().await;
    let sent = rig
        .send(&letter(2, id.parse().unwrap(), Text::of("again")))
        .await;
    assert_eq!(sent, Outcome::Sent);
    assert_eq!(stage.texts(alice, stage.bot), ["for alice", "again"]);
    assert!(stage.texts(mallory, stage.bot).is_empty());
}

#[tokio::test]
async fn people_are_found_by_name_and_by_the_id_of_who_has_met_the_bot() {
    let stage = Stage::set().await;
    let (alice, bob) = (stage.reader("alice"), stage.person("bobby"));
    stage.dc.add_bot(NewBot {
        username: Some("other_bot".into()),
        ..NewBot::default()
    });
    let rig = stage.connected().await;
    let found = async |handle: &str| rig.telegram.resolve(handle).await.unwrap().0;
    assert_eq!(found("@ALICE").await, alice.to_string());
    assert_eq!(found(&alice.to_string()).await, alice.to_string());
    assert_eq!(found("@bobby").await, bob.to_string());
    assert_eq!(
        why_never(&rig, "@nobody").await,
        "nobody at Telegram has this name"
    );
    let why = why_never(&rig, "@other_bot").await;
    assert_eq!(why, "this is a bot, and no bot reads messages");
    let why = why_never(&rig, "424242").await;
    assert!(why.contains("has not started @postern_bot"), "{why}");
    let why = why_never(&rig, "+491701234567").await;
    assert!(
        why.contains("a bot cannot look people up by their number"),
        "{why}"
    );
}

#[tokio::test]
async fn a_user_finds_people_by_their_number() {
    let stage = Stage::set().await;
    let user = |name: &str, phone: &str| NewUser {
        first_name: name.into(),
        phone: Some(phone.into()),
        ..NewUser::default()
    };
    stage.dc.add_user(user("Sender", "+4917012345"));
    let bob = stage.dc.add_user(user("Bob", "+4917067890"));
    let rig = stage.start_with(stage.settings_of_user("+4917012345").await);
    assert_eq!(rig.up().await, "Sender");
    assert!(rig.telegram.entry().start_link.is_none());
    let found = rig.telegram.resolve("+49 170 67890").await.unwrap();
    assert_eq!(found.0, bob.to_string());
    let why = why_never(&rig, "+4917000000").await;
    assert!(why.contains("nobody at Telegram has this number"), "{why}");
}

#[tokio::test]
async fn a_flood_wait_for_looking_up_leaves_sending_alone() {
    let stage = Stage::set().await;
    let alice = stage.reader("alice");
    let rig = stage.connected().await;
    stage.dc.flood("contacts.resolveUsername", 90, 1);
    let Err(Outcome::Later { after, .. }) = rig.telegram.resolve("@alice").await else {
        panic!("Telegram asked for patience");
    };
    assert_eq!(after, Some(Duration::from_secs(90)));
    let calls = stage.dc.calls().len();
    assert!(rig.telegram.resolve("@bobby").await.is_err());
    assert_eq!(
        stage.dc.calls().len(),
        calls,
        "Telegram was not asked again"
    );
    assert_eq!(
        rig.send(&letter(1, alice, Text::of("hi"))).await,
        Outcome::Sent
    );
}
