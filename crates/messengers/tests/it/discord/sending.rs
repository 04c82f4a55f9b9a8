use std::time::Duration;

use domain::delivery::Outcome;
use domain::message::{Part, Text};
use messengers::discord::Settings;
use messengers::{Letter, Messenger};
use serde_json::json;

use super::stage::{INVITATION, Stage, button, letter};

const OPEN: &str = "POST users/@me/channels";
const WRITE: &str = "POST channels/";

#[tokio::test]
async fn a_message_is_dressed_pings_nobody_and_shows_no_previews() {
    let stage = Stage::set().await;
    let rig = stage.connected().await;
    let text = Text::default()
        .with(Part::Bold("The *house*".into()))
        .with(Part::Plain(": your code is ".into()))
        .with(Part::Code("042137".into()))
        .with(Part::Plain(" @everyone ".into()))
        .with(Part::Link("https://house.example/not_me_x".into()));
    let message = Letter {
        text,
        buttons: vec![button()],
        carries_code: true,
        ..letter(1, stage.alice, "")
    };
    assert_eq!(rig.send(&message).await, Outcome::Sent);
    let seen = stage.fake.messages(stage.alice).remove(0);
    assert_eq!(
        seen.content,
        r"**The \*house\***: your code is `042137` \@everyone https://house.example/not_me_x"
    );
    assert_eq!(seen.allowed_mentions, json!({ "parse": [] }));
    assert_eq!(seen.flags, 4);
    assert_eq!(seen.nonce.unwrap().len(), 25);
    assert_eq!(
        seen.buttons,
        [("This was not me".to_owned(), "not-me".to_owned())]
    );
}

#[tokio::test]
async fn a_message_whose_answer_was_lost_is_not_doubled() {
    let stage = Stage::set().await;
    let rig = stage.connected().await;
    stage.fake.loses_answer(WRITE);
    let first = rig.send(&letter(1, stage.alice, "hi")).await;
    assert!(
        matches!(first, Outcome::Later { after: None, .. }),
        "{first:?}"
    );
    assert_eq!(rig.send(&letter(1, stage.alice, "hi")).await, Outcome::Sent);
    assert_eq!(stage.fake.messages(stage.alice).len(), 1);
    assert_eq!(rig.send(&letter(2, stage.alice, "hi")).await, Outcome::Sent);
    assert_eq!(stage.fake.messages(stage.alice).len(), 2);
}

#[tokio::test]
async fn a_channel_is_opened_once_and_again_only_when_it_is_gone() {
    let stage = Stage::set().await;
    let rig = stage.connected().await;
    for number in 1..4 {
        let sent = rig.send(&letter(number, stage.alice, "hi")).await;
        assert_eq!(sent, Outcome::Sent);
    }
    assert_eq!(stage.fake.count(OPEN), 1);
    stage.fake.forgets_channels();
    assert_eq!(rig.send(&letter(4, stage.alice, "hi")).await, Outcome::Sent);
    assert_eq!(stage.fake.count(OPEN), 2);
}

#[tokio::test]
async fn each_reason_to_refuse_ends_the_delivery_or_not() {
    let never = |outcome: Outcome| match &outcome {
        Outcome::Never { why, account: true } => why.clone(),
        Outcome::Sent | Outcome::Later { .. } | Outcome::Never { .. } => panic!("{outcome:?}"),
    };
    let stage = Stage::set().await;
    let why = never(stage.sent_after(|fake| fake.blocks(stage.alice)).await);
    assert!(why.contains("50007"), "{why}");

    let stage = Stage::set().await;
    let left = stage.sent_after(|fake| fake.leaves(stage.alice, stage.guild));
    let why = never(left.await);
    assert!(why.contains("50278") && why.contains(INVITATION), "{why}");

    let stage = Stage::set().await;
    let why = never(stage.sent_after(|fake| fake.vanishes(stage.alice)).await);
    assert!(why.contains("10013"), "{why}");

    let stage = Stage::set().await;
    let refused = stage.sent_after(|fake| fake.refuses(WRITE, 400, 50_035, &[]));
    assert!(matches!(
        refused.await,
        Outcome::Never { account: false, .. }
    ));
}

#[tokio::test]
async fn opening_channels_too_fast_holds_up_new_people_alone() {
    let stage = Stage::set().await;
    let bob = stage.fake.person("bob");
    stage.fake.joins(bob, stage.guild);
    let rig = stage.connected().await;
    assert_eq!(rig.send(&letter(1, stage.alice, "hi")).await, Outcome::Sent);
    stage
        .fake
        .refuses(OPEN, 400, 40_003, &[("retry-after", "90")]);
    let ninety = Some(Duration::from_secs(90));
    let sent = rig.send(&letter(2, bob, "hi")).await;
    assert!(
        matches!(&sent, Outcome::Later { after, .. } if *after == ninety),
        "{sent:?}"
    );
    let sent = rig.send(&letter(2, bob, "hi")).await;
    assert!(matches!(&sent, Outcome::Later { after: Some(_), why } if why.contains("40003")));
    assert_eq!(stage.fake.count(OPEN), 2, "it is not even tried");
    assert_eq!(rig.send(&letter(3, stage.alice, "hi")).await, Outcome::Sent);
}

