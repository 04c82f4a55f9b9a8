//! What there is at Telegram, and who is logged in there.

use std::sync::Arc;
use std::time::Duration;

use store::bridged_messages;
use telegram::connection::{Connection, Line, Login as As};
use telegram::login::perform::Caller;
use telegram::login::{Conversation, Path, Said, Step, Typed};
use telegram::seal::Sealer;
use telegram::session::StoredSession;
use telegram_testdc::{GroupKind, NewBot, NewGroup, NewPost, NewUser};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{PATIENCE, Stage};

/// Somebody at Telegram who is logged in.
pub(in crate::rooms) struct Account {
    pub(in crate::rooms) id: i64,
    pub(super) is_bot: bool,
    pub(super) session: String,
    /// What it logs in with: a phone number, or a bot's token.
    key: String,
}

impl Stage {
    /// Somebody at Telegram.
    pub(in crate::rooms) fn user(&self, name: &str) -> i64 {
        self.dc.add_user(NewUser {
            first_name: name.into(),
            username: Some(format!("{}_tg", name.to_lowercase())),
            ..NewUser::default()
        })
    }

    /// Somebody at Telegram with a phone, who logs in; the session lies in the tables.
    pub(in crate::rooms) async fn account(&self, name: &str) -> Account {
        let number: String = name
            .bytes()
            .map(|byte| char::from(b'0' + byte % 10))
            .collect();
        let phone = format!("+49170{number:0<7}");
        let id = self.dc.add_user(NewUser {
            first_name: name.into(),
            username: Some(format!("{}_tg", name.to_lowercase())),
            phone: Some(phone.clone()),
            ..NewUser::default()
        });
        let account = Account {
            id,
            is_bot: false,
            session: format!("bridge {name}"),
            key: phone,
        };
        self.log_in(&account).await;
        account
    }

    /// A bot at Telegram that is logged in; whether it gets every message of its groups.
    pub(in crate::rooms) async fn bot(&self, name: &str, reads_all: bool) -> Account {
        let (id, token) = self.dc.add_bot(NewBot {
            first_name: name.into(),
            username: Some(format!("{}_bot", name.to_lowercase())),
            token: Some(format!("7001:{}", "Aa0-_".repeat(7))),
            id: Some(7001),
            reads_all,
            ..NewBot::default()
        });
        let account = Account {
            id,
            is_bot: true,
            session: format!("bridge {name}"),
            key: token,
        };
        self.log_in(&account).await;
        account
    }

    async fn log_in(&self, account: &Account) {
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let session = self.session(account).await;
        let (line, _updates) = Line::open(&self.telegram, &session, &tasks, &stop);
        let caller = Caller::new(&line, &self.telegram, &self.world);
        let path = if account.is_bot {
            Path::Bot
        } else {
            Path::Phone
        };
        let step = Conversation::begin(path, self.world.now());
        let mut step = self.tell(&caller, step, &account.key).await;
        if !account.is_bot {
            let code = self.dc.code(&account.key).unwrap().code;
            step = self.tell(&caller, step, &code).await;
        }
        assert_eq!(step.conversation.account().unwrap().id, account.id);
        line.close();
        line.ended().await;
    }

    async fn tell(&self, caller: &Caller<'_>, step: Step, text: &str) -> Step {
        let said = Said::Text(Typed::new(text));
        let mut step = step.conversation.hear(said, self.world.now());
        while let Some(call) = step.call.take() {
            let answer = caller.perform(call).await;
            step = step.conversation.learn(answer, self.world.now());
        }
        step
    }

    pub(super) async fn session(&self, account: &Account) -> Arc<StoredSession> {
        let sealer = Sealer::new(&self.key, &self.world);
        let session = StoredSession::open(
            &account.session,
            &self.db,
            &sealer,
            &self.telegram,
            &self.world,
        );
        session.await.unwrap()
    }

    /// A group at Telegram.
    pub(in crate::rooms) fn group(
        &self,
        kind: GroupKind,
        title: &str,
        creator: i64,
        members: &[i64],
    ) -> i64 {
        let group = NewGroup {
            creator,
            title: title.into(),
            kind,
            members: members.to_vec(),
            ..NewGroup::default()
        };
        self.dc.add_group(group).unwrap()
    }

    /// Somebody writes at Telegram; gives the number as they have it.
    pub(in crate::rooms) fn write(&self, from: i64, to: i64, text: &str) -> i32 {
        let text = text.to_owned();
        let post = NewPost {
            from,
            to,
            text,
            ..NewPost::default()
        };
        self.dc.post(post).unwrap()
    }

    /// What lies in a chat, as an account sees it: who wrote what.
    pub(in crate::rooms) fn texts(&self, viewer: i64, chat: i64) -> Vec<(i64, String)> {
        let messages = self.dc.messages(viewer, chat).into_iter();
        let texts = messages.filter(|message| message.action.is_none());
        texts.map(|message| (message.from, message.text)).collect()
    }

    /// Waits until an account's connection has asked what is new.
    pub(in crate::rooms) async fn until_connected(&self, account: &Account) {
        let has_asked = || {
            let calls = self.dc.calls();
            let own = calls.iter().filter(|call| call.user == Some(account.id));
            own.into_iter()
                .any(|call| call.method == "updates.getDifference")
        };
        let wait = async {
            while !has_asked() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, wait).await;
        waited.expect("it asks");
    }

    /// What lies in a chat, as an account sees it, in words alone.
    pub(in crate::rooms) fn words(&self, viewer: i64, chat: i64) -> Vec<String> {
        let texts = self.texts(viewer, chat).into_iter();
        texts.map(|(_, text)| text).collect()
    }

    /// Waits until it is known which message at Telegram an event is. The homeserver takes its time to hand an event over
    /// that it could not hand over before.
    pub(in crate::rooms) async fn until_known(&self, event: &str) {
        let wait = async {
            loop {
                let mut conn = self.db.read().await.unwrap();
                let known = bridged_messages::list_by_event(&mut conn, event).await;
                if !known.unwrap().is_empty() {
                    return;
                }
                drop(conn);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, wait).await;
        waited.expect("the event becomes known");
    }

    /// Waits until the texts of a chat are as is wanted.
    pub(in crate::rooms) async fn until_texts(
        &self,
        viewer: i64,
        chat: i64,
        what: &str,
        fits: impl Fn(&[(i64, String)]) -> bool,
    ) {
        let wait = async {
            while !fits(&self.texts(viewer, chat)) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, wait).await;
        waited.unwrap_or_else(|_| {
            panic!(
                "{what} did not come; there is {:?}",
                self.texts(viewer, chat)
            )
        });
    }

    /// A connection of an account that nobody bridges, and what ends it.
    pub(in crate::rooms) async fn connect(
        &self,
        account: &Account,
    ) -> (Connection, CancellationToken) {
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let session = self.session(account).await;
        let telegram = self.telegram.clone();
        let connection = Connection::start(telegram, session, As::User, &tasks, &stop, &self.world);
        (connection, stop)
    }
}
