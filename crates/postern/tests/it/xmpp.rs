//! The program beside a Prosody, with slixmpp as the person at the other end.

use testkit::Browser;
use testkit::prosody::{DOMAIN, Prosody, Setup};
use testkit::slixmpp::Slixmpp;

use super::place::{Place, Running, config};
use super::walk::{
    asks_to_link, chooses_way, code_in, first_backup_code, reloads_until, signs_out, types_password,
};

/// The password of every account of Prosody.
pub(crate) const SECRET: &str = "correct horse";
/// Alice's password at Postern.
pub(crate) const PASSWORD: &str = "Correct-horse-7-battery";

/// A Prosody with two accounts, and a configuration for it with Alice as its admin.
pub(crate) async fn house() -> (Prosody, Place) {
    let prosody = Prosody::start(Setup::default()).await;
    prosody.register("postern", SECRET);
    prosody.register("alice", SECRET);
    let mut config = config();
    config["messaging"]["xmpp"] = serde_json::json!({
        "service": format!("127.0.0.1:{}", prosody.port()),
        "domain": DOMAIN,
        "credentials": { "username": "postern", "password": SECRET },
        "caFile": prosody.ca_file(),
    });
    let place = Place::with_config(&config);
    let add = ["user", "add", "alice", "--admin", "--password-stdin"];
    place.run_with_input(&add, PASSWORD).await.well();
    (prosody, place)
}

/// A server that has just connected, and its address.
pub(crate) async fn serve(place: &Place) -> (Running, String) {
    let mut server = place.start(&["serve"]);
    let address = server.address().await;
    server.says(CONNECTED).await;
    (server, address)
}

const CONNECTED: &str = "Postern XMPP client is connected as postern@prosody.test.";

/// Alice signs in and links her account; the page with her backup codes is open then.
async fn alice_links(browser: &Browser, address: &str, phone: &mut Slixmpp) {
    types_password(browser, address, "alice", PASSWORD).await;
    browser.sees("No messaging account is linked yet.").await;
    asks_to_link(browser, "XMPP", &format!("alice@{DOMAIN}")).await;
    let message = phone.next_message().await;
    assert!(message.body.contains("your code to link this account"));
    browser
        .fill("The code from XMPP", &code_in(&message.body))
        .await;
    browser.click("Link").await;
    browser.sees("Keep these backup codes").await;
}

/// Alice has typed her password; she has a code sent and types it.
async fn alice_types_code(browser: &Browser, phone: &mut Slixmpp) {
    chooses_way(browser, "XMPP").await;
    let message = phone.next_message().await;
    assert!(message.body.contains("your code to sign in"));
    browser.sees("Sent and delivered (").await;
    let code = code_in(&message.body);
    let wrong = if code == "123456" { "654321" } else { "123456" };
    browser.fill("The code from XMPP", wrong).await;
    browser.click("Sign in").await;
    browser.sees("That is not the code").await;
    browser.fill("The code from XMPP", &code).await;
    browser.click("Sign in").await;
    browser.sees("Codes and notifications").await;
    browser.is_at("/account").await;
}

#[tokio::test]
async fn check_connects_and_says_as_whom() {
    let (_prosody, place) = house().await;
    let out = place.run(&["check", "--connect"]).await.well();
    assert!(out.contains("connected as postern@prosody.test."), "{out}");
}

#[tokio::test]
async fn check_says_why_a_provider_does_not_connect() {
    let (prosody, place) = house().await;
    prosody.register("postern", "another password");
    let connected = || prosody.log().matches("Client connected").count();
    let before = connected();
    let done = place.run(&["check", "--connect"]).await;
    assert_eq!(done.status.code(), Some(1));
    let said =
        "XMPP: not connected: the password was refused.\nconfig.json needs your attention.\n";
    assert_eq!(done.out, said);
    // One attempt is enough for an answer: the server was not asked again and again.
    assert_eq!(connected(), before + 1);
}

#[tokio::test]
async fn alice_links_xmpp_gets_a_message_and_signs_in_with_a_code() {
    let (prosody, place) = house().await;
    let (server, address) = serve(&place).await;
    let mut phone = Slixmpp::start(&prosody, "alice", SECRET).await;
    let browser = Browser::desk().start().await;
    alice_links(&browser, &address, &mut phone).await;

    let text = "Dinner is at seven.";
    let message = ["message", "alice", text, "--wait"];
    let out = place.run(&message).await.well();
    assert!(out.contains(" by xmpp"), "{out}");
    assert!(phone.next_message().await.body.contains(text));

    browser.click("I have kept them").await;
    signs_out(&browser).await;
    types_password(&browser, &address, "alice", PASSWORD).await;
    alice_types_code(&browser, &mut phone).await;

    let report = ["report", "sign-ins", "--format", "csv"];
    let csv = place.run(&report).await.well();
    assert!(csv.contains("messaging"), "{csv}");
    assert!(csv.contains("alice"), "{csv}");
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn an_outage_leaves_the_backup_codes_and_ends() {
    let (mut prosody, place) = house().await;
    let (mut server, address) = serve(&place).await;
    let mut phone = Slixmpp::start(&prosody, "alice", SECRET).await;
    let browser = Browser::desk().start().await;
    alice_links(&browser, &address, &mut phone).await;
    let backup = first_backup_code(&browser).await;
    browser.click("I have kept them").await;
    signs_out(&browser).await;

    drop(phone);
    prosody.kill();
    server.logs("not connected").await;
    types_password(&browser, &address, "alice", PASSWORD).await;
    browser.sees("One more step, alice").await;
    let says_so = |text: &str| text.contains("None of your messengers can be reached");
    reloads_until(&browser, says_so).await;
    browser
        .sees("You can sign in with one of your backup codes.")
        .await;
    browser.screenshot("xmpp/outage").await;
    chooses_way(&browser, "Backup code").await;
    browser.fill("One of your backup codes", &backup).await;
    browser.click("Sign in").await;
    browser.sees("9 of 10 left").await;
    signs_out(&browser).await;

    prosody.start_again().await;
    server.says(CONNECTED).await;
    let mut phone = Slixmpp::start(&prosody, "alice", SECRET).await;
    // The warning about the backup code was kept until it could be sent.
    assert!(phone.next_message().await.body.contains("backup code"));
    types_password(&browser, &address, "alice", PASSWORD).await;
    browser.sees("One more step, alice").await;
    reloads_until(&browser, |text| text.contains("XMPP al…")).await;
    alice_types_code(&browser, &mut phone).await;
    assert!(server.stop().await.success());
}
