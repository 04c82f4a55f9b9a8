//! `postern setup xmpp`, at a terminal and without one.

use messengers::xmpp;
use testkit::prosody::{DOMAIN, Prosody, Setup};
use testkit::slixmpp::Slixmpp;

use super::dialogue::{CTRL_C, CTRL_D, Dialogue};
use super::place::Place;

/// The password of every account of Prosody.
const SECRET: &str = "correct horse";
const ASKS_ADDRESS: &str = "Its address, such as postern@example.org: ";
const ASKS_PASSWORD: &str = "Password of postern@prosody.test (not shown): ";

/// A Prosody with an account for Postern, and one for Alice.
async fn prosody() -> Prosody {
    let prosody = Prosody::start(Setup::default()).await;
    prosody.register("postern", SECRET);
    prosody.register("alice", SECRET);
    prosody
}

fn service(prosody: &Prosody) -> String {
    format!("127.0.0.1:{}", prosody.port())
}

fn text(place: &Place, name: &str) -> String {
    std::fs::read_to_string(place.path(name)).unwrap()
}

fn xmpp_of(place: &Place) -> xmpp::Section {
    let loaded = config::load(&place.path("config.json"), |_| None).unwrap();
    let section = loaded.config.messaging.get::<xmpp::Section>("xmpp");
    section.unwrap().clone()
}

/// A file that Postern did not write, as people have it.
const OLD: &str = "{\n  // Our server.\n  \"Settings\": { \"Cert\": \"localhost\" }, // mine\n  \"_messaging\": {}\n}\n";

#[tokio::test]
async fn a_dialogue_at_a_terminal_ends_with_a_provider_that_works() {
    let prosody = prosody().await;
    let mut phone = Slixmpp::start(&prosody, "alice", SECRET).await;
    let place = Place::empty();
    place.write_config(OLD);
    let ca_file = prosody.ca_file();
    let arguments = ["setup", "xmpp", "--ca-file", ca_file.to_str().unwrap()];
    let mut dialogue = Dialogue::start(&place, &arguments);
    dialogue.sees(ASKS_ADDRESS).await;
    dialogue.types("a b@example.org");
    dialogue.sees(ASKS_ADDRESS).await;
    dialogue.types("  postern@prosody.test ");
    dialogue.sees("Server [prosody.test]: ").await;
    dialogue.types("https://prosody.test");
    dialogue.sees("It must be a domain, host:port").await;
    dialogue.types(&service(&prosody));
    dialogue.sees(ASKS_PASSWORD).await;
    dialogue.types(SECRET);
    dialogue.sees("Connected as postern@prosody.test.").await;
    dialogue.sees("Send one to").await;
    dialogue.types(&format!("alice@{DOMAIN}"));
    dialogue.sees("Sent to alice@prosody.test.").await;
    let message = phone.next_message().await;
    assert!(message.body.contains("test message from Postern"));
    dialogue.sees("Write it? [Y/n]: ").await;
    assert_eq!(text(&place, "config.json"), OLD, "nothing is written yet");
    dialogue.types("");
    let (code, screen) = dialogue.ended().await;
    assert_eq!(code, 0, "{screen}");
    assert!(!screen.contains(SECRET), "{screen}");
    assert!(screen.contains("As it was before: "), "{screen}");
    assert!(screen.contains("Next: postern check --connect --config config.json"));

    assert_eq!(text(&place, "config.json.bak"), OLD);
    let new = text(&place, "config.json");
    let (before, after) = OLD.split_once("\n}\n").unwrap();
    assert!(
        new.starts_with(before) && new.ends_with("\n}\n"),
        "{new}{after}"
    );
    let order = ["\"service\"", "\"credentials\"", "\"caFile\""].map(|key| new.find(key).unwrap());
    assert!(order.is_sorted(), "{new}");
    assert_eq!(xmpp_of(&place).credentials.password.reveal(), SECRET);
    let out = place.run(&["check", "--connect"]).await.well();
    assert!(out.contains("connected as postern@prosody.test."), "{out}");
}

