//! What an operator does at a terminal.

use std::os::unix::fs::PermissionsExt;

use rustix::process::Signal;

use super::dialogue::{CTRL_C, CTRL_D, Dialogue};
use super::place::{Place, config};

const PASSWORD: &str = "Correct-horse-7-battery";

#[tokio::test]
async fn check_names_line_and_key_of_what_is_wrong() {
    let place = Place::empty();
    place.write_config("{\n  \"settings\": {\n    \"port\": \"many\"\n  }\n}\n");
    let done = place.run(&["check"]).await;
    assert_eq!(done.status.code(), Some(1));
    assert!(done.err.contains("config.json:3:"), "{}", done.err);
    assert!(done.err.contains("port"), "{}", done.err);
    // A server does not start with it either, and says the same.
    let refused = place.run(&["serve"]).await;
    assert_eq!((refused.status.code(), refused.err), (Some(1), done.err));
}

#[tokio::test]
async fn check_is_content_with_a_good_configuration() {
    let place = Place::with_config(&config());
    let out = place.run(&["check"]).await.well();
    assert_eq!(out, "config.json is usable.\n");
    assert!(!place.path("data").exists(), "check touches no data");
}

#[tokio::test]
async fn commands_want_a_configuration() {
    let place = Place::empty();
    let done = place.run(&["user", "list"]).await;
    assert_eq!(done.status.code(), Some(1));
    assert!(done.err.contains("there is no config.json"), "{}", done.err);
}

#[tokio::test]
async fn the_first_start_writes_a_configuration_and_invites_the_first_admin() {
    let place = Place::empty()
        .variable("POSTERN_SETTINGS_PORT", "0")
        .variable("POSTERN_SETTINGS_REDIRPORT", "0")
        .variable("POSTERN_SETTINGS_BIND", "127.0.0.1");
    let mut server = place.start(&["serve"]);
    server.says("There was no config.json").await;
    let address = server.address().await;
    server.says("Postern has no users yet.").await;
    let link = server.says("/invitation/").await;
    let path = link.trim().strip_prefix(&address).unwrap().to_owned();
    let page = place.get(&address, &path).await;
    assert!(page.contains("You are the first one here"), "{page}");
    assert!(server.stop().await.success());

    let written = std::fs::read_to_string(place.path("config.json")).unwrap();
    assert!(written.starts_with("// The configuration of Postern."));
    let mode = |name: &str| place.path(name).metadata().unwrap().permissions().mode();
    assert_eq!(mode("data") & 0o077, 0, "the data are nobody else's");
}

#[tokio::test]
async fn with_a_user_nobody_is_invited() {
    let place = Place::with_config(&config());
    let add = ["user", "add", "alice", "--admin", "--password-stdin"];
    place.run_with_input(&add, PASSWORD).await.well();
    let list = place.run(&["user", "list"]).await.well();
    assert!(list.starts_with("alice\tadmin"), "{list}");
    let mut server = place.start(&["serve"]);
    server.address().await;
    server.signal(Signal::TERM);
    assert_eq!(server.says("").await, "Postern is stopping.");
}

#[tokio::test]
async fn sigterm_and_sigint_end_the_server_with_success() {
    for signal in [Signal::TERM, Signal::INT] {
        let place = Place::with_config(&config());
        let mut server = place.start(&["serve"]);
        server.says("/invitation/").await;
        server.signal(signal);
        server.says("Postern is stopping.").await;
        assert_eq!(server.ended().await.code(), Some(0));
    }
}

