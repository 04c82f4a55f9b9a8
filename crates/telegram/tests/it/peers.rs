use telegram::connection::Status;
use telegram::peers::{Resolved, Typed, resolve};
use telegram::send::SendOutcome;
use telegram_testdc::NewUser;

use super::stage::{PATIENCE, Stage, received, say};

#[tokio::test]
async fn a_name_is_resolved_once_and_whoever_takes_it_gets_nothing() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let alice = stage.reader(bot);
    let connection = stage.connect(&login).await;
    let name = |name: &str| Typed::Name(name.to_owned());
    let resolved = resolve(&connection, &name("alice"), PATIENCE)
        .await
        .unwrap();
    assert_eq!(resolved, Resolved::Person(alice));
    stage.dc.rename(alice, Some("alice_again"));
    let mallory = stage.dc.add_user(NewUser {
        username: Some("alice".into()),
        ..NewUser::default()
    });
    stage.dc.start_bot(mallory, bot, "").unwrap();
    connection.stop().await;
    // Also after a restart.
    let connection = stage.connect(&login).await;
    let outcome = say(&connection, alice, "for alice alone", "1").await;
    assert!(matches!(outcome, SendOutcome::Sent { .. }), "{outcome:?}");
    assert_eq!(received(&stage, alice, bot), ["for alice alone"]);
    assert_eq!(received(&stage, mallory, bot), [""; 0]);
}

#[tokio::test]
async fn what_cannot_be_written_to_is_told_apart() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let connection = stage.connect(&login).await;
    let nobody = Typed::Name("nobody_has_this".into());
    assert_eq!(
        resolve(&connection, &nobody, PATIENCE).await.unwrap(),
        Resolved::Unknown
    );
    let itself = Typed::Name("postern_bot".into());
    assert_eq!(
        resolve(&connection, &itself, PATIENCE).await.unwrap(),
        Resolved::Bot(bot)
    );
    let phone = Typed::Phone("4915112345678".into());
    assert_eq!(
        resolve(&connection, &phone, PATIENCE).await.unwrap(),
        Resolved::NotForBots
    );
    let unknown = Typed::Id(987_654_321);
    assert_eq!(
        resolve(&connection, &unknown, PATIENCE).await.unwrap(),
        Resolved::Unknown
    );
    let reader = stage.reader(bot);
    let known = Typed::Id(reader);
    assert_eq!(
        resolve(&connection, &known, PATIENCE).await.unwrap(),
        Resolved::Person(reader)
    );
    assert!(matches!(*connection.status().borrow(), Status::Up { .. }));
}
