//! `postern setup telegram`, at a terminal and without one, with the local data centre.

use messengers::telegram;
use telegram_testdc::{NewBot, NewUser, RpcFault, Settings, TestDc};

use super::dialogue::{CTRL_C, Dialogue};
use super::place::Place;
use super::provider_news::{message, with_ntfy};
use super::qr_reader;

const API_HASH: &str = "0123456789abcdef0123456789abcdef";
const TOKEN: &str = "4711:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp-_1";
const WRONG_TOKEN: &str = "4711:ZZbbCCddEEffGGhhIIjjKKllMMnnOOpp-_1";
const PHONE: &str = "+491701234567";
const PASSWORD: &str = " correct horse";

const ASKS_ID: &str = "api_id: ";
const ASKS_HASH: &str = "api_hash (not shown): ";
const ASKS_TOKEN: &str = "Token of the bot (not shown): ";
const ASKS_PHONE: &str = "Phone number, or qr, or cancel: ";
const ASKS_CODE: &str = "Code, or resend, or cancel (not shown): ";
const ASKS_PASSWORD: &str = "Password (not shown): ";

/// A data centre with a bot, and with Alice, who has pressed Start in its chat.
struct Stage {
    dc: TestDc,
    bot: i64,
    alice: i64,
    place: Place,
}

/// A file that Postern did not write, as people have it.
const OLD: &str = "{\n  // Our server.\n  \"Settings\": { \"Cert\": \"localhost\" }, // mine\n  \"messaging\": {}\n}\n";

impl Stage {
    async fn set() -> Self {
        let dc = TestDc::start(Settings::default()).await.unwrap();
        let (bot, _) = dc.add_bot(NewBot {
            id: Some(4711),
            first_name: "Postern".into(),
            username: Some("postern_bot".into()),
            token: Some(TOKEN.into()),
            ..NewBot::default()
        });
        let alice = dc.add_user(NewUser {
            first_name: "Alice".into(),
            username: Some("alice".into()),
            ..NewUser::default()
        });
        dc.start_bot(alice, bot, "").unwrap();
        let place = Place::empty();
        std::fs::write(place.path("server.pem"), dc.public_key()).unwrap();
        place.write_config(OLD);
        Self {
            dc,
            bot,
            alice,
            place,
        }
    }

    /// The account that Postern is to use as a user.
    fn user(&self, password: Option<&str>) -> i64 {
        self.dc.add_user(NewUser {
            first_name: "Postern".into(),
            username: Some("postern".into()),
            phone: Some(PHONE.into()),
            password: password.map(str::to_owned),
            hint: password.map(|_| "my first horse".to_owned()),
            ..NewUser::default()
        })
    }

    /// With the address of the data centre behind these arguments.
    fn arguments(&self, arguments: &[&str]) -> Vec<String> {
        let address = self.dc.address(2).unwrap().to_string();
        let server = ["--server", &address, "--server-key-file", "server.pem"];
        let all = arguments.iter().chain(&server);
        all.map(|part| (*part).to_owned()).collect()
    }

    fn dialogue(&self, arguments: &[&str]) -> Dialogue {
        let arguments = self.arguments(arguments);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Dialogue::start(&self.place, &arguments)
    }

    /// A dialogue in which the application is said already.
    async fn past_application(&self, arguments: &[&str]) -> Dialogue {
        let mut dialogue = self.dialogue(&[arguments, &["--api-id", "17"]].concat());
        dialogue.sees(ASKS_HASH).await;
        dialogue.types(API_HASH);
        dialogue
    }

    async fn run(&self, arguments: &[&str]) -> super::place::Done {
        let arguments = self.arguments(arguments);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        self.place.run(&arguments).await
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.place.path(name)).unwrap()
    }

    fn section(&self) -> telegram::Section {
        let loaded = config::load(&self.place.path("config.json"), |_| None).unwrap();
        let section = loaded.config.messaging.get::<telegram::Section>("telegram");
        section.unwrap().clone()
    }

    fn code(&self) -> String {
        self.dc.code(PHONE).unwrap().code
    }

    /// A code that is not the right one.
    fn wrong_code(&self) -> String {
        let other = |c| if c == '9' { '0' } else { '9' };
        self.code().chars().map(other).collect()
    }

    fn refuse(&self, method: &str, code: i32, name: &str) {
        let (method, name) = (method.to_owned(), name.to_owned());
        let (user, times) = (None, 1);
        self.dc.refuse(RpcFault {
            method,
            code,
            name,
            user,
            times,
        });
    }

    /// What Alice has got from this account.
    fn received(&self, from: i64) -> Vec<String> {
        let messages = self.dc.messages(self.alice, from).into_iter();
        let theirs = messages.filter(|message| message.from == from);
        theirs.map(|message| message.text).collect()
    }

    fn is_as_it_was(&self) {
        assert_eq!(self.text("config.json"), OLD);
        assert!(!self.place.path("config.json.bak").exists());
    }
}

