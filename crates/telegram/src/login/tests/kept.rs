//! What is kept over a restart.

use domain::secret::ServerKey;
use domain::world::World;

use super::*;
use crate::login::kept::Unreadable;
use crate::seal::Sealer;

const OWNER: &str = "user 7";

fn sealer(key: u8) -> Sealer {
    let world = World::new(|| at(0), |bytes| bytes.fill(9));
    Sealer::new(&ServerKey::new([key; 64]), &world)
}

fn every_state() -> Vec<Step> {
    vec![
        begun(),
        asking_for_code(),
        with_code_sent(),
        checking_code(),
        with_code_sent().hear(Said::Resend, 70),
        checking_code().learn(Answer::PasswordNeeded, 6),
        with_password_wanted(),
        checking_password(),
        checking_token(),
        checking_code().refuse(400, "PHONE_CODE_EXPIRED"),
        asking_for_code().refuse(420, "FLOOD_WAIT_9"),
        asking_for_qr(),
        asking_for_qr().learn(qr(at(1)), 1),
        asking_for_qr().refuse(500, "NO_IDEA"),
        checking_code().learn(Answer::SignedIn(account()), 9),
        begun().hear(Said::Cancel, 1),
    ]
}

#[test]
fn every_state_is_read_as_it_was_kept() {
    for step in every_state() {
        let kept = step.conversation.seal(&sealer(1), OWNER);
        let read = Conversation::open(&sealer(1), OWNER, &kept);
        assert_eq!(read, Ok(step.conversation));
    }
}

#[test]
fn nothing_kept_holds_a_code_a_password_or_a_token() {
    for step in every_state() {
        let json = serde_json::to_string(&step.conversation).unwrap();
        for secret in [CODE, PASSWORD, TOKEN] {
            assert!(!json.contains(secret), "{secret} in {json}");
        }
    }
}

#[test]
fn what_is_kept_is_sealed() {
    let kept = with_code_sent().conversation.seal(&sealer(1), OWNER);
    for secret in [PHONE, HASH] {
        let found = kept
            .windows(secret.len())
            .any(|part| part == secret.as_bytes());
        assert!(!found, "{secret} lies open");
    }
}

#[test]
fn another_key_and_another_owner_read_nothing() {
    let kept = with_code_sent().conversation.seal(&sealer(1), OWNER);
    assert_eq!(
        Conversation::open(&sealer(2), OWNER, &kept),
        Err(Unreadable::Sealed)
    );
    assert_eq!(
        Conversation::open(&sealer(1), "user 8", &kept),
        Err(Unreadable::Sealed)
    );
}

#[test]
fn another_version_and_damage_are_told_apart() {
    let context = format!("login conversation of {OWNER}");
    let read = |json: &str| {
        let kept = sealer(1).seal(&context, json.as_bytes());
        Conversation::open(&sealer(1), OWNER, &kept)
    };
    let newer = r#"{"version":2,"conversation":{"now":"something else"}}"#;
    assert_eq!(read(newer), Err(Unreadable::Version(2)));
    assert_eq!(
        read(r#"{"version":1,"conversation":{}}"#),
        Err(Unreadable::Damaged)
    );
    assert_eq!(read("[]"), Err(Unreadable::Damaged));
}

#[test]
fn what_the_first_version_wrote_is_read_for_ever() {
    let json = r#"{"version":1,"conversation":{"begun_at":1700000000000000,"state":{"at":"ask_code","sent":{
        "phone":"+491701234567","hash":"hash-of-the-code","way":{"way":"app","length":5},"next":"sms",
        "sent_at":1700000002000000,"resend_at":1700000062000000},"unsure":false},"held":null}}"#;
    let kept = sealer(1).seal(&format!("login conversation of {OWNER}"), json.as_bytes());
    let read = Conversation::open(&sealer(1), OWNER, &kept);
    assert_eq!(read, Ok(with_code_sent().conversation));
}
