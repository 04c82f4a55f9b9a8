//! Bots that are logged in with their token: what they see, what they say, and what they cannot ask.

use bridge::rooms::Nobody;
use telegram::peers::Typed;
use telegram_testdc::{GroupKind, NewPost};
use testkit::MatrixPerson;

use super::stage::{Account, House, Stage, quick, room_named, texts_of};

/// Starts the bridge for a bot, and waits until it hears what is written now: a bot cannot ask for what was written before.
async fn awake(stage: &Stage, bot: &Account, bob: &MatrixPerson, ann: i64) -> House {
    let house = stage.open(quick()).await;
    stage.begin(&house, bot, bob).await;
    stage.until_connected(bot).await;
    stage.write(ann, bot.id, "are you awake?");
    room_named(bob, "Ann").await;
    house
}

#[tokio::test]
async fn a_bot_gets_a_room_with_the_first_message_that_it_sees_and_hears_what_it_may() {
    for kind in [GroupKind::Supergroup, GroupKind::Basic] {
        let stage = Stage::set().await;
        let bob = stage.synapse.person("bob").await;
        let bot = stage.bot("Relay", false).await;
        let ann = stage.user("Ann");
        let chat = stage.group(kind, "Friends", ann, &[bot.id]);
        let house = awake(&stage, &bot, &bob, ann).await;
        stage.write(ann, chat, "among people");
        stage.write(ann, chat, "@relay_bot are you there?");
        let room = room_named(&bob, "Friends").await;
        bob.reads(&room, "@relay_bot are you there?").await;
        bob.say(&room, "I am").await;
        stage
            .until_texts(ann, chat, "the answer", |texts| texts.len() == 3)
            .await;
        let answer = stage.dc.messages(ann, chat).pop().unwrap();
        assert_eq!((answer.from, answer.text.as_str()), (bot.id, "I am"));
        stage.write(ann, chat, "nobody else's business");
        let post = NewPost {
            from: ann,
            to: chat,
            text: "good".into(),
            reply_to: Some(answer.id),
            ..NewPost::default()
        };
        stage.dc.post(post).unwrap();
        let reply = bob.reads(&room, "good");
        reply.await;
        let puppet = stage.puppet(ann);
        let expected = [
            (puppet.clone(), "@relay_bot are you there?".to_owned()),
            (bob.id().to_owned(), "I am".to_owned()),
            (puppet, "good".to_owned()),
        ];
        assert_eq!(texts_of(&bob, &room).await, expected, "{kind:?}");
        house.kill().await;
    }
}

#[tokio::test]
async fn a_bot_that_reads_all_hears_all_and_goes_on_after_a_time_away() {
    let stage = Stage::set().await;
    let bob = stage.synapse.person("bob").await;
    let bot = stage.bot("Relay", true).await;
    let ann = stage.user("Ann");
    let chat = stage.group(GroupKind::Supergroup, "Friends", ann, &[bot.id]);
    let house = awake(&stage, &bot, &bob, ann).await;
    stage.write(ann, chat, "one");
    let room = room_named(&bob, "Friends").await;
    bob.reads(&room, "one").await;
    house.kill().await;
    stage.write(ann, chat, "two");
    bob.say(&room, "three").await;
    let house = stage.open(quick()).await;
    stage.begin(&house, &bot, &bob).await;
    stage
        .until_texts(ann, chat, "what Bob wrote", |texts| texts.len() == 3)
        .await;
    house.kill().await;

    // A bot cannot list what was written, but ask for it number by number.
    stage.write(ann, chat, "more than Telegram tells");
    stage.dc.forget_updates_in(chat);
    let house = stage.open(quick()).await;
    stage.begin(&house, &bot, &bob).await;
    stage.write(ann, chat, "four");
    bob.reads(&room, "four").await;
    let written = stage.written_by(ann, &bob, &room).await;
    assert_eq!(written, ["one", "two", "more than Telegram tells", "four"]);
    stage.assert_no_echo(&bob, &room, &bot).await;
}

#[tokio::test]
async fn what_a_bot_missed_comes_also_behind_much_that_was_written_elsewhere() {
    /// More than are asked for at once.
    const MANY: usize = 130;
    let stage = Stage::set().await;
    let bob = stage.synapse.person("bob").await;
    let bot = stage.bot("Relay", false).await;
    let (ann, carl) = (stage.user("Ann"), stage.user("Carl"));
    let house = awake(&stage, &bot, &bob, ann).await;
    let room = room_named(&bob, "Ann").await;
    stage.write(ann, bot.id, "good");
    bob.reads(&room, "good").await;
    house.kill().await;
    for number in 0..MANY {
        stage.write(carl, bot.id, &number.to_string());
    }
    stage.write(ann, bot.id, "and I?");
    stage.dc.forget_updates_of(bot.id);
    let house = stage.open(quick()).await;
    stage.begin(&house, &bot, &bob).await;
    stage.write(ann, bot.id, "hello?");
    bob.reads(&room, "hello?").await;
    let written = stage.written_by(ann, &bob, &room).await;
    assert_eq!(written, ["are you awake?", "good", "and I?", "hello?"]);
    house.kill().await;
}

#[tokio::test]
async fn who_writes_to_a_bot_gets_a_room_and_a_bot_asks_for_nobody_by_number() {
    let stage = Stage::set().await;
    let bob = stage.synapse.person("bob").await;
    let bot = stage.bot("Relay", false).await;
    let ann = stage.user("Ann");
    let house = stage.open(quick()).await;
    stage.begin(&house, &bot, &bob).await;
    stage.until_connected(&bot).await;
    stage.write(ann, bot.id, "hello bot");
    let room = room_named(&bob, "Ann").await;
    bob.say(&room, "hello Ann").await;
    stage
        .until_texts(ann, bot.id, "the answer", |texts| texts.len() == 2)
        .await;
    let expected = [
        (ann, "hello bot".to_owned()),
        (bot.id, "hello Ann".to_owned()),
    ];
    assert_eq!(stage.texts(ann, bot.id), expected);
    let number = Typed::Phone("491701234567".into());
    let opened = house.rooms.open_private(bot.id, &number).await.unwrap();
    assert_eq!(opened, Err(Nobody::NotForBots));
}