#[tokio::test]
async fn a_bot_is_set_up_from_nothing() {
    let stage = Stage::set().await;
    let mut dialogue = stage.dialogue(&["--setuptelegram"]);
    dialogue.sees("https://my.telegram.org").await;
    dialogue.sees("API development tools").await;
    dialogue.sees(ASKS_ID).await;
    dialogue.types("my-app");
    dialogue.sees("It must be the number").await;
    dialogue.sees(ASKS_ID).await;
    dialogue.types(" 17 ");
    dialogue.sees(ASKS_HASH).await;
    dialogue.types("0123");
    dialogue
        .sees("It must be the 32 hexadecimal digits that my.telegram.org shows.")
        .await;
    dialogue.sees(ASKS_HASH).await;
    dialogue.types(API_HASH);
    dialogue.sees("As whom shall Postern log in").await;
    dialogue.types("");
    dialogue.sees("https://t.me/BotFather").await;
    dialogue.sees(ASKS_TOKEN).await;
    dialogue.types("4711");
    dialogue.sees("A token is the bot's number, a colon").await;
    dialogue.sees(ASKS_TOKEN).await;
    dialogue.types(WRONG_TOKEN);
    dialogue
        .sees("Telegram does not know this bot token.")
        .await;
    dialogue.sees(ASKS_TOKEN).await;
    dialogue.types(TOKEN);
    dialogue
        .sees("Postern is logged in to Telegram as the bot @postern_bot.")
        .await;
    dialogue.sees("Connected as the bot @postern_bot.").await;
    dialogue
        .sees("open https://t.me/postern_bot and press Start before.")
        .await;
    dialogue.sees("Send one to").await;
    let bob = stage.dc.add_user(NewUser {
        username: Some("bobby".into()),
        ..NewUser::default()
    });
    dialogue.types("@bobby");
    dialogue
        .sees("Not sent: the person has not started @postern_bot yet")
        .await;
    dialogue.sees("Send one to").await;
    dialogue.types("@Alice");
    dialogue.sees("Sent to @alice.").await;
    assert!(stage.received(stage.bot)[0].contains("test message from Postern"));
    assert!(stage.dc.messages(bob, stage.bot).is_empty());
    dialogue.sees("Write it? [Y/n]: ").await;
    assert_eq!(stage.text("config.json"), OLD, "nothing is written yet");
    dialogue.types("");
    let (code, screen) = dialogue.ended().await;
    assert_eq!(code, 0, "{screen}");
    for secret in [API_HASH, TOKEN, WRONG_TOKEN] {
        assert!(!screen.contains(secret), "{screen}");
    }

    assert_eq!(stage.text("config.json.bak"), OLD);
    let new = stage.text("config.json");
    assert!(
        new.starts_with(
            "{\n  // Our server.\n  \"Settings\": { \"Cert\": \"localhost\" }, // mine"
        )
    );
    let order = ["\"apiid\": 17", "\"apihash\"", "\"bottoken\"", "\"server\""];
    assert!(order.map(|key| new.find(key).unwrap()).is_sorted(), "{new}");
    let bot = stage.dc.profile(stage.bot).unwrap();
    assert_eq!(bot.logins, 0, "no login is left behind");
    let out = stage.place.run(&["check", "--connect"]).await.well();
    assert!(
        out.contains("Telegram: connected as @postern_bot."),
        "{out}"
    );
}

