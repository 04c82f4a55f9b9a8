//! `postern setup PROVIDER` for providers that are set up by the questions of their kind.

use testkit::fake_discord::FakeDiscord;
use testkit::fake_ntfy::FakeNtfy;

use super::dialogue::Dialogue;
use super::place::Place;

const TOKEN: &str = "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2";

fn text(place: &Place) -> String {
    std::fs::read_to_string(place.path("config.json")).unwrap()
}

#[tokio::test]
async fn a_dialogue_asks_for_a_token_until_it_works_and_writes_it() {
    let fake = FakeDiscord::start().await;
    let place = Place::empty();
    place.write_config("{\n  // Ours.\n  \"messaging\": {}\n}\n");
    let ca_file = format!("caFile={}", fake.site.ca_file().display());
    let host = format!("host={}", fake.site.url());
    let arguments = ["setup", "discord", "--set", &host, "--set", &ca_file];
    let mut dialogue = Dialogue::start(&place, &arguments);
    dialogue.sees("discord.com/developers/applications").await;
    dialogue.sees("The bot's token (not shown): ").await;
    dialogue.types("wrong.token");
    dialogue.sees("join the bot's server").await;
    dialogue.sees("(Enter for none): ").await;
    dialogue.types("not a link");
    dialogue.sees("It must be a web address").await;
    dialogue.types("https://discord.gg/acme");
    dialogue.sees("Not connected: ").await;
    dialogue.sees("2  Change: The bot's token").await;
    dialogue.types("2");
    dialogue.sees("The bot's token (not shown): ").await;
    dialogue.types(&fake.token());
    dialogue.sees("Connected as ").await;
    dialogue.sees("Enter for nobody").await;
    dialogue.types("");
    dialogue.sees("(not shown)").await;
    dialogue.sees("Write it? [Y/n]: ").await;
    dialogue.types("");
    let (code, screen) = dialogue.ended().await;
    assert_eq!(code, 0, "{screen}");
    assert!(!screen.contains(&fake.token()), "{screen}");
    let new = text(&place);
    assert!(
        new.contains("// Ours.") && new.contains("https://discord.gg/acme"),
        "{new}"
    );
    let out = place.run(&["check", "--connect"]).await.well();
    assert!(out.contains("Discord: connected as "), "{out}");
}

#[tokio::test]
async fn without_a_terminal_options_say_all_and_secrets_stay_in_their_files() {
    let server = FakeNtfy::start().await;
    server.account("postern", TOKEN);
    let place = Place::empty();
    std::fs::write(place.path("token"), TOKEN).unwrap();
    let host = format!("host={}", server.site.url());
    let ca_file = format!("caFile={}", server.site.ca_file().display());
    let arguments = [
        "setup",
        "ntfy",
        "--name",
        "Work",
        "--set",
        &host,
        "--set",
        &ca_file,
        "--set-file",
        "authorization=token",
        "--test-to",
        "alice",
        "--yes",
    ];
    let out = place.run(&arguments).await.well();
    assert!(out.contains("A test message was sent to alice."), "{out}");
    assert_eq!(server.messages().len(), 1);
    let new = text(&place);
    assert!(
        new.contains("\"ntfy-work\"") && !new.contains(TOKEN),
        "{new}"
    );
    let out = place.run(&["check", "--connect"]).await.well();
    assert!(out.contains("ntfy (work): connected as postern@"), "{out}");
}

#[tokio::test]
async fn what_needs_no_answers_is_switched_on() {
    let place = Place::empty();
    place
        .run(&["setup", "ntfy", "--no-test", "--yes"])
        .await
        .well();
    let config = config::load(&place.path("config.json"), |_| None).unwrap();
    let entries = config.config.messaging.entries();
    assert_eq!(entries[0].title, "ntfy");
    assert!(text(&place).contains("\"ntfy\": true"));
}

#[tokio::test]
async fn what_is_missing_or_wrong_is_said_and_nothing_is_written() {
    let place = Place::empty();
    for (arguments, part) in [
        (
            vec!["setup", "discord"],
            "this is missing: --set-file token=FILE",
        ),
        (
            vec!["setup", "discord", "--set", "token=abc"],
            "use --set-file token=FILE",
        ),
        (
            vec!["setup", "discord", "--set", "tokn=abc"],
            "Discord has no key tokn",
        ),
        (
            vec!["setup", "discord", "--set", "serverurl"],
            "must be KEY=VALUE",
        ),
        (
            vec!["setup", "discord", "--set-file", "token=nowhere"],
            "nowhere cannot be read",
        ),
        (
            vec!["setup", "ntfy", "--name", "a b"],
            "letters from a to z",
        ),
    ] {
        let done = place.run(&arguments).await;
        assert!(!done.status.success(), "{arguments:?}");
        assert!(done.err.contains(part), "{arguments:?}: {}", done.err);
        assert!(!place.path("config.json").exists());
    }
}
