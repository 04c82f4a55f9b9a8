//! The program beside a server that discord.py takes for Discord.

use serde_json::json;
use testkit::fake_discord::FakeDiscord;

use super::place::{Place, config};

fn place(fake: &FakeDiscord, token: &str) -> Place {
    let mut config = config();
    config["messaging"]["discord"] = json!({
        "token": token,
        "serverurl": "https://discord.gg/acme",
        "host": fake.site.url(),
        "caFile": fake.site.ca_file(),
    });
    Place::with_config(&config)
}

#[tokio::test]
async fn check_and_serve_connect_to_discord_and_say_as_whom() {
    let fake = FakeDiscord::start().await;
    fake.guild("Acme");
    let place = place(&fake, &fake.token());
    let out = place.run(&["check", "--connect"]).await.well();
    assert!(out.contains("Discord: connected as postern#4321."), "{out}");
    let mut server = place.start(&["serve"]);
    let line = "Postern Discord client is connected as postern#4321.";
    server.says(line).await;
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn check_says_that_discord_refuses_the_token_and_what_to_do() {
    let fake = FakeDiscord::start().await;
    let place = place(&fake, "wrong");
    let done = place.run(&["check", "--connect"]).await;
    assert_eq!(done.status.code(), Some(1));
    let said = "Discord: not connected: Discord refuses the bot's token";
    assert!(done.out.contains(said), "{}", done.out);
}