#[tokio::test]
async fn a_user_logs_in_with_a_code_and_a_password_after_some_mistakes() {
    let stage = Stage::set().await;
    let user = stage.user(Some(PASSWORD));
    let mut dialogue = stage.past_application(&["setup", "telegram", "user"]).await;
    dialogue
        .sees("How do you want to log that account in?")
        .await;
    dialogue.types("1");
    dialogue.sees(ASKS_PHONE).await;
    dialogue.types("0170 1234567");
    dialogue.sees("The country code is missing").await;
    dialogue.sees(ASKS_PHONE).await;
    dialogue.types("+49 170 1234567");
    dialogue
        .sees("Telegram has sent a code by SMS to +491701234567.")
        .await;
    dialogue.sees(ASKS_CODE).await;
    dialogue.types("resend");
    dialogue.sees("Telegram sends the code again in").await;
    dialogue.sees(ASKS_CODE).await;
    let (wrong, right) = (stage.wrong_code(), stage.code());
    dialogue.types(&wrong);
    dialogue.sees("This code is wrong.").await;
    dialogue.sees(ASKS_CODE).await;
    dialogue.types(&right);
    dialogue.sees("Your hint: my first horse").await;
    dialogue.sees(ASKS_PASSWORD).await;
    dialogue.types("wrong donkey");
    dialogue.sees("This password is wrong.").await;
    dialogue.sees(ASKS_PASSWORD).await;
    dialogue.types(PASSWORD);
    dialogue
        .sees("You are logged in to Telegram as @postern.")
        .await;
    dialogue.sees("Connected as the user @postern.").await;
    dialogue.sees("Send one to").await;
    dialogue.types("alice");
    dialogue.sees("Sent to @alice.").await;
    dialogue.sees("Write it? [Y/n]: ").await;
    dialogue.types("y");
    let (code, screen) = dialogue.ended().await;
    assert_eq!(code, 0, "{screen}");
    let section = stage.section();
    let session = section.session.unwrap();
    for secret in [&wrong, &right, "wrong donkey", PASSWORD, session.reveal()] {
        assert!(!screen.contains(secret), "{screen}");
    }
    assert!(stage.received(user)[0].contains("test message"));
    assert_eq!(stage.dc.profile(user).unwrap().logins, 1);
    let out = stage.place.run(&["check", "--connect"]).await.well();
    assert!(out.contains("Telegram: connected as @postern."), "{out}");
    assert_eq!(
        kept(&stage.place).await,
        0,
        "what is written is kept nowhere else"
    );
}

#[tokio::test]
async fn a_qr_code_on_the_screen_logs_a_user_in_who_has_a_password() {
    let stage = Stage::set().await;
    let user = stage.user(Some(PASSWORD));
    let mut dialogue = stage
        .past_application(&["setup", "telegram", "user", "--yes"])
        .await;
    dialogue.resize(30, 40);
    dialogue.sees("Number [1]: ").await;
    dialogue.types("2");
    dialogue.sees("then type resend.").await;
    dialogue.resize(100, 40);
    dialogue.types("resend");
    dialogue.sees("Settings,").await;
    dialogue.sees("Waiting; resend, phone or cancel: ").await;
    let first = qr_reader::read(dialogue.screen()).unwrap();
    dialogue.types("resend");
    dialogue
        .sees("The QR code above has expired. This is the new one:")
        .await;
    dialogue.sees("Waiting; resend, phone or cancel: ").await;
    let second = qr_reader::read(dialogue.screen()).unwrap();
    assert_ne!(first, second);
    assert!(stage.dc.accept_qr(&token(&first), user).is_err());
    dialogue.presses("half a li");
    stage.dc.accept_qr(&token(&second), user).unwrap();
    dialogue.sees("The QR code was scanned.").await;
    dialogue.sees(ASKS_PASSWORD).await;
    dialogue.types("wrong donkey");
    dialogue.sees("This password is wrong.").await;
    dialogue.sees(ASKS_PASSWORD).await;
    dialogue.types(PASSWORD);
    dialogue.sees("Connected as the user @postern.").await;
    let (code, screen) = dialogue.ended().await;
    assert_eq!(code, 0, "{screen}");
    assert!(!screen.contains("tg://"), "{screen}");
    assert!(stage.section().session.is_some());
    assert_eq!(stage.dc.profile(user).unwrap().logins, 1);
}

