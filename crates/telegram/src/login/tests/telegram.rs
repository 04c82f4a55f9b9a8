//! The conversation with a Telegram that answers for itself: the local data centre.

use std::sync::Arc;

use domain::secret::ServerKey;
use domain::world::World;
use grammers_session::updates::UpdatesLike;
use store::Db;
use store::telegram_logins::{self, TelegramLogin};
use telegram_testdc::{NewBot, NewUser, RpcFault, TestDc};
use testkit::TestDatabase;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::*;
use crate::connection::Line;
use crate::login::perform::{Caller, qr_scanned};
use crate::seal::Sealer;
use crate::server_key::PublicKey;
use crate::session::StoredSession;
use crate::settings::{Server, Settings};

const OWNER: &str = "user 7";
const SESSION: &str = "login of user 7";

/// A door: a person's conversation, kept in the database, with its own line to Telegram.
struct Door {
    dc: TestDc,
    db: Db,
    settings: Settings,
    world: World,
    line: Line,
    updates: mpsc::Receiver<UpdatesLike>,
    kept: Option<TelegramLogin>,
    step: Step,
    tasks: TaskTracker,
    _database: TestDatabase,
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the source of randomness"
)]
fn world() -> World {
    World::new(
        || {
            let since = std::time::UNIX_EPOCH.elapsed().unwrap();
            Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap())
        },
        |bytes| getrandom::fill(bytes).unwrap(),
    )
}

fn sealer(world: &World) -> Sealer {
    Sealer::new(&ServerKey::new([3; 64]), world)
}

async fn line(
    db: &Db,
    settings: &Settings,
    world: &World,
    tasks: &TaskTracker,
) -> (Line, mpsc::Receiver<UpdatesLike>) {
    let session: Arc<StoredSession> =
        StoredSession::open(SESSION, db, &sealer(world), settings, world)
            .await
            .unwrap();
    Line::open(settings, &session, tasks, &CancellationToken::new())
}

impl Door {
    async fn open(path: Path) -> Self {
        let dc = TestDc::start(telegram_testdc::Settings::default())
            .await
            .unwrap();
        let mut settings = Settings::new(1, "0123456789abcdef0123456789abcdef");
        settings.server = Some(Server {
            dc: 2,
            address: dc.address(2).unwrap(),
            keys: vec![PublicKey::from_pem(&dc.public_key()).unwrap()],
        });
        let database = TestDatabase::fresh().await;
        let db = Db::open(&database.url).await.unwrap();
        let (world, tasks) = (world(), TaskTracker::new());
        let (line, updates) = line(&db, &settings, &world, &tasks).await;
        let step = Conversation::begin(path, world.now());
        let mut door = Self {
            dc,
            db,
            settings,
            world,
            line,
            updates,
            kept: None,
            step,
            tasks,
            _database: database,
        };
        door.keep().await;
        door
    }

    /// Keeps the conversation, as every door does after each step.
    async fn keep(&mut self) {
        let conversation = &self.step.conversation;
        let sealed = conversation.seal(&sealer(&self.world), OWNER);
        let now = self.world.now();
        let mut tx = self.db.begin().await.unwrap();
        self.kept = match self.kept.take() {
            None => {
                let login = TelegramLogin {
                    owner: OWNER.into(),
                    session: SESSION.into(),
                    sealed_state: sealed,
                    revision: 1,
                    begun_at: now,
                    ends_at: conversation.ends_at(),
                };
                assert!(telegram_logins::begin(&mut tx, &login, now).await.unwrap());
                Some(login)
            }
            Some(login) if conversation.is_over() => {
                assert!(telegram_logins::end(&mut tx, &login).await.unwrap());
                None
            }
            Some(login) => Some(
                telegram_logins::advance(&mut tx, &login, sealed)
                    .await
                    .unwrap()
                    .unwrap(),
            ),
        };
        store::commit(tx).await.unwrap();
    }

    async fn take(&mut self, step: Step) {
        self.step = step;
        self.keep().await;
    }

