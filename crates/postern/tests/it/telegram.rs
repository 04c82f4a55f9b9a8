//! The program beside a local data centre of Telegram.

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use telegram_testdc::{NewBot, NewMessage, NewUser, Seen, TestDc};
use testkit::Browser;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use super::place::{Place, Running, config};
use super::walk::{chooses_way, code_in, signs_out, types_password};

const PASSWORD: &str = "Correct-horse-7-battery";
const CONNECTED: &str = "Postern Telegram client is bot connected as @house_bot.";
const PATIENCE: Duration = Duration::from_secs(60);
/// How long to wait before looking again.
const GLANCE: Duration = Duration::from_millis(5);

/// A data centre with a bot, and a place configured for it with Alice as its admin.
struct House {
    dc: TestDc,
    bot: i64,
    place: Place,
}

impl House {
    async fn new() -> Self {
        let dc = TestDc::start(telegram_testdc::Settings::default())
            .await
            .unwrap();
        let (bot, token) = dc.add_bot(NewBot {
            first_name: "The house".into(),
            username: Some("house_bot".into()),
            ..NewBot::default()
        });
        let mut config = config();
        config["messaging"]["telegram"] = serde_json::json!({
            "apiid": 17,
            "apihash": "0123456789abcdef0123456789abcdef",
            "bottoken": token,
            "server": dc.address(2).unwrap().to_string(),
            "serverKeyFile": "telegram.pem",
        });
        let place = Place::with_config(&config);
        std::fs::write(place.path("telegram.pem"), dc.public_key()).unwrap();
        let add = ["user", "add", "alice", "--admin", "--password-stdin"];
        place.run_with_input(&add, PASSWORD).await.well();
        Self { dc, bot, place }
    }

    async fn serve(&self) -> (Running, String) {
        let mut server = self.place.start(&["serve"]);
        let address = server.address().await;
        server.says(CONNECTED).await;
        self.pages_know().await;
        (server, address)
    }

    /// Waits until pages know of the connection, too. They read it from the database, into which the courier writes it
    /// after the line is printed.
    async fn pages_know(&self) {
        sqlx::any::install_default_drivers();
        let url = format!("sqlite:{}", self.place.path("data/postern.db").display());
        let pool = sqlx::AnyPool::connect(&url).await.unwrap();
        let rows = "SELECT count(*) FROM provider_states WHERE account IS NOT NULL";
        let look = async {
            while sqlx::query_scalar::<_, i64>(rows)
                .fetch_one(&pool)
                .await
                .unwrap()
                == 0
            {}
        };
        timeout(PATIENCE, look)
            .await
            .expect("pages know nothing of it");
    }

    fn person(&self, name: &str) -> i64 {
        self.dc.add_user(NewUser {
            first_name: name.into(),
            username: Some(name.into()),
            ..NewUser::default()
        })
    }

    fn says(&self, person: i64, text: &str) {
        let (from, to, text) = (person, self.bot, text.to_owned());
        self.dc.send(NewMessage { from, to, text }).unwrap();
    }

    /// Waits until a message of the bot to somebody contains `part`, and gives the newest.
    async fn hears(&self, person: i64, part: &str) -> Seen {
        let look = async {
            loop {
                let messages = self.dc.messages(person, self.bot).into_iter().rev();
                let mut theirs = messages.filter(|message| message.from == self.bot);
                if let Some(found) = theirs.find(|message| message.text.contains(part)) {
                    return found;
                }
                tokio::time::sleep(GLANCE).await;
            }
        };
        timeout(PATIENCE, look)
            .await
            .unwrap_or_else(|_| panic!("{:?}", self.dc.messages(person, self.bot)))
    }
}

/// A person whose client nobody here wrote. It ends with this value.
struct Telethon {
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    _client: Child,
}