/// The token in a link `tg://login?token=…`, which is base64url.
fn token(link: &str) -> Vec<u8> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let coded = link.strip_prefix("tg://login?token=").unwrap();
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for letter in coded.trim_end_matches('=').chars() {
        bits = bits << 6 | u32::try_from(LETTERS.find(letter).unwrap()).unwrap();
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap());
        }
    }
    bytes
}

/// How many login conversations are kept.
async fn kept(place: &Place) -> i64 {
    sqlx::any::install_default_drivers();
    let url = format!("sqlite:{}", place.path("data/postern.db").display());
    let pool = sqlx::AnyPool::connect(&url).await.unwrap();
    let rows =
        "SELECT (SELECT count(*) FROM telegram_logins) + (SELECT count(*) FROM telegram_sessions)";
    sqlx::query_scalar(rows).fetch_one(&pool).await.unwrap()
}

#[tokio::test]
async fn what_telegram_refuses_is_said_in_words_and_can_be_cancelled() {
    let stage = Stage::set().await;
    stage.user(None);
    stage.dc.set_banned("+491709999999", true);
    let mut dialogue = stage.past_application(&["setup", "telegram", "user"]).await;
    dialogue.sees("Number [1]: ").await;
    dialogue.types("");
    dialogue.sees(ASKS_PHONE).await;
    dialogue.types("+49 170 9999999");
    dialogue
        .sees("Telegram has banned this phone number. If that is a mistake, write to recover@telegram.org.")
        .await;
    dialogue.sees(ASKS_PHONE).await;
    stage.dc.flood("auth.sendCode", 90, 1);
    dialogue.types(PHONE);
    dialogue
        .sees("Please try again in 1 minute 30 seconds; earlier tries would only make it longer.")
        .await;
    dialogue.sees("1  Send a new code").await;
    dialogue.sees("Number [1]: ").await;
    dialogue.types("2");
    dialogue.sees(ASKS_PHONE).await;
    dialogue.types("cancel");
    dialogue.sees("The login is cancelled.").await;
    dialogue.sees("Stopped. Nothing was written.").await;
    let (code, screen) = dialogue.ended().await;
    assert_eq!(code, 130, "{screen}");
    assert!(!screen.contains("is kept"), "{screen}");
    stage.is_as_it_was();
    assert_eq!(kept(&stage.place).await, 0);
}

#[tokio::test]
async fn an_application_that_telegram_does_not_know_is_asked_for_again() {
    let stage = Stage::set().await;
    stage.refuse("auth.importBotAuthorization", 400, "API_ID_INVALID");
    let mut dialogue = stage
        .past_application(&["setup", "telegram", "bot", "--yes"])
        .await;
    dialogue.sees(ASKS_TOKEN).await;
    dialogue.types(TOKEN);
    dialogue
        .sees("Telegram does not know the app id of this server.")
        .await;
    dialogue.sees("api_id [17]: ").await;
    dialogue.types("18");
    dialogue.sees(ASKS_HASH).await;
    dialogue.types(API_HASH);
    dialogue.sees(ASKS_TOKEN).await;
    dialogue.types(TOKEN);
    dialogue.sees("Connected as the bot @postern_bot.").await;
    let (code, screen) = dialogue.ended().await;
    assert_eq!(code, 0, "{screen}");
    assert_eq!(stage.section().api_id, 18);
}

