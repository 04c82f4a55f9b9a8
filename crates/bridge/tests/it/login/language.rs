//! In which language the bot speaks.

use domain::linked_account::{LinkedAccount, Standing, Uses};
use domain::locale::Locale;
use domain::provider::{Provider, RemoteId};
use domain::user::{Role, User, UserName};
use store::{linked_accounts, users};
use telegram_testdc::{GroupKind, NewGroup};

use super::stage::{Chat, PHONE, Stage};

/// A user of Postern, who has shown that this is their account on Matrix.
pub(super) async fn postern_user(stage: &Stage, matrix_id: &str, locale: Locale) -> User {
    let (world, now) = (&stage.world, stage.world.now());
    let user = User {
        id: world.id(),
        domain: String::new(),
        name: UserName::parse("bob").unwrap(),
        display_name: None,
        role: Role::User,
        locale: Some(locale),
        password: None,
        created_at: now,
        locked_at: None,
    };
    let account = LinkedAccount {
        id: world.id(),
        user_id: user.id,
        provider: Provider::new("matrix"),
        handle: matrix_id.to_owned(),
        remote_id: Some(RemoteId(matrix_id.to_owned())),
        position: 0,
        uses: Uses {
            notifications: true,
            codes: true,
        },
        standing: Standing::Verified { at: now },
        broken: None,
        muted_at: None,
        created_at: now,
        last_sent_at: None,
    };
    let mut tx = stage.db.begin().await.unwrap();
    users::insert(&mut tx, &user).await.unwrap();
    linked_accounts::insert(&mut tx, &account).await.unwrap();
    store::commit(tx).await.unwrap();
    user
}

#[tokio::test]
async fn everybody_is_spoken_to_in_the_language_they_chose_also_after_a_restart() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    stage.bob_at_telegram(None);
    let (bob, carol) = (
        Chat::open(&stage, "bob").await,
        Chat::open(&stage, "carol").await,
    );
    bob.asks("language", "I speak English with you").await;
    bob.asks("language klingon", "`language de` (Deutsch)")
        .await;
    bob.asks("language Deutsch", "Ab jetzt spreche ich Deutsch")
        .await;
    bob.asks("help", "In diesem Raum können Sie tippen").await;
    house.close().await;
    let house = stage.open().await;
    bob.asks("login", "geben Sie Ihre Telefonnummer").await;
    bob.asks(PHONE, "hat einen Code").await;
    carol.asks("help", "In this room you can type").await;
    bob.asks("language en", "From now on I speak English").await;
    bob.asks("cancel", "The login is cancelled").await;
    house.close().await;
}

#[tokio::test]
async fn a_user_of_postern_is_spoken_to_as_on_the_pages_until_they_choose_otherwise() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    postern_user(&stage, &stage.synapse.user_id("bob"), Locale::German).await;
    let chat = Chat::greeted(&stage, "bob", "Hallo!").await;
    chat.asks("ping", "Sie sind nicht bei Telegram angemeldet")
        .await;
    chat.asks("language en", "From now on I speak English")
        .await;
    chat.asks("ping", "You are not logged in").await;
    house.close().await;
}

#[tokio::test]
async fn why_somebody_is_taken_out_of_a_room_is_told_in_their_language() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let bob = stage.bob_at_telegram(None);
    let group = NewGroup {
        kind: GroupKind::Supergroup,
        title: "Friends".into(),
        creator: bob,
        ..NewGroup::default()
    };
    stage.dc.add_group(group).unwrap();
    let chat = Chat::open(&stage, "bob").await;
    chat.log_in(&stage).await;
    let room = loop {
        let room = chat.person.invitation().await;
        chat.person.join(&room).await;
        if chat.person.state_of(&room, "m.room.name", "").await["name"] == "Friends" {
            break room;
        }
    };
    chat.say("language de").await;
    chat.hears_at_last("Ab jetzt spreche ich Deutsch").await;
    chat.say("logout").await;
    chat.hears_at_last("ist abgemeldet").await;
    let me = chat.person.id().to_owned();
    let gone = chat.person.state_of(&room, "m.room.member", &me).await;
    assert_eq!(gone["reason"], "Bei Telegram abgemeldet");
    house.close().await;
}
