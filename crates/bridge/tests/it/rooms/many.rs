//! Many chats at once: paced, told of in one message, and gone on with where the bridge was stopped.

use std::collections::BTreeSet;
use std::time::Duration;

use bridge::registration::{ServiceTokens, registration};
use bridge::rooms::RoomsSettings;
use ruma::ServerName;
use store::portal_logins;
use telegram_testdc::{GroupKind, NewGroup, NewPost, NewUser};
use testkit::MatrixPerson;
use testkit::matrix_person::RoomEvent;
use testkit::synapse::{MATRIX_DOMAIN, Synapse, SynapseSetup};

use super::stage::{another_second, quick};
use crate::login::stage::{Chat, Stage};

/// What the message begins with that says how far it is; and the same once all is done.
const MAKING: &str = "Making rooms for your chats: ";
const MADE: &str = "Your chats have their rooms: ";

/// How many chats somebody has who is long on Telegram.
const MANY: usize = 240;

#[tokio::test]
async fn many_chats_get_a_room_each_newest_first_and_one_message_says_how_far_it_is() {
    let empty = RoomsSettings {
        backfill: 0,
        members: 0,
        // However fast the machine is, it is not done before it is stopped.
        pause: Duration::from_millis(25),
        ..quick()
    };
    let stage = Stage::set_with(Synapse::setup(), |settings| settings.rooms = empty).await;
    let account = stage.bob_at_telegram(None);
    let newest_first = chats(&stage, account, MANY, 0).await;
    let house = stage.open().await;
    let chat = Chat::open(&stage, "bob").await;
    chat.log_in(&stage).await;
    told_of(&chat, &stage, MANY / 3).await;
    house.close().await;

    let done = done(&stage, account).await;
    assert!((MANY / 3..MANY).contains(&done.len()), "{}", done.len());
    assert_eq!(done, newest_first[..done.len()]);

    let house = stage.open().await;
    told_of(&chat, &stage, MANY).await;
    house.close().await;
    every_chat_has_one_room(&chat.person, MANY).await;
    let told = chat.person.history(&chat.room).await;
    let told = told.iter().filter_map(number).collect::<Vec<_>>();
    let begun = told.iter().filter(|told| !told.is_edit).count();
    assert_eq!(begun, 1, "{told:?}");
    // How often it says how far it is depends on the time that passes: not once a room, in any case.
    assert!((2..MANY).contains(&told.len()), "{told:?}");
    assert!(told.is_sorted_by_key(|told| told.done), "{told:?}");
}

#[tokio::test]
async fn a_login_that_telegram_ends_while_rooms_are_made_gets_the_others_when_it_is_begun_anew() {
    const CHATS: usize = 5;
    let slow = RoomsSettings {
        pause: Duration::from_secs(1),
        ..quick()
    };
    let stage = Stage::set_with(Synapse::setup(), |settings| settings.rooms = slow).await;
    let account = stage.bob_at_telegram(None);
    let newest_first = chats(&stage, account, CHATS, 0).await;
    let house = stage.open().await;
    let chat = Chat::open(&stage, "bob").await;
    chat.log_in(&stage).await;
    told_of(&chat, &stage, 1).await;
    stage.dc.revoke_sessions(account, "SESSION_REVOKED");
    chat.hears_at_last("was ended from another device").await;
    assert!(done(&stage, account).await.len() < CHATS);

    chat.log_in(&stage).await;
    told_of(&chat, &stage, CHATS).await;
    assert_eq!(done(&stage, account).await, newest_first);
    every_chat_has_one_room(&chat.person, CHATS).await;
    house.close().await;
}

#[tokio::test]
async fn a_homeserver_that_lets_little_happen_at_once_gets_every_room_in_the_end() {
    const CHATS: usize = 4;
    let settings = RoomsSettings {
        members: 3,
        ..quick()
    };
    let setup = Synapse::setup()
        .limit("rc_message", "{ per_second: 4, burst_count: 6 }")
        // The space comes right after the first room.
        .limit("rc_room_creation", "{ per_second: 0.1, burst_count: 1 }")
        // Two puppets join each room as soon as it is there.
        .limit("rc_joins_per_room", "{ per_second: 0.2, burst_count: 1 }")
        .limit(
            "rc_joins",
            "{ local: { per_second: 0.2, burst_count: 1 }, remote: { per_second: 1, burst_count: 1 } }",
        )
        .limit(
            "rc_invites",
            "{ per_room: { per_second: 3, burst_count: 2 }, per_user: { per_second: 3, burst_count: 3 }, \
             per_issuer: { per_second: 1, burst_count: 1 } }",
        );
    let mut stage = Stage::set_with(setup, |all| all.rooms = settings).await;
    spare_nobody(&mut stage).await;
    let account = stage.bob_at_telegram(None);
    chats(&stage, account, CHATS, 1).await;
    let house = stage.open().await;
    let chat = Chat::open(&stage, "bob").await;
    chat.log_in(&stage).await;
    told_of(&chat, &stage, CHATS).await;
    every_chat_has_one_room(&chat.person, CHATS).await;
    let log = stage.synapse.log();
    for call in ["/createRoom", "/invite", "/join"] {
        let limited = |line: &&str| line.contains(" 429 \"") && line.contains(call);
        let put_off = log.lines().filter(limited).count();
        assert!(put_off > 0, "{call} was never put off");
    }
    // Nothing of what is in the rooms was left out, either.
    let mut conn = stage.db.read().await.unwrap();
    for chat in portal_logins::list_of(&mut conn, account).await.unwrap() {
        let portal = store::portals::find(&mut conn, chat.key).await.unwrap();
        let room = portal.unwrap().room.unwrap();
        let members = store::puppets::list_in(&mut conn, &room).await.unwrap();
        assert_eq!(members.len(), 2, "{}", chat.key);
    }
    house.close().await;
}