#[tokio::test]
async fn sighup_reads_the_configuration_anew() {
    let place = Place::with_config(&config());
    let mut server = place.start(&["serve"]);
    let address = server.address().await;
    server.says("/invitation/").await;
    let page = place.get(&address, "/sign-in").await;
    assert!(page.contains("The house"), "{page}");

    let mut changed = config();
    changed["domains"][""]["title"] = "The new house".into();
    place.write_config(&changed.to_string());
    server.signal(Signal::HUP);
    server.says("read its configuration anew").await;
    let page = place.get(&address, "/sign-in").await;
    assert!(page.contains("The new house"), "{page}");
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn a_broken_configuration_is_not_taken_over() {
    let place = Place::with_config(&config());
    let mut server = place.start(&["serve"]);
    let address = server.address().await;
    server.says("/invitation/").await;
    place.write_config("{ \"settings\": ");
    server.signal(Signal::HUP);
    server.logs("the old one goes on").await;
    let page = place.get(&address, "/sign-in").await;
    assert!(page.contains("The house"), "{page}");
    assert!(server.stop().await.success());
}

/// The path of the link that `user invite` prints, if the link begins with this address.
async fn invited_at(place: &Place, address: &str) -> Option<String> {
    let link = place.run(&["user", "invite"]).await.well();
    Some(link.trim().strip_prefix(address)?.to_owned())
}

#[tokio::test]
async fn links_of_commands_lead_to_the_port_that_the_server_took() {
    let mut config = config();
    // Not asked for by the configuration: the server takes the next free one.
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let taken_port = taken.local_addr().unwrap().port();
    config["settings"]["port"] = taken_port.into();
    config["settings"]["exactPorts"] = false.into();
    let place = Place::with_config(&config);
    let configured = format!("https://localhost:{taken_port}");
    let mut server = place.start(&["serve"]);
    let address = server.address().await;
    assert_ne!(address, configured);
    let path = invited_at(&place, &address).await;
    let page = place.get(&address, &path.unwrap()).await;
    assert!(page.contains("Welcome to The house"), "{page}");

    // Without a server, however it ended, there is but the configured port.
    assert!(server.stop().await.success());
    assert!(invited_at(&place, &configured).await.is_some());
    let mut server = place.start(&["serve"]);
    let address = server.address().await;
    assert!(invited_at(&place, &address).await.is_some());
    server.kill().await;
    assert!(invited_at(&place, &configured).await.is_some());
}

#[tokio::test]
async fn a_second_server_on_the_same_data_is_refused() {
    let place = Place::with_config(&config());
    let mut server = place.start(&["serve"]);
    server.address().await;
    let second = place.run(&["serve"]).await;
    assert_eq!(second.status.code(), Some(1));
    assert!(
        second
            .err
            .contains("a server runs already with the data folder data"),
        "{}",
        second.err
    );
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let mut config = config();
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    config["settings"]["port"] = port.into();
    let done = Place::with_config(&config).run(&["serve"]).await;
    assert_eq!(done.status.code(), Some(1));
    let said = format!("port {port} is taken by another program");
    assert!(done.err.contains(&said), "{}", done.err);
}

#[tokio::test]
async fn a_mistyped_data_folder_does_not_pass_unnoticed() {
    let place = Place::with_config(&config());
    let done = place.run(&["user", "list", "--data", "config.json"]).await;
    assert_eq!(done.status.code(), Some(1));
    let said = "the data folder config.json is a file";
    assert!(done.err.contains(said), "{}", done.err);
    let done = place.run(&["user", "list", "--data", "new"]).await;
    assert_eq!(
        done.err,
        "There was no data folder new, so a new one is made.\n"
    );
    let database = place.path("new/postern.db").metadata().unwrap();
    assert_eq!(database.permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn whoever_waits_for_a_message_hears_what_it_waits_for() {
    let mut config = config();
    config["messaging"]["xmpp"] = serde_json::json!({
        "service": format!("127.0.0.1:{}", testkit::free_port()),
        "domain": "example.org",
        "credentials": { "username": "postern", "password": PASSWORD },
    });
    let place = Place::with_config(&config);
    let add = ["user", "add", "alice", "--password-stdin"];
    place.run_with_input(&add, PASSWORD).await.well();
    let nobody = place
        .run(&["message", "alice", "Dinner is at seven."])
        .await;
    assert!(
        nobody.err.contains("alice has no messaging account"),
        "{}",
        nobody.err
    );
    let link = [
        "user",
        "link",
        "alice",
        "xmpp",
        "alice@example.org",
        "--vouched",
    ];
    place.run(&link).await.well();

    let mut waiting = place.start(&["message", "alice", "Dinner is at seven.", "--wait"]);
    waiting.logs("No server runs with this data folder").await;
    let server = place.start(&["serve"]);
    waiting
        .says("pending by xmpp: not connected: 127.0.0.1 has no XMPP server")
        .await;
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn whoever_stops_at_the_password_changes_nothing_and_sees_what_is_typed_again() {
    let place = Place::with_config(&config());
    for keys in [CTRL_C, CTRL_D] {
        let mut dialogue = Dialogue::start(&place, &["user", "add", "alice"]);
        dialogue.sees("Password").await;
        dialogue.presses(keys);
        dialogue.sees("Stopped. Nothing was changed.").await;
        assert_eq!(dialogue.ended().await.0, 130);
        assert!(dialogue.shows_typed());
    }
    let mut dialogue = Dialogue::start(&place, &["user", "add", "alice"]);
    dialogue.sees("Password").await;
    dialogue.types(PASSWORD);
    dialogue.sees("Again").await;
    dialogue.types(PASSWORD);
    dialogue.sees("alice is added").await;
    assert_eq!(dialogue.ended().await.0, 0);
    assert!(!dialogue.screen().contains(PASSWORD));
}

#[tokio::test]
async fn an_unusable_filter_for_the_log_is_named() {
    let place = Place::with_config(&config()).variable("POSTERN_LOG", "debgu");
    let done = place.run(&["user", "list"]).await;
    let says = "POSTERN_LOG=\"debgu\" cannot be used: \"debgu\" is no level";
    assert!(done.err.contains(says), "{}", done.err);
    assert_eq!(done.status.code(), Some(0));
}

#[tokio::test]
async fn a_link_to_a_port_that_is_not_chosen_yet_says_so() {
    let place = Place::with_config(&config());
    let done = place.run(&["user", "invite"]).await;
    assert!(
        done.out.starts_with("https://localhost:PORT/invitation/"),
        "{}",
        done.out
    );
    assert!(
        done.err.contains("chooses one when it starts"),
        "{}",
        done.err
    );
}

#[tokio::test]
async fn security_46_audit_entries_are_shipped_from_where_one_left_off() {
    let place = Place::with_config(&config());
    for name in ["alice", "bob"] {
        let add = ["user", "add", name, "--password-stdin"];
        place.run_with_input(&add, PASSWORD).await.well();
    }
    let json = |text: String| -> serde_json::Value { serde_json::from_str(&text).unwrap() };
    let report = ["report", "audit", "--format", "json"];
    let all = json(place.run(&report).await.well());
    assert_eq!(all.as_array().unwrap().len(), 2, "{all}");
    assert_eq!(all[0]["action"], "user.added");
    assert_eq!(all[0]["actor"], "operator");
    let after = |entry: &serde_json::Value| entry["id"].as_str().unwrap().to_owned();
    let (first, last) = (after(&all[0]), after(&all[1]));
    let rest = [&report[..], &["--after", &first]].concat();
    assert_eq!(json(place.run(&rest).await.well())[0], all[1]);
    let none = [&report[..], &["--after", &last]].concat();
    assert_eq!(place.run(&none).await.well(), "[]\n");
    let csv = place
        .run(&["report", "audit", "--format", "csv"])
        .await
        .well();
    assert!(
        csv.starts_with("id,time,actor,actor_id,ip,action,user_id,detail\r\n"),
        "{csv}"
    );
}
