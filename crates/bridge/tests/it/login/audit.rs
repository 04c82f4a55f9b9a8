//! What admins can read about logins to Telegram.

use domain::locale::Locale;
use store::audit_entries::{self, Written};

use super::language::postern_user;
use super::stage::{Chat, PHONE, Stage};

/// The audit entries of the default domain, the oldest first.
async fn entries(stage: &Stage) -> Vec<Written> {
    let mut conn = stage.db.read().await.unwrap();
    audit_entries::list(&mut conn, "", None, 100).await.unwrap()
}

#[tokio::test]
async fn every_login_and_its_end_is_in_the_audit_without_any_secret() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let account = stage.bob_at_telegram(None);
    let (bob, carol) = (
        Chat::open(&stage, "bob").await,
        Chat::open(&stage, "carol").await,
    );
    bob.asks("login", "phone number").await;
    bob.asks(PHONE, "has sent a code").await;
    let code = stage.code();
    bob.asks(&code, "You are logged in to Telegram as").await;
    bob.is_connected().await;
    carol.log_in(&stage).await;
    bob.hears("Somebody else on Matrix has logged in as").await;
    carol.is_connected().await;
    carol.asks("logout", "is logged out").await;
    bob.log_in(&stage).await;
    bob.is_connected().await;
    stage.dc.revoke_sessions(account, "SESSION_REVOKED");
    bob.hears("was ended from another device").await;

    let entries = entries(&stage).await;
    let (bob, carol) = (bob.person.id(), carol.person.id());
    let about = |who: &str, more: &str| format!("{who}, Telegram account {account}{more}");
    let mut expected = [
        ("bridge_login.logged_in", about(bob, "")),
        (
            "bridge_login.taken_over",
            about(bob, &format!(", by {carol}")),
        ),
        ("bridge_login.logged_in", about(carol, "")),
        ("bridge_login.logged_out", about(carol, "")),
        ("bridge_login.logged_in", about(bob, "")),
        ("bridge_login.ended", about(bob, ", revoked")),
    ];
    let mut read: Vec<_> = entries
        .iter()
        .map(|entry| (entry.action.as_str(), entry.detail.clone()))
        .collect();
    // The clock stands still, so their order is chance.
    read.sort();
    expected.sort();
    assert_eq!(read, expected);
    let digits = PHONE.trim_start_matches('+');
    for entry in &entries {
        assert_eq!((entry.actor.as_str(), &entry.user_id), ("postern", &None));
        assert!(!entry.detail.contains(digits) && !entry.detail.contains(&code));
    }
    house.close().await;
}

#[tokio::test]
async fn a_bots_token_is_in_no_entry_and_a_user_of_postern_is_named_by_their_id() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let token = stage.bot_at_telegram(7001, "Relay");
    let user = postern_user(&stage, &stage.synapse.user_id("bob"), Locale::English).await;
    let chat = Chat::open(&stage, "bob").await;
    chat.asks("login bot", "token of the bot").await;
    chat.asks(&token, "as the bot @relay_bot").await;
    chat.is_connected().await;
    let entries = entries(&stage).await;
    let [entry] = entries.as_slice() else {
        panic!("{entries:?}")
    };
    let id = Some(user.id.to_string());
    assert_eq!(entry.action, "bridge_login.logged_in");
    assert_eq!((entry.actor.as_str(), &entry.actor_id), ("user", &id));
    assert_eq!(entry.user_id, id);
    assert!(!entry.detail.contains(token.split_once(':').unwrap().1));
    house.close().await;
}