/// Has the homeserver limit the bridge as it limits everybody else, as some do.
async fn spare_nobody(stage: &mut Stage) {
    let domain = ServerName::parse(MATRIX_DOMAIN).unwrap();
    let tokens = ServiceTokens::of(&stage.key, &domain);
    let file = registration(&tokens, &domain, &stage.service());
    let spares = r#""rate_limited": false"#;
    assert!(file.contains(spares));
    let file = file.replace(spares, r#""rate_limited": true"#);
    let place = SynapseSetup::service_file(0);
    stage.synapse.stop();
    stage.synapse.write_registration(&place, &file);
    stage.synapse.start_again().await;
}

/// Makes chats in which Bob is, with some others and a message in each; gives them, the one with the newest message first.
/// Returns in another second than that of the last message: who logs in within the same is told of these chats as news,
/// and chats with news come first.
async fn chats(stage: &Stage, bob: i64, many: usize, others: usize) -> Vec<i64> {
    let person = |name: &str| {
        stage.dc.add_user(NewUser {
            first_name: name.into(),
            ..NewUser::default()
        })
    };
    let ann = person("Ann");
    let mut members: Vec<_> = (0..others).map(|nth| person(&format!("P{nth}"))).collect();
    members.push(bob);
    let make = |nth: usize| {
        let group = NewGroup {
            creator: ann,
            title: format!("Group {nth:03}"),
            kind: GroupKind::Supergroup,
            members: members.clone(),
            ..NewGroup::default()
        };
        stage.dc.add_group(group).unwrap()
    };
    let made: Vec<_> = (0..many).map(make).collect();
    // The one made first has the newest message.
    for (nth, chat) in made.iter().rev().enumerate() {
        let post = NewPost {
            from: ann,
            to: *chat,
            text: "hello".into(),
            date: 1_700_000_000 + i32::try_from(nth).unwrap() * 60,
            ..NewPost::default()
        };
        stage.dc.post(post).unwrap();
    }
    another_second().await;
    made
}

/// Waits until the message in the room says that so many rooms are made.
async fn told_of(chat: &Chat, stage: &Stage, least: usize) {
    let bot = stage.bot();
    loop {
        let fits = |event: &RoomEvent| event.sender() == bot && number(event).is_some();
        let next = chat
            .person
            .next_where(&chat.room, "how far it is", fits)
            .await;
        if number(&next).unwrap().done >= least {
            return;
        }
    }
}

/// The chats whose rooms are made, in the order in which they are to be made.
async fn done(stage: &Stage, account: i64) -> Vec<i64> {
    let mut conn = stage.db.read().await.unwrap();
    let chats = portal_logins::list_of(&mut conn, account).await.unwrap();
    let done = chats.iter().filter(|chat| chat.done_at.is_some());
    done.map(|chat| chat.key.chat).collect()
}

/// Looks at all invitations: there is one to each group, and one to the space.
async fn every_chat_has_one_room(person: &MatrixPerson, many: usize) {
    let filter = r#"{"room":{"timeline":{"limit":1}}}"#;
    let reply = person.get(&["sync"], &[("filter", filter)]).await.good();
    let invitations = reply["rooms"]["invite"].as_object().unwrap();
    assert_eq!(invitations.len(), many + 1);
    let name = |room: &serde_json::Value| {
        let state = room["invite_state"]["events"].as_array().unwrap();
        let named = state.iter().find(|event| event["type"] == "m.room.name");
        named.unwrap()["content"]["name"].to_string()
    };
    let names: BTreeSet<_> = invitations.values().map(name).collect();
    assert_eq!(names.len(), many + 1);
}

/// What a message says of how far it is.
#[derive(Debug)]
struct Told {
    done: usize,
    is_edit: bool,
}

fn number(event: &RoomEvent) -> Option<Told> {
    let body = event.body();
    let is_edit = body.starts_with("* ");
    let body = body.trim_start_matches("* ");
    let rest = body
        .strip_prefix(MAKING)
        .or_else(|| body.strip_prefix(MADE))?;
    let done = rest.split(' ').next()?.parse().ok()?;
    Some(Told { done, is_edit })
}