#[tokio::test]
async fn a_full_bucket_is_waited_for_here_and_not_at_discord() {
    let stage = Stage::set().await;
    let hour = Duration::from_secs(3_600);
    stage.fake.limits("POST channels/#/messages", 2, hour);
    let bob = stage.fake.person("bob");
    stage.fake.joins(bob, stage.guild);
    let rig = stage.connected().await;
    for number in 1..3 {
        let sent = rig.send(&letter(number, stage.alice, "hi")).await;
        assert_eq!(sent, Outcome::Sent);
    }
    let sent = rig.send(&letter(3, stage.alice, "hi")).await;
    let Outcome::Later {
        after: Some(wait), ..
    } = sent
    else {
        panic!("{sent:?}");
    };
    assert!(
        wait > Duration::from_secs(3_500) && wait <= hour,
        "{wait:?}"
    );
    assert_eq!(stage.fake.exceeded(), 0);
    // Another person's bucket is another one.
    assert_eq!(rig.send(&letter(4, bob, "hi")).await, Outcome::Sent);
}

#[tokio::test]
async fn many_messages_at_once_keep_within_fifty_calls_a_second() {
    let stage = Stage::set().await;
    stage.fake.limits(OPEN, 1_000, Duration::from_secs(1));
    let people: Vec<u64> = (0..60)
        .map(|number| {
            let person = stage.fake.person(&format!("person{number}"));
            stage.fake.joins(person, stage.guild);
            person
        })
        .collect();
    let rig = stage.connected().await;
    let letters: Vec<Letter> = (1..)
        .zip(&people)
        .map(|(n, id)| letter(n, *id, "hi"))
        .collect();
    let sent = futures::future::join_all(letters.iter().map(|letter| rig.send(letter))).await;
    assert!(
        sent.iter().all(|outcome| *outcome == Outcome::Sent),
        "{sent:?}"
    );
    assert_eq!(stage.fake.exceeded(), 0);
}

#[tokio::test]
async fn a_429_is_waited_for_as_long_as_it_says_and_its_scope_says_for_whom() {
    let stage = Stage::set().await;
    let bob = stage.fake.person("bob");
    stage.fake.joins(bob, stage.guild);
    let rig = stage.connected().await;
    for (number, person) in [(1, stage.alice), (2, bob)] {
        assert_eq!(rig.send(&letter(number, person, "hi")).await, Outcome::Sent);
    }
    let shared = [
        ("retry-after", "41"),
        ("x-ratelimit-scope", "shared"),
        ("x-ratelimit-bucket", "abc"),
    ];
    stage.fake.refuses(WRITE, 429, 0, &shared);
    let sent = rig.send(&letter(3, stage.alice, "hi")).await;
    let wait = Some(Duration::from_secs(41));
    assert!(
        matches!(&sent, Outcome::Later { after, .. } if *after == wait),
        "{sent:?}"
    );
    assert_eq!(rig.send(&letter(4, bob, "hi")).await, Outcome::Sent);
    let global = [("retry-after", "7"), ("x-ratelimit-scope", "global")];
    stage.fake.refuses(WRITE, 429, 0, &global);
    let sent = rig.send(&letter(5, bob, "hi")).await;
    assert!(matches!(sent, Outcome::Later { after: Some(wait), .. } if wait.as_secs() == 7));
    let calls = stage.fake.calls().len();
    assert!(rig.resolve("alice").await.is_err());
    assert_eq!(stage.fake.calls().len(), calls, "nothing is called");
}

#[tokio::test]
async fn too_many_refusals_stop_all_calls_before_discord_bans_the_address() {
    let stage = Stage::set().await;
    stage.fake.blocks(stage.alice);
    let rig = Stage::start_with(Settings {
        most_refused: 5,
        ..stage.settings()
    });
    rig.up().await;
    let shared = [("retry-after", "0"), ("x-ratelimit-scope", "shared")];
    stage.fake.refuses(WRITE, 429, 0, &shared);
    for number in 0..6 {
        rig.send(&letter(number, stage.alice, "hi")).await;
    }
    let why = rig.down("refused so many calls").await;
    assert!(why.contains("ban"), "{why}");
    let calls = stage.fake.calls();
    let refused = calls.iter().filter(|(_, status)| *status == 403).count();
    assert_eq!(refused, 5, "a shared limit is not counted: {calls:?}");
    let sent = rig.send(&letter(9, stage.alice, "hi")).await;
    assert!(matches!(sent, Outcome::Later { .. }), "{sent:?}");
    assert_eq!(stage.fake.calls().len(), calls.len(), "nothing is called");
}

#[tokio::test]
async fn a_server_that_hangs_is_given_up_in_time_and_found_to_be_well() {
    let stage = Stage::set().await;
    let mut hurried = stage.settings();
    hurried.way.deadlines.whole = Duration::from_secs(5);
    let rig = Stage::start_with(hurried);
    rig.up().await;
    stage.fake.hangs(WRITE);
    let sent = rig.send(&letter(1, stage.alice, "hi")).await;
    assert!(
        matches!(sent, Outcome::Later { after: None, .. }),
        "{sent:?}"
    );
    assert_eq!(rig.send(&letter(1, stage.alice, "hi")).await, Outcome::Sent);
    assert!(rig.discord.connection().borrow().is_up());
}