    /// Makes one call, and takes what came of it.
    async fn call(&mut self) {
        let call = self.step.call.take().expect("Telegram is to be asked");
        let caller = Caller::new(&self.line, &self.settings, &self.world);
        let answer = caller.perform(call).await;
        let step = self
            .step
            .conversation
            .clone()
            .learn(answer, self.world.now());
        self.take(step).await;
    }

    /// The person says something; then Telegram is asked as long as there is something to ask.
    async fn say(&mut self, said: Said) {
        let step = self.step.conversation.clone().hear(said, self.world.now());
        self.take(step).await;
        self.go_on().await;
    }

    async fn type_in(&mut self, typed: &str) {
        self.say(text(typed)).await;
    }

    async fn go_on(&mut self) {
        while self.step.call.is_some() && !self.step.conversation.is_over() {
            self.call().await;
        }
    }

    /// The program ends in the middle of whatever it does, and another one goes on with what was kept.
    async fn restart(&mut self) {
        self.line.close();
        self.tasks.close();
        self.tasks.wait().await;
        self.tasks = TaskTracker::new();
        (self.line, self.updates) = line(&self.db, &self.settings, &self.world, &self.tasks).await;
        let mut conn = self.db.read().await.unwrap();
        let login = telegram_logins::find(&mut conn, OWNER)
            .await
            .unwrap()
            .expect("it is kept");
        drop(conn);
        let sealer = sealer(&self.world);
        let read = Conversation::open(&sealer, OWNER, &login.sealed_state).unwrap();
        self.kept = Some(login);
        let step = read.resume(self.world.now());
        self.take(step).await;
        self.go_on().await;
    }

    fn user(&self, password: Option<&str>, dc: i32) -> i64 {
        self.dc.add_user(NewUser {
            first_name: "Alice".into(),
            phone: Some(PHONE.into()),
            password: password.map(str::to_owned),
            hint: password.map(|_| "my first dog".to_owned()),
            dc: Some(dc),
            ..NewUser::default()
        })
    }

    fn code(&self) -> String {
        self.dc.code(PHONE).expect("a code was sent").code
    }

    fn fault(&self, method: &str, code: i32, name: &str) {
        let (method, name) = (method.to_owned(), name.to_owned());
        self.dc.refuse(RpcFault {
            method,
            code,
            name,
            user: None,
            times: 1,
        });
    }

    #[track_caller]
    fn logged_in_as(&self, id: i64) {
        let account = self.step.conversation.account();
        assert_eq!(
            account.map(|account| account.id),
            Some(id),
            "{:?}",
            self.step
        );
        assert_eq!(self.dc.profile(id).unwrap().logins, 1);
        assert_eq!(self.kept, None, "what is over is not kept");
    }
}

#[tokio::test]
async fn a_wrong_code_asks_again_and_the_right_one_logs_in() {
    let mut door = Door::open(Path::Phone).await;
    let alice = door.user(None, 2);
    door.type_in("0049 170 1234567").await;
    let Say::TypeCode { sent, .. } = &door.step.say else {
        panic!("{:?}", door.step.say)
    };
    assert_eq!(sent.way, Way::Sms { length: 5 });
    assert_eq!(sent.next, Some(NextWay::Call));
    let code = door.code();
    let wrong: String = code
        .chars()
        .map(|c| if c == '9' { '0' } else { '9' })
        .collect();
    door.type_in(&wrong).await;
    door.step.says(Note::CodeWrong);
    door.type_in(&format!("{} {}", &code[..2], &code[2..]))
        .await;
    door.logged_in_as(alice);
}

#[tokio::test]
async fn a_login_survives_a_restart_at_every_step_and_a_wrong_password() {
    let mut door = Door::open(Path::Phone).await;
    let alice = door.user(Some(PASSWORD), 2);
    door.restart().await;
    door.type_in(PHONE).await;
    door.restart().await;
    door.type_in(&door.code()).await;
    let hint = Hint::new("my first dog");
    assert_eq!(door.step.say, Say::TypePassword { hint: hint.clone() });
    door.restart().await;
    assert_eq!(door.step.say, Say::TypePassword { hint });
    door.type_in(PASSWORD.trim()).await;
    door.step.says(Note::PasswordWrong);
    door.restart().await;
    door.type_in(PASSWORD).await;
    door.logged_in_as(alice);
}

