//! Where an account is logged in.

use telegram::connection::{LoggedOut, Status};
use telegram::devices::{Ended, end, end_others, list};
use telegram::log_out::log_out;

use super::person::{Alice, log_in};
use super::stage::{PATIENCE, Stage, until};

const PHONE: &str = "+491701234567";

#[tokio::test]
async fn other_logins_are_listed_and_ended() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    for session in ["phone", "desk", "office"] {
        log_in(&stage, session, PHONE).await;
    }
    let all = list(&alice.connection, PATIENCE).await.unwrap();
    let ours: Vec<_> = all.iter().map(|device| device.is_ours).collect();
    assert_eq!(ours, [true, false, false, false]);
    assert_eq!(all[0].model, "Postern");
    let other = all[1].id;
    let ended = end(&alice.connection, other, PATIENCE).await.unwrap();
    assert_eq!(ended, Ended::Done);
    let ended = end(&alice.connection, other, PATIENCE).await.unwrap();
    assert_eq!(ended, Ended::Unknown);
    assert_eq!(list(&alice.connection, PATIENCE).await.unwrap().len(), 3);
    let ended = end_others(&alice.connection, PATIENCE).await.unwrap();
    assert_eq!(ended, Ended::Done);
    let left = list(&alice.connection, PATIENCE).await.unwrap();
    assert!(left.len() == 1 && left[0].is_ours);
}

#[tokio::test]
async fn our_own_login_ends_by_logging_out() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    log_out(&alice.connection, PATIENCE).await.unwrap();
    let why = LoggedOut::Here;
    until(&alice.connection, |status| {
        *status == Status::LoggedOut { why }
    })
    .await;
    assert_eq!(stage.dc.profile(alice.id).unwrap().logins, 0);
}