#[tokio::test]
async fn a_login_that_was_stopped_is_gone_on_with() {
    let stage = Stage::set().await;
    let user = stage.user(Some(PASSWORD));
    let begin = ["setup", "telegram", "--yes"];
    let mut dialogue = stage.past_application(&begin).await;
    dialogue.sees("Number [1]: ").await;
    dialogue.types("2");
    dialogue.sees("Number [1]: ").await;
    dialogue.types("1");
    dialogue.sees(ASKS_PHONE).await;
    dialogue.types(PHONE);
    dialogue.sees(ASKS_CODE).await;
    dialogue.presses("1");
    dialogue.presses(CTRL_C);
    dialogue.sees("Stopped. Nothing was written.").await;
    dialogue.sees("The login to Telegram is kept for").await;
    let (code, screen) = dialogue.ended().await;
    assert_eq!(code, 130, "{screen}");
    assert!(dialogue.shows_typed(), "what is typed is shown again");
    stage.is_as_it_was();

    let code = stage.code();
    let mut dialogue = stage.past_application(&begin).await;
    dialogue
        .sees("There is a login of +49…67 that waits for its code, begun just now.")
        .await;
    dialogue.sees("Go on with it? [Y/n]: ").await;
    dialogue.types("");
    dialogue.sees(ASKS_CODE).await;
    dialogue.types(&code);
    dialogue.sees(ASKS_PASSWORD).await;
    dialogue.presses(CTRL_C);
    dialogue.ended().await;

    let mut dialogue = stage.past_application(&begin[..2]).await;
    dialogue
        .sees("There is a login that waits for the password of its account, begun just now.")
        .await;
    dialogue.types("y");
    dialogue.sees(ASKS_PASSWORD).await;
    dialogue.types(PASSWORD);
    dialogue.sees("Send one to").await;
    dialogue.types("");
    dialogue.sees("Write it? [Y/n]: ").await;
    dialogue.presses(CTRL_C);
    dialogue.ended().await;
    stage.is_as_it_was();

    let mut dialogue = stage.past_application(&begin).await;
    dialogue
        .sees("There is a login as @postern that was not written, begun just now.")
        .await;
    dialogue.types("y");
    dialogue.sees("Connected as the user @postern.").await;
    let (code, screen) = dialogue.ended().await;
    assert_eq!(code, 0, "{screen}");
    assert!(stage.section().session.is_some());
    assert_eq!(stage.dc.profile(user).unwrap().logins, 1);
    assert_eq!(kept(&stage.place).await, 0);
}

#[tokio::test]
async fn a_login_that_nobody_wants_to_write_is_ended_at_telegram() {
    let stage = Stage::set().await;
    let user = stage.user(None);
    let mut dialogue = stage.past_application(&["setup", "telegram", "user"]).await;
    dialogue.sees("Number [1]: ").await;
    dialogue.types("1");
    dialogue.sees(ASKS_PHONE).await;
    dialogue.types(PHONE);
    dialogue.sees(ASKS_CODE).await;
    dialogue.types(&stage.code());
    dialogue.sees("Send one to").await;
    assert_eq!(stage.dc.profile(user).unwrap().logins, 1);
    dialogue.types("");
    dialogue.sees("Write it? [Y/n]: ").await;
    dialogue.types("n");
    dialogue.sees("Logging out of Telegram again").await;
    let (code, screen) = dialogue.ended().await;
    assert_eq!(code, 130, "{screen}");
    stage.is_as_it_was();
    assert_eq!(stage.dc.profile(user).unwrap().logins, 0);
    assert_eq!(kept(&stage.place).await, 0);
}

#[tokio::test]
async fn what_is_set_up_already_is_tried_and_can_be_replaced() {
    let stage = Stage::set().await;
    stage.user(None);
    let address = stage.dc.address(2).unwrap();
    std::fs::write(stage.place.path("token"), format!("{TOKEN}\n")).unwrap();
    let text = format!(
        r#"{{ "messaging": {{ "telegram": {{
  "apiid": 017, // ours
  "apihash": "{API_HASH}",
  "BotTokenFile": "token",
  "session": "aaaaaaaaaaaaaaaaaaaaaaa",
  "server": "{address}",
  "serverKeyFile": "server.pem"
}} }} }}"#
    );
    stage.place.write_config(&text);
    let mut dialogue = Dialogue::start(&stage.place, &["setup", "telegram"]);
    dialogue
        .sees("Telegram is set up in config.json already.")
        .await;
    dialogue.sees("Connected as the bot @postern_bot.").await;
    dialogue.sees("Replace it by another login? [y/N]: ").await;
    dialogue.types("");
    dialogue.sees("Send one to").await;
    dialogue.types("");
    dialogue.sees("nothing had to be written").await;
    assert_eq!(dialogue.ended().await.0, 0);
    assert_eq!(stage.text("config.json"), text);

    let mut dialogue = Dialogue::start(&stage.place, &["setup", "telegram"]);
    dialogue.sees("Replace it by another login? [y/N]: ").await;
    dialogue.types("y");
    dialogue.sees("As whom shall Postern").await;
    dialogue.types("2");
    dialogue.sees("How do you want").await;
    dialogue.types("1");
    dialogue.sees(ASKS_PHONE).await;
    dialogue.types(PHONE);
    dialogue.sees(ASKS_CODE).await;
    dialogue.types(&stage.code());
    dialogue.sees("Connected as the user @postern.").await;
    dialogue.sees("Send one to").await;
    dialogue.types("");
    dialogue.sees("Write it? [Y/n]: ").await;
    dialogue.types("");
    let (code, screen) = dialogue.ended().await;
    assert_eq!(code, 0, "{screen}");
    assert!(
        screen.contains("Set aside: messaging.telegram.bottokenFile"),
        "{screen}"
    );
    let section = stage.section();
    assert!(!section.is_bot());
    let session = section.session.unwrap();
    let wanted = text
        .replace("BotTokenFile", "_BotTokenFile")
        .replace("aaaaaaaaaaaaaaaaaaaaaaa", session.reveal());
    assert_eq!(stage.text("config.json"), wanted);
}

