//! The program beside Zulip, Slack and CallMeBot: as whom it is connected, and what is never shown again of a secret that
//! somebody pasted.

use serde_json::{Value, json};
use testkit::fake_callmebot::FakeCallMeBot;
use testkit::fake_slack::FakeSlack;
use testkit::fake_zulip::FakeZulip;

use super::place::{Place, config};

const PASSWORD: &str = "correct horse battery staple\n";
const HOOK: &str = "T024BE7LD/B0HOOK/aBcDeFgHiJkLmNoPqRsTuVwX";

/// A house with one provider, and Alice with an account there.
async fn house(kind: &str, section: Value, handle: &str) -> Place {
    let mut config = config();
    config["messaging"][kind] = section;
    let place = Place::with_config(&config);
    let add = ["user", "add", "alice", "--password-stdin"];
    place.run_with_input(&add, PASSWORD).await.well();
    let link = ["user", "link", "alice", kind, handle, "--vouched"];
    place.run(&link).await.well();
    place
}

/// Has the program send a text, and gives all that it said and wrote meanwhile.
async fn send(place: &Place, start_line: &str) -> String {
    let mut server = place.start(&["serve"]);
    server.says(start_line).await;
    let message = ["message", "alice", "Dinner & more at *seven*.", "--wait"];
    let mut said = place.run(&message).await.well();
    assert!(server.stop().await.success());
    let report = ["report", "audit", "--format", "json"];
    for command in [&["user", "list"][..], &report[..]] {
        said.push_str(&place.run(command).await.well());
    }
    said
}

#[tokio::test]
async fn zulip_is_connected_and_a_person_gets_a_text() {
    let fake = FakeZulip::start("postern-bot@example.org", "a0X1yjQ7ULv4wZx6").await;
    fake.put(8, "alice@example.org", false);
    let section = json!({
        "site": fake.site.url(),
        "email": "postern-bot@example.org",
        "api_key": "a0X1yjQ7ULv4wZx6",
        "caFile": fake.site.ca_file(),
    });
    let place = house("zulip", section, "alice@example.org").await;
    let who = format!("postern-bot@example.org on {}", fake.site.shown());
    let out = place.run(&["check", "--connect"]).await.well();
    assert!(
        out.contains(&format!("Zulip: connected as {who}.")),
        "{out}"
    );
    let said = send(
        &place,
        &format!("Postern Zulip client is connected as {who}."),
    )
    .await;
    assert!(said.contains("sent"), "{said}");
    let (to, text) = fake.messages().remove(0);
    assert_eq!(to, 8);
    let shown = FakeZulip::shown(&text);
    assert!(shown.contains("Dinner & more at *seven*."), "{shown}");
}

#[tokio::test]
async fn security_15_a_webhook_of_slack_gets_a_text_and_is_never_shown_again() {
    let fake = FakeSlack::start("xoxb-1").await;
    fake.hook(HOOK);
    let section = json!({ "host": fake.site.url(), "caFile": fake.site.ca_file() });
    let handle = format!("https://hooks.slack.com/services/{HOOK}");
    let place = house("slack", section, &handle).await;
    let line = format!(
        "Postern Slack client can reach {} for webhooks.",
        fake.site.shown()
    );
    let said = send(&place, &line).await;
    assert!(
        said.contains("h…uVwX") && !said.contains("aBcDeF"),
        "{said}"
    );
    let (to, text) = fake.messages().remove(0);
    assert_eq!(to, HOOK);
    assert!(text.contains("Dinner &amp; more at *seven*."), "{text}");
}

#[tokio::test]
async fn security_15_what_callmebot_sent_is_enough_for_a_text_and_never_shown_again() {
    let fake = FakeCallMeBot::start().await;
    fake.allow("whatsapp.php", "+34123123123", "7654321");
    let section = json!({ "host": fake.site.url(), "caFile": fake.site.ca_file() });
    let handle = "https://api.callmebot.com/whatsapp.php?phone=+34123123123&text=This+is+a+test&apikey=7654321";
    let place = house("callmebot", section, handle).await;
    let line = format!("Postern CallMeBot client can reach {}.", fake.site.shown());
    let said = send(&place, &line).await;
    let hides = !said.contains("7654321") && !said.contains("34123");
    assert!(said.contains("WhatsApp …3123") && hides, "{said}");
    let (page, text) = fake.messages().remove(0);
    assert_eq!(page, "whatsapp.php");
    assert!(text.contains("Dinner & more at *seven*."), "{text}");
}