#[tokio::test]
async fn a_login_that_telegram_has_taken_before_the_program_ended_is_found_again() {
    for password in [None, Some(PASSWORD)] {
        let mut door = Door::open(Path::Phone).await;
        let alice = door.user(password, 2);
        door.type_in(PHONE).await;
        let code = door.code();
        // Telegram is asked, and what it answers is never learned.
        let asked = door
            .step
            .conversation
            .clone()
            .hear(text(&code), door.world.now());
        door.take(asked).await;
        let caller = Caller::new(&door.line, &door.settings, &door.world);
        caller.perform(door.step.call.clone().unwrap()).await;
        door.restart().await;
        if password.is_some() {
            assert_eq!(door.step.wants(), Wants::Password);
            door.type_in(PASSWORD).await;
        }
        door.logged_in_as(alice);
    }
}

#[tokio::test]
async fn a_code_that_was_typed_and_never_asked_about_is_asked_for_again() {
    let mut door = Door::open(Path::Phone).await;
    let alice = door.user(None, 2);
    door.type_in(PHONE).await;
    let code = door.code();
    let asked = door
        .step
        .conversation
        .clone()
        .hear(text(&code), door.world.now());
    door.take(asked).await;
    door.restart().await;
    door.step.says(Note::TypeAgain);
    door.type_in(&code).await;
    door.logged_in_as(alice);
}

#[tokio::test]
async fn an_account_in_another_data_centre_is_followed_there() {
    let mut door = Door::open(Path::Phone).await;
    let alice = door.user(Some(PASSWORD), 1);
    door.type_in(PHONE).await;
    door.restart().await;
    door.type_in(&door.code()).await;
    door.type_in(PASSWORD).await;
    door.logged_in_as(alice);
}

#[tokio::test]
async fn a_bot_logs_in_with_its_token_also_from_another_data_centre() {
    for dc in [2, 1] {
        let mut door = Door::open(Path::Bot).await;
        let token = Some(TOKEN.to_owned());
        let bot = NewBot {
            token,
            dc: Some(dc),
            username: Some("a_bot".into()),
            ..NewBot::default()
        };
        door.type_in(&TOKEN.replace("AA", "BB")).await;
        door.step.says(Note::TokenWrong);
        let (id, _) = door.dc.add_bot(bot);
        door.type_in(TOKEN).await;
        door.logged_in_as(id);
        let name = AccountName::new("@a_bot");
        assert_eq!(door.step.say, Say::Done { name, bot: true });
    }
}

#[tokio::test]
async fn a_qr_code_that_somebody_scans_logs_in_also_with_a_password_and_from_elsewhere() {
    for (password, dc) in [
        (None, 2),
        (Some(PASSWORD), 2),
        (None, 1),
        (Some(PASSWORD), 1),
    ] {
        let mut door = Door::open(Path::Qr).await;
        let alice = door.user(password, dc);
        door.go_on().await;
        let Wants::Scan { link, .. } = door.step.wants() else {
            panic!("{:?}", door.step)
        };
        let token = link.reveal().strip_prefix("tg://login?token=").unwrap();
        let token =
            base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, token);
        door.dc.accept_qr(&token.unwrap(), alice).unwrap();
        qr_scanned(&mut door.updates).await;
        let step = door
            .step
            .conversation
            .clone()
            .learn(Answer::QrScanned, door.world.now());
        door.take(step).await;
        door.go_on().await;
        if password.is_some() {
            door.type_in(PASSWORD).await;
        }
        door.logged_in_as(alice);
    }
}