#[tokio::test]
async fn without_a_terminal_files_say_it_all_and_are_named() {
    let stage = Stage::set().await;
    for (name, secret) in [("hash", API_HASH), ("token", TOKEN), ("wrong", WRONG_TOKEN)] {
        std::fs::write(stage.place.path(name), format!("{secret}\n")).unwrap();
    }
    let begin = [
        "setup",
        "telegram",
        "--api-id",
        "17",
        "--api-hash-file",
        "hash",
    ];
    let missing = stage.run(&begin[..4]).await;
    assert_eq!(missing.status.code(), Some(1));
    let names = "missing: --api-hash-file, --bot-token-file or --session-file";
    assert!(missing.err.contains(names), "{}", missing.err);

    let wrong = [&begin[..], &["--bot-token-file", "wrong"]].concat();
    let refused = stage.run(&wrong).await;
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        refused
            .err
            .contains("the bot's token is wrong or was replaced"),
        "{}",
        refused.err
    );
    stage.is_as_it_was();

    let right = [
        &begin[..],
        &["--bot-token-file", "token", "--test-to", "@alice"],
    ]
    .concat();
    let out = stage.run(&right).await.well();
    assert!(out.contains("A test message was sent to @alice."), "{out}");
    assert_eq!(stage.received(stage.bot).len(), 1);
    let new = stage.text("config.json");
    assert!(!new.contains(TOKEN) && !new.contains(API_HASH), "{new}");
    assert!(new.contains(r#""bottokenFile": "token""#), "{new}");
    let again = stage.run(&right).await.well();
    assert!(again.contains("nothing had to be written"), "{again}");
    assert!(!stage.place.path("data").exists(), "nothing is kept");
}

#[tokio::test]
async fn a_second_login_has_a_name_and_a_section_of_its_own() {
    let stage = Stage::set().await;
    let first = r#"{ "messaging": { "telegram": {
  "apiid": 3, "apihash": "fedcba9876543210fedcba9876543210", "session": "of somebody else"
} } }"#;
    stage.place.write_config(first);
    for (name, secret) in [("hash", API_HASH), ("token", TOKEN), ("wrong", WRONG_TOKEN)] {
        std::fs::write(stage.place.path(name), secret).unwrap();
    }
    let named = ["setup", "telegram", "--name", "work"];
    let missing = stage.run(&named).await;
    let names = "missing: --api-id, --api-hash-file, --bot-token-file or --session-file";
    assert!(missing.err.contains(names), "{}", missing.err);
    let application = ["--api-id", "17", "--api-hash-file", "hash"];
    let wrong = [&named[..], &application, &["--bot-token-file", "wrong"]].concat();
    let refused = stage.run(&wrong).await;
    let why = "not connected: logged out: the bot's token is wrong or was replaced. Nothing";
    assert!(refused.err.contains(why), "{}", refused.err);
    assert_eq!(stage.text("config.json"), first);
    let right = [&named[..], &application, &["--bot-token-file", "token"]].concat();
    let out = stage.run(&right).await.well();
    assert!(
        out.contains("Set: messaging.telegram-work.apiid, "),
        "{out}"
    );
    let new = stage.text("config.json");
    assert!(new.contains("\"of somebody else\""), "{new}");
    let loaded = config::load(&stage.place.path("config.json"), |_| None).unwrap();
    let messaging = &loaded.config.messaging;
    let second = messaging.get::<telegram::Section>("telegram-work");
    assert!(second.unwrap().is_bot() && !stage.section().is_bot());
    let again = stage.run(&right).await.well();
    assert!(again.contains("nothing had to be written"), "{again}");
}

