use domain::delivery::Outcome;
use domain::provider::{NOT_JOINED, RemoteId};

use super::stage::Stage;

fn id(id: u64) -> RemoteId {
    RemoteId(id.to_string())
}

fn not_joined() -> Outcome {
    Outcome::Later {
        after: None,
        why: NOT_JOINED.to_owned(),
    }
}

#[tokio::test]
async fn people_are_found_by_their_whole_name_their_old_name_or_their_id() {
    let stage = Stage::set().await;
    let bob = stage.fake.old_person("Bob", "0042");
    stage.fake.joins(bob, stage.guild);
    let longer = stage.fake.person("alice.b");
    stage.fake.joins(longer, stage.guild);
    let rig = stage.connected().await;
    assert_eq!(rig.resolve("alice").await, Ok(id(stage.alice)));
    assert_eq!(rig.resolve("@ALICE").await, Ok(id(stage.alice)));
    assert_eq!(rig.resolve("Bob#0042").await, Ok(id(bob)));
    assert_eq!(
        rig.resolve(&stage.alice.to_string()).await,
        Ok(id(stage.alice))
    );
    assert_eq!(rig.resolve("alic").await, Err(not_joined()));
    assert_eq!(rig.resolve("Bob#0043").await, Err(not_joined()));
    assert_eq!(rig.resolve("bob").await, Err(not_joined()));
}

#[tokio::test]
async fn security_46_nobody_is_found_by_what_they_call_themselves() {
    let stage = Stage::set().await;
    let mallory = stage.fake.called("mallory", "bruce");
    stage.fake.joins(mallory, stage.guild);
    let rig = stage.connected().await;
    assert_eq!(rig.resolve("bruce").await, Err(not_joined()));
    let bruce = stage.fake.person("bruce");
    stage.fake.joins(bruce, stage.guild);
    assert_eq!(rig.resolve("bruce").await, Ok(id(bruce)));
}

#[tokio::test]
async fn who_is_on_no_server_yet_is_found_as_soon_as_they_join() {
    let stage = Stage::set().await;
    let carol = stage.fake.person("carol");
    let rig = stage.connected().await;
    assert_eq!(rig.resolve("carol").await, Err(not_joined()));
    assert_eq!(rig.resolve(&carol.to_string()).await, Err(not_joined()));
    stage.fake.joins(carol, stage.guild);
    assert_eq!(rig.resolve("carol").await, Ok(id(carol)));
}

#[tokio::test]
async fn a_server_that_the_bot_joins_later_is_searched_too() {
    let stage = Stage::set().await;
    let carol = stage.fake.person("carol");
    let mut rig = stage.connected().await;
    let other = stage.fake.guild("Other");
    stage.fake.joins(carol, other);
    // What is heard after the news of the server comes after it.
    stage.fake.writes(stage.alice, "hello");
    rig.hear().await;
    assert_eq!(rig.resolve("carol").await, Ok(id(carol)));
}

#[tokio::test]
async fn a_bot_is_refused_and_so_is_an_id_that_nobody_has() {
    let stage = Stage::set().await;
    let other = stage.fake.other_bot("helper");
    stage.fake.joins(other, stage.guild);
    let rig = stage.connected().await;
    for handle in ["helper", "99999999999999999"] {
        let resolved = rig.resolve(handle).await;
        assert!(
            matches!(resolved, Err(Outcome::Never { account: true, .. })),
            "{resolved:?}"
        );
    }
}

#[tokio::test]
async fn a_fault_of_the_server_is_not_taken_for_an_absence() {
    let stage = Stage::set().await;
    let rig = stage.connected().await;
    stage.fake.refuses("GET guilds/", 500, 0, &[]);
    let Err(Outcome::Later { why, .. }) = rig.resolve("alice").await else {
        panic!("it is tried again");
    };
    assert!(why.contains("500"), "{why}");
}