impl Telethon {
    async fn start(house: &House, phone: &str) -> Self {
        let control = house.dc.open_control(0).await.unwrap();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/telethon_person.py");
        let python = tokio::task::spawn_blocking(testkit::venv::python);
        let mut client = Command::new(python.await.unwrap())
            .args([script, &format!("http://{control}"), phone, "house_bot"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut person = Self {
            stdin: client.stdin.take().unwrap(),
            lines: BufReader::new(client.stdout.take().unwrap()).lines(),
            _client: client,
        };
        assert_eq!(person.next().await["ready"], true);
        person
    }

    async fn does(&mut self, command: &str) {
        let line = format!("{command}\n");
        self.stdin.write_all(line.as_bytes()).await.unwrap();
    }

    async fn next(&mut self) -> Value {
        let line = timeout(PATIENCE, self.lines.next_line()).await.unwrap();
        serde_json::from_str(&line.unwrap().unwrap()).unwrap()
    }

    /// The next message whose text contains `part`.
    async fn reads(&mut self, part: &str) -> Value {
        loop {
            let said = self.next().await;
            if said["text"]
                .as_str()
                .is_some_and(|text| text.contains(part))
            {
                return said;
            }
        }
    }
}

/// The digits that can be copied with one tap.
fn code_of(message: &Seen) -> String {
    let mut codes = message.entities.iter().filter(|(kind, _)| kind == "code");
    let code = codes.next().unwrap().1.clone();
    assert_eq!(code, code_in(&message.text.replace(['.', ','], " ")));
    code
}

/// Alice follows the link on the page for the first account and presses Start.
async fn presses_start(house: &House, browser: &Browser, person: i64) {
    browser.click("Link your first account").await;
    browser.sees("Telegram, without typing").await;
    browser.screenshot("telegram/link").await;
    let url = browser.address_of("Open Telegram").await;
    let payload = url.strip_prefix("https://t.me/house_bot?start=").unwrap();
    assert_eq!(payload.len(), 22, "132 bits");
    house.dc.start_bot(person, house.bot, payload).unwrap();
    let answer = house.hears(person, "alice").await;
    assert_eq!(answer.buttons.len(), 1, "{answer:?}");
    // The page goes on by itself.
    browser.sees("Make ten backup codes?").await;
    browser.click("Make new codes").await;
    browser.sees("Keep these backup codes").await;
    browser.click("I have kept them").await;
}

/// How many codes to sign in somebody has got.
fn codes(house: &House, person: i64) -> usize {
    let all = house.dc.messages(person, house.bot).into_iter();
    all.filter(|message| message.text.contains("your code to sign in"))
        .count()
}

#[tokio::test]
async fn check_connects_to_telegram_and_says_as_whom() {
    let house = House::new().await;
    let out = house.place.run(&["check", "--connect"]).await.well();
    assert!(out.contains("Telegram: connected as @house_bot."), "{out}");
    let logins = house.dc.profile(house.bot).unwrap().logins;
    assert_eq!(logins, 0, "a check leaves no login behind");
}

#[tokio::test]
async fn check_says_that_a_token_is_wrong_and_what_to_do() {
    let house = House::new().await;
    let text = std::fs::read_to_string(house.place.path("config.json")).unwrap();
    let token = house.dc.profile(house.bot).unwrap().token.unwrap();
    house.place.write_config(&text.replace(&token, "1:wrong"));
    let done = house.place.run(&["check", "--connect"]).await;
    assert_eq!(done.status.code(), Some(1));
    let said = "Telegram: not connected: logged out: the bot's token is wrong or was replaced; \
                run `postern setup telegram`.";
    assert!(done.out.contains(said), "{}", done.out);
}

#[tokio::test]
async fn alice_links_by_pressing_start_signs_in_with_a_code_disowns_and_mutes() {
    let house = House::new().await;
    let (server, address) = house.serve().await;
    let phone = house.person("alice_t");
    let browser = Browser::desk().start().await;
    types_password(&browser, &address, "alice", PASSWORD).await;
    browser.sees("No messaging account is linked yet.").await;
    presses_start(&house, &browser, phone).await;

    // A message of the operator arrives, and says where it went.
    let text = "Dinner is at seven.";
    let out = house.place.run(&["message", "alice", text, "--wait"]).await;
    let out = out.well();
    assert!(out.contains(" by telegram"), "{out}");
    house.hears(phone, text).await;

    // A wrong code is warned of; the button under the warning disowns it.
    signs_out(&browser).await;
    types_password(&browser, &address, "alice", PASSWORD).await;
    chooses_way(&browser, "Telegram").await;
    let code = code_of(&house.hears(phone, "your code to sign in").await);
    let wrong = if code == "123456" { "654321" } else { "123456" };
    browser.fill("The code from Telegram", wrong).await;
    browser.click("Sign in").await;
    browser.sees("That is not the code").await;
    browser.fill("The code from Telegram", &code).await;
    browser.click("Sign in").await;
    browser.is_at("/account").await;
    let csv = ["report", "sign-ins", "--format", "csv"];
    let csv = house.place.run(&csv).await.well();
    assert!(csv.contains("messaging,telegram"), "{csv}");

    let warning = house.hears(phone, "but a wrong code").await;
    let (label, data) = warning.buttons.first().expect("a button").clone();
    assert_eq!(label, "This was not me");
    let press = house.dc.press(phone, house.bot, warning.id, &data).unwrap();
    timeout(PATIENCE, async {
        while house.dc.answer_to(press).is_none() {
            tokio::time::sleep(GLANCE).await;
        }
    })
    .await
    .unwrap();
    // Whoever was signed in is so no longer.
    browser.open(&format!("{address}/account")).await;
    browser.is_at("/sign-in").await;

    // Muted: no notifications, but codes.
    house.says(phone, "/stop");
    house.hears(phone, "/start").await;
    let unwanted = "Dinner is at eight.";
    let refused = house.place.run(&["message", "alice", unwanted]).await;
    assert!(!refused.status.success(), "{}", refused.out);
    types_password(&browser, &address, "alice", PASSWORD).await;
    let before = codes(&house, phone);
    chooses_way(&browser, "Telegram").await;
    let code = timeout(PATIENCE, async {
        while codes(&house, phone) == before {
            tokio::time::sleep(GLANCE).await;
        }
        code_of(&house.hears(phone, "your code to sign in").await)
    });
    let code = code.await.unwrap();
    browser.fill("The code from Telegram", &code).await;
    browser.click("Sign in").await;
    browser.is_at("/account").await;

    // Whoever wants them again gets those that come from then on.
    house.says(phone, "/start");
    let again = "sends notifications here. To end that, write /stop";
    house.hears(phone, again).await;
    let wanted = ["message", "alice", "Dinner is at nine.", "--wait"];
    house.place.run(&wanted).await.well();
    house.hears(phone, "Dinner is at nine.").await;
    let all = house.dc.messages(phone, house.bot);
    assert!(!all.iter().any(|message| message.text.contains(unwanted)));
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn a_typed_handle_needs_start_first_and_is_then_linked_by_a_code() {
    let house = House::new().await;
    let (server, address) = house.serve().await;
    let phone = house.person("alice_t");
    let browser = Browser::desk().start().await;
    types_password(&browser, &address, "alice", PASSWORD).await;
    browser.sees("No messaging account is linked yet.").await;
    let types_handle = async |handle: &str| {
        browser.open(&format!("{address}/account/link")).await;
        browser.fill("Your account there", handle).await;
        browser.click("Send the code").await;
    };
    types_handle("t.me/+AbCdEf").await;
    browser.sees("That is an invitation to a group").await;
    types_handle("+49 170 1234567").await;
    browser
        .sees("The bot cannot find people by their phone number")
        .await;

    types_handle("https://t.me/Alice_T").await;
    browser.sees("has not started @house_bot yet").await;
    // The same link is offered in place of the code, opened.
    browser.sees("Press Start in the chat that opens").await;
    browser.screenshot("telegram/not-started").await;

    house.dc.start_bot(phone, house.bot, "").unwrap();
    types_handle("@alice_t").await;
    let code = code_of(&house.hears(phone, "your code to link this account").await);
    browser.fill("The code from Telegram", &code).await;
    browser.click("Link").await;
    browser.sees("Keep these backup codes").await;
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn a_reload_hands_the_login_over_and_messages_go_on() {
    let house = House::new().await;
    let (mut server, _address) = house.serve().await;
    let phone = house.person("alice_t");
    house.dc.start_bot(phone, house.bot, "").unwrap();
    let link = ["user", "link", "alice", "telegram", "@alice_t", "--vouched"];
    house.place.run(&link).await.well();
    server.signal(rustix::process::Signal::HUP);
    server.says(CONNECTED).await;
    house
        .place
        .run(&["message", "alice", "After it.", "--wait"])
        .await
        .well();
    house.hears(phone, "After it.").await;
    assert_eq!(house.dc.profile(house.bot).unwrap().logins, 1);
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn telethon_links_by_start_reads_what_comes_and_undoes_it_by_the_button() {
    let house = House::new().await;
    let phone = "+4917012345";
    house.dc.add_user(NewUser {
        first_name: "Alice".into(),
        username: Some("alice_t".into()),
        phone: Some(phone.into()),
        ..NewUser::default()
    });
    let (server, address) = house.serve().await;
    let mut person = Telethon::start(&house, phone).await;
    let browser = Browser::desk().start().await;
    types_password(&browser, &address, "alice", PASSWORD).await;
    browser.click("Link your first account").await;
    let url = browser.address_of("Open Telegram").await;
    let (_, payload) = url.split_once("?start=").unwrap();
    person.does(&format!("start {payload}")).await;
    let linked = person.reads("alice").await;
    let button = linked["buttons"][0].as_str().unwrap().to_owned();
    browser.sees("Make ten backup codes?").await;
    let text = "Dinner is at seven. 🍲";
    house
        .place
        .run(&["message", "alice", text, "--wait"])
        .await
        .well();
    person.reads(text).await;
    person.does(&format!("press {button}")).await;
    // The press is answered, which is what ends the wait of the client.
    loop {
        let said = person.next().await;
        if said["pressed"] == true {
            break;
        }
    }
    browser.open(&format!("{address}/account")).await;
    browser.sees("No messaging account is linked yet.").await;
    assert!(server.stop().await.success());
}