#[tokio::test]
async fn a_second_login_is_made_in_the_dialogue_too() {
    let stage = Stage::set().await;
    let mut dialogue = stage
        .past_application(&["setup", "telegram", "bot", "--name", "work", "--yes"])
        .await;
    dialogue.sees(ASKS_TOKEN).await;
    dialogue.types(TOKEN);
    let (code, screen) = dialogue.ended().await;
    assert_eq!(code, 0, "{screen}");
    assert!(
        screen.contains("Connected as the bot @postern_bot."),
        "{screen}"
    );
    let loaded = config::load(&stage.place.path("config.json"), |_| None).unwrap();
    let messaging = &loaded.config.messaging;
    let work = messaging.get::<telegram::Section>("telegram-work").unwrap();
    assert_eq!(work.bot_token.as_ref().unwrap().reveal(), TOKEN);
    let bare = messaging.get::<telegram::Section>("telegram");
    assert!(bare.is_none());
}

#[tokio::test]
async fn a_session_in_a_file_is_taken_and_a_broken_one_is_told_why() {
    let stage = Stage::set().await;
    let user = stage.user(None);
    let mut dialogue = stage
        .past_application(&["setup", "telegram", "user", "--yes"])
        .await;
    dialogue.sees("Number [1]: ").await;
    dialogue.types("1");
    dialogue.sees(ASKS_PHONE).await;
    dialogue.types(PHONE);
    dialogue.sees(ASKS_CODE).await;
    dialogue.types(&stage.code());
    dialogue.ended().await;
    let session = stage.section().session.unwrap().reveal().to_owned();

    stage.place.write_config(OLD);
    std::fs::write(stage.place.path("hash"), API_HASH).unwrap();
    std::fs::write(stage.place.path("session"), &session[..100]).unwrap();
    let arguments = [
        "setup",
        "telegram",
        "--api-id",
        "17",
        "--api-hash-file",
        "hash",
        "--session-file",
        "session",
    ];
    let broken = stage.run(&arguments).await;
    assert_eq!(broken.status.code(), Some(1));
    assert!(
        broken.err.contains("it was not copied whole"),
        "{}",
        broken.err
    );
    std::fs::write(stage.place.path("session"), &session).unwrap();
    let out = stage.run(&arguments).await.well();
    assert!(out.contains("Connected as the user @postern."), "{out}");
    assert!(
        stage
            .text("config.json")
            .contains(r#""sessionFile": "session""#)
    );

    stage.dc.revoke_sessions(user, "SESSION_REVOKED");
    let revoked = stage.run(&arguments).await;
    assert!(
        revoked.err.contains("ended from another device"),
        "{}",
        revoked.err
    );
}

#[tokio::test]
async fn a_login_that_is_ended_elsewhere_is_told_to_the_admin_by_another_provider() {
    let stage = Stage::set().await;
    let user = stage.user(None);
    stage
        .place
        .write_config(&super::place::config().to_string());
    let mut dialogue = stage
        .past_application(&["setup", "telegram", "user", "--yes"])
        .await;
    dialogue.sees("Number [1]: ").await;
    dialogue.types("1");
    dialogue.sees(ASKS_PHONE).await;
    dialogue.types(PHONE);
    dialogue.sees(ASKS_CODE).await;
    dialogue.types(&stage.code());
    assert_eq!(dialogue.ended().await.0, 0);
    let add = ["user", "add", "alice", "--admin", "--password-stdin"];
    let added = stage.place.run_with_input(&add, "Correct-horse-7-battery");
    added.await.well();
    let ntfy = with_ntfy(&stage.place).await;

    let mut server = stage.place.start(&["serve"]);
    server
        .says("Postern Telegram client is user connected as @postern.")
        .await;
    stage.dc.revoke_sessions(user, "SESSION_REVOKED");
    let text = message(&ntfy, 1).await;
    let says = "Telegram is down: logged out: the login was ended from another device or by Telegram; \
                run `postern setup telegram`";
    assert!(text.contains(says), "{text}");
    assert!(text.contains("It stays so until somebody"), "{text}");

    // Nothing is tried again: neither a call nor a connection, while something else takes its time.
    let calls = stage.dc.calls().len();
    let text = ["message", "alice", "Something else.", "--wait"];
    stage.place.run(&text).await.well();
    assert!(message(&ntfy, 2).await.contains("Something else."));
    assert_eq!(stage.dc.connections(), 0);
    assert_eq!(stage.dc.calls().len(), calls);
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn an_interrupted_login_is_gone_on_with_where_another_is_set_up() {
    let stage = Stage::set().await;
    stage.user(None);
    std::fs::write(stage.place.path("token"), format!("{TOKEN}\n")).unwrap();
    std::fs::write(stage.place.path("hash"), API_HASH).unwrap();
    let application = ["--api-id", "17", "--api-hash-file", "hash"];
    let bot = ["setup", "telegram", "--bot-token-file", "token"];
    stage.run(&[&bot[..], &application].concat()).await.well();
    let address = stage.dc.address(2).unwrap();
    assert!(stage.text("config.json").contains(&address.to_string()));

    let mut dialogue = Dialogue::start(&stage.place, &["setup", "telegram"]);
    dialogue.sees("Connected as the bot @postern_bot.").await;
    dialogue.sees("Replace it by another login? [y/N]: ").await;
    dialogue.types("y");
    dialogue.sees("As whom shall Postern").await;
    dialogue.types("2");
    dialogue.sees("How do you want").await;
    dialogue.types("1");
    dialogue.sees(ASKS_PHONE).await;
    dialogue.types(PHONE);
    dialogue.sees(ASKS_CODE).await;
    dialogue.presses(CTRL_C);
    dialogue.ended().await;

    let code = stage.code();
    let mut dialogue = Dialogue::start(&stage.place, &["setup", "telegram"]);
    dialogue
        .sees("There is a login of +49…67 that waits for its code, begun just now.")
        .await;
    dialogue.sees("Go on with it? [Y/n]: ").await;
    dialogue.types("y");
    dialogue.sees(ASKS_CODE).await;
    dialogue.types(&code);
    dialogue.sees("Connected as the user @postern.").await;
    dialogue.sees("Send one to").await;
    dialogue.types("");
    dialogue.sees("Write it? [Y/n]: ").await;
    dialogue.types("");
    let (code, screen) = dialogue.ended().await;
    assert_eq!(code, 0, "{screen}");
    assert!(!screen.contains("Replace it"), "{screen}");
    assert!(!stage.section().is_bot());
    assert_eq!(kept(&stage.place).await, 0);
}

#[tokio::test]
async fn an_interrupted_login_that_nobody_wants_any_more_leaves_what_is_set_up() {
    let stage = Stage::set().await;
    stage.user(None);
    let mut dialogue = stage.past_application(&["setup", "telegram", "user"]).await;
    dialogue.sees("Number [1]: ").await;
    dialogue.types("1");
    dialogue.sees(ASKS_PHONE).await;
    dialogue.types(PHONE);
    dialogue.sees(ASKS_CODE).await;
    dialogue.presses(CTRL_C);
    dialogue.ended().await;
    std::fs::write(stage.place.path("token"), format!("{TOKEN}\n")).unwrap();
    std::fs::write(stage.place.path("hash"), API_HASH).unwrap();
    let bot = [
        "--bot-token-file",
        "token",
        "--api-id",
        "17",
        "--api-hash-file",
        "hash",
    ];
    let set_up = [&["setup", "telegram"], &bot[..]].concat();
    stage.run(&set_up).await.well();
    assert_ne!(
        kept(&stage.place).await,
        0,
        "what is typed at a terminal is another matter"
    );

    let mut dialogue = Dialogue::start(&stage.place, &["setup", "telegram"]);
    dialogue.sees("Go on with it? [Y/n]: ").await;
    dialogue.types("n");
    dialogue.sees("Connected as the bot @postern_bot.").await;
    dialogue.sees("Replace it by another login? [y/N]: ").await;
    dialogue.types("n");
    dialogue.sees("Send one to").await;
    dialogue.types("");
    dialogue.sees("nothing had to be written").await;
    assert_eq!(dialogue.ended().await.0, 0);
    assert_eq!(kept(&stage.place).await, 0);
}