#[tokio::test]
async fn a_wrong_password_is_said_and_asked_for_again() {
    let prosody = prosody().await;
    let place = Place::empty();
    let (service, ca_file) = (service(&prosody), prosody.ca_file());
    let arguments = [
        "setup",
        "xmpp",
        "--username",
        "postern@prosody.test",
        "--service",
        &service,
        "--ca-file",
        ca_file.to_str().unwrap(),
        "--yes",
    ];
    let mut dialogue = Dialogue::start(&place, &arguments);
    dialogue.sees(ASKS_PASSWORD).await;
    dialogue.types("wrong donkey");
    dialogue
        .sees("Not connected: the password was refused.")
        .await;
    dialogue.sees("1  Type the password again").await;
    dialogue.sees("Number [1]: ").await;
    dialogue.types("9");
    dialogue.sees("Please type a number from 1 to 5.").await;
    dialogue.types("");
    dialogue.sees(ASKS_PASSWORD).await;
    assert!(!place.path("config.json").exists(), "it did not work yet");
    dialogue.types(SECRET);
    dialogue.sees("Connected as").await;
    let (code, screen) = dialogue.ended().await;
    assert_eq!(code, 0, "{screen}");
    for password in ["wrong donkey", SECRET] {
        assert!(!screen.contains(password), "{screen}");
    }
    let new = text(&place, "config.json");
    assert!(new.starts_with("// The configuration of Postern."));
    assert_eq!(xmpp_of(&place).credentials.password.reveal(), SECRET);
}

#[tokio::test]
async fn a_password_in_a_file_is_read_again_and_never_written_beside_it() {
    let prosody = prosody().await;
    let place = Place::empty();
    std::fs::write(place.path("secret"), "wrong donkey\n").unwrap();
    let text_before = format!(
        r#"{{ "messaging": {{ "xmpp": {{
  "service": "{}", // the old machine
  "credentials": {{ "username": "postern@prosody.test", "PasswordFile": "secret" }},
  "caFile": "{}"
}} }} }}"#,
        service(&prosody),
        prosody.ca_file().display()
    );
    place.write_config(&text_before);
    let mut dialogue = Dialogue::start(&place, &["setup", "xmpp", "--yes"]);
    dialogue
        .sees("Not connected: the password was refused.")
        .await;
    dialogue
        .sees("4  Try again, and read the password's file again")
        .await;
    dialogue.sees("Number [4]: ").await;
    std::fs::write(place.path("secret"), SECRET).unwrap();
    dialogue.types("");
    dialogue.sees("Connected as postern@prosody.test.").await;
    let (code, screen) = dialogue.ended().await;
    assert_eq!(code, 0, "{screen}");
    assert!(!screen.contains("Type the password"), "{screen}");
    assert_eq!(text(&place, "config.json"), text_before);
}

#[tokio::test]
async fn whoever_stops_finds_everything_as_it_was() {
    for (keys, at_password) in [
        (CTRL_C, false),
        (CTRL_D, false),
        (CTRL_C, true),
        (CTRL_D, true),
    ] {
        let place = Place::empty();
        place.write_config(OLD);
        let mut dialogue = Dialogue::start(&place, &["setup", "xmpp"]);
        dialogue.sees(ASKS_ADDRESS).await;
        if at_password {
            dialogue.types("postern@prosody.test");
            dialogue.sees("Server [prosody.test]: ").await;
            dialogue.types("");
            dialogue.sees(ASKS_PASSWORD).await;
            dialogue.presses("secr");
        }
        if (keys, at_password) == (CTRL_D, true) {
            // Ctrl-D ends an empty line only.
            dialogue.presses("\u{15}");
        }
        dialogue.presses(keys);
        dialogue.sees("Stopped. Nothing was written.").await;
        let (code, screen) = dialogue.ended().await;
        assert_eq!(code, 130, "{screen}");
        assert!(dialogue.shows_typed(), "what is typed is shown again");
        assert_eq!(text(&place, "config.json"), OLD);
        assert!(!place.path("config.json.bak").exists());
    }
}