#[tokio::test]
async fn an_expired_code_offers_a_new_one_that_works() {
    let mut door = Door::open(Path::Phone).await;
    let alice = door.user(None, 2);
    door.type_in(PHONE).await;
    let code = door.code();
    door.dc.expire_codes(PHONE);
    door.type_in(&code).await;
    door.step.says(Note::CodeExpired);
    door.say(Said::Resend).await;
    door.type_in(&door.code()).await;
    door.logged_in_as(alice);
}

#[tokio::test]
async fn numbers_that_may_not_log_in_are_told_why() {
    let mut door = Door::open(Path::Phone).await;
    // Telegram sends a code to a number without an account, too: to sign up.
    door.type_in(PHONE).await;
    door.type_in(&door.code()).await;
    door.step.says(Note::SignUpFirst);
    assert_eq!(door.step.wants(), Wants::Phone);
    door.user(None, 2);
    door.dc.set_banned(PHONE, true);
    door.type_in(PHONE).await;
    door.step.says(Note::PhoneBanned);
    door.dc.set_banned(PHONE, false);
    door.dc.flood("auth.sendCode", 7_500, 1);
    door.type_in(PHONE).await;
    let wait = Duration::from_secs(7_500);
    assert_eq!(door.step.say, Say::Flood { wait });
    assert_eq!(door.step.wants(), Wants::NewCode);
}

#[tokio::test]
async fn faults_on_the_way_are_mended_or_told_and_the_login_goes_on() {
    let mut door = Door::open(Path::Phone).await;
    let alice = door.user(Some(PASSWORD), 2);
    door.fault("auth.sendCode", 500, "AUTH_RESTART");
    door.type_in(PHONE).await;
    let code = door.code();
    door.fault("auth.signIn", 500, "SIGN_IN_FAILED");
    door.type_in(&code).await;
    door.step.says(Note::SignInFailed);
    door.type_in(&code).await;
    door.fault("auth.checkPassword", 400, "SRP_ID_INVALID");
    door.type_in(PASSWORD).await;
    door.logged_in_as(alice);
}

#[tokio::test]
async fn a_frozen_server_is_told_and_the_login_goes_on_when_it_thaws() {
    let mut door = Door::open(Path::Phone).await;
    let alice = door.user(None, 2);
    door.type_in(PHONE).await;
    let code = door.code();
    door.settings.pace.call = Duration::from_millis(300);
    door.dc.freeze();
    door.type_in(&code).await;
    door.step.says(Note::TimedOut);
    door.settings.pace.call = Duration::from_secs(20);
    door.dc.thaw();
    door.type_in(&code).await;
    door.logged_in_as(alice);
}

#[tokio::test]
async fn a_cancelled_login_takes_its_code_back() {
    let mut door = Door::open(Path::Phone).await;
    door.user(None, 2);
    door.type_in(PHONE).await;
    door.say(Said::Cancel).await;
    let call = door.step.call.clone().expect("the code is taken back");
    let caller = Caller::new(&door.line, &door.settings, &door.world);
    assert_eq!(caller.perform(call).await, Answer::Dropped);
    assert!(door.dc.code(PHONE).is_none());
    assert_eq!(door.kept, None);
}

#[tokio::test]
async fn of_two_who_take_the_same_step_one_is_refused_and_two_conversations_of_one_person_there_are_not()
 {
    let mut door = Door::open(Path::Phone).await;
    let first = door.kept.clone().unwrap();
    door.user(None, 2);
    door.type_in(PHONE).await;
    let mut tx = door.db.begin().await.unwrap();
    let late = telegram_logins::advance(&mut tx, &first, Vec::new())
        .await
        .unwrap();
    assert_eq!(late, None);
    assert!(!telegram_logins::end(&mut tx, &first).await.unwrap());
    let second = TelegramLogin {
        begun_at: door.world.now(),
        ..first.clone()
    };
    let begun = telegram_logins::begin(&mut tx, &second, door.world.now())
        .await
        .unwrap();
    assert!(!begun, "one is under way");
    let begun = telegram_logins::begin(&mut tx, &second, first.ends_at)
        .await
        .unwrap();
    assert!(begun, "the first one is over");
    assert_eq!(telegram_logins::list(&mut tx).await.unwrap(), [second]);
}