#[tokio::test]
async fn without_a_terminal_the_options_say_it_all() {
    let prosody = prosody().await;
    let mut phone = Slixmpp::start(&prosody, "alice", SECRET).await;
    let place = Place::empty();
    place.write_config(OLD);
    std::fs::write(place.path("xmpp-password"), format!("{SECRET}\n")).unwrap();
    let (service, ca_file) = (service(&prosody), prosody.ca_file());
    let mut arguments = vec![
        "setup",
        "xmpp",
        "--service",
        &service,
        "--username",
        "postern@prosody.test",
        "--password-file",
        "xmpp-password",
        "--ca-file",
        ca_file.to_str().unwrap(),
    ];
    let alice = prosody.address("alice");
    arguments.extend(["--test-to", &alice]);
    let out = place.run(&arguments).await.well();
    assert!(out.contains("Connected as postern@prosody.test."), "{out}");
    assert!(phone.next_message().await.body.contains("test message"));
    assert!(!text(&place, "config.json").contains(SECRET));
    assert_eq!(xmpp_of(&place).credentials.password.reveal(), SECRET);

    let out = place.run(&arguments).await.well();
    assert!(out.contains("nothing had to be written"), "{out}");
    let password = ["setup", "xmpp", "--password-stdin"];
    let done = place.run_with_input(&password, "another").await;
    assert_eq!(done.status.code(), Some(1));
    assert!(
        done.err.contains("passwordFile names a file"),
        "{}",
        done.err
    );
    assert!(!place.path("config.json.bak1").exists());
}

#[tokio::test]
async fn without_a_terminal_the_missing_options_are_named() {
    let place = Place::empty();
    place.write_config(OLD);
    let done = place
        .run(&["setup", "xmpp", "--service", "example.org"])
        .await;
    assert_eq!(done.status.code(), Some(1));
    let names = "missing: --username, --password-file or --password-stdin";
    assert!(done.err.contains(names), "{}", done.err);
    assert_eq!(text(&place, "config.json"), OLD);
}

#[tokio::test]
async fn without_a_terminal_nothing_is_written_that_did_not_work() {
    let prosody = prosody().await;
    let place = Place::empty();
    let (service, ca_file) = (service(&prosody), prosody.ca_file());
    let arguments = [
        "setup",
        "xmpp",
        "--service",
        &service,
        "--username",
        "postern@prosody.test",
        "--password-stdin",
        "--ca-file",
        ca_file.to_str().unwrap(),
    ];
    let done = place.run_with_input(&arguments, "wrong donkey\n").await;
    assert_eq!(done.status.code(), Some(1));
    assert!(
        done.err.contains("the password was refused"),
        "{}",
        done.err
    );
    assert!(!place.path("config.json").exists());

    let untested = [&arguments[..], &["--no-test"]].concat();
    place
        .run_with_input(&untested, "wrong donkey\n")
        .await
        .well();
    assert_eq!(
        xmpp_of(&place).credentials.password.reveal(),
        "wrong donkey"
    );
}

#[tokio::test]
async fn a_second_account_has_a_name_and_a_section_of_its_own() {
    let prosody = prosody().await;
    let place = Place::empty();
    let first = r#"{ "messaging": {
  "xmpp": { "service": "xmpp.example.org", "credentials": { "username": "first", "password": "first one's" } },
} }"#;
    place.write_config(first);
    std::fs::write(place.path("secret"), SECRET).unwrap();
    let (service, ca_file) = (service(&prosody), prosody.ca_file());
    let named = ["setup", "xmpp", "--name", "Work"];
    let missing = place.run(&named).await;
    let names = "missing: --username, --service, --password-file or --password-stdin";
    assert!(missing.err.contains(names), "{}", missing.err);
    let arguments = [
        &named[..],
        &["--service", &service, "--username", "postern@prosody.test"],
        &["--password-file", "secret"],
        &["--ca-file", ca_file.to_str().unwrap()],
    ]
    .concat();
    let out = place.run(&arguments).await.well();
    assert!(out.contains("Connected as postern@prosody.test."), "{out}");
    assert!(out.contains("Set: messaging.xmpp-work.service, "), "{out}");
    let new = text(&place, "config.json");
    let untouched = first.strip_suffix(",\n} }").unwrap();
    assert!(new.starts_with(untouched), "{new}");
    let loaded = config::load(&place.path("config.json"), |_| None).unwrap();
    let second = loaded.config.messaging.get::<xmpp::Section>("xmpp-work");
    assert_eq!(second.unwrap().credentials.password.reveal(), SECRET);
    let out = place.run(&arguments).await.well();
    assert!(out.contains("nothing had to be written"), "{out}");

    let mut dialogue = Dialogue::start(&place, &named);
    dialogue
        .sees("XMPP (work) is set up in config.json already.")
        .await;
    dialogue.presses(CTRL_C);
    dialogue.ended().await;
    let wrong = place.run(&["setup", "xmpp", "--name", "a b"]).await;
    assert!(wrong.err.contains("letters from a to z"), "{}", wrong.err);
}
