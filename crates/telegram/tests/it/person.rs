//! A logged-in person with a connection, and others to talk to.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "who waits for one kind of news passes the others over"
)]

use telegram::chats::act::{Reaction, Reactions};
use telegram::chats::spans::Rich;
use telegram::chats::write::{Draft, text};
use telegram::connection::{Connection, Line, Login, Update};
use telegram::login::perform::Caller;
use telegram::login::{Conversation, Path};
use telegram::news::News;
use telegram::send::SendOutcome;
use telegram_testdc::{GroupKind, NewGroup, NewUser};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::stage::{PATIENCE, Stage, up};
use super::users::tell;

/// Alice, who is logged in here.
pub(super) struct Alice {
    pub(super) id: i64,
    pub(super) connection: Connection,
    updates: mpsc::Receiver<Update>,
}

impl Alice {
    pub(super) async fn connect(stage: &Stage) -> Self {
        let phone = "+491701234567";
        let id = stage.dc.add_user(NewUser {
            first_name: "Alice".into(),
            phone: Some(phone.into()),
            ..NewUser::default()
        });
        log_in(stage, "alice", phone).await;
        let (connection, updates) = Self::again(stage).await;
        let mut alice = Self {
            id,
            connection,
            updates,
        };
        // From here on, what happens is told as it happens.
        let somebody = person(stage, "Somebody");
        stage.dc.type_in(somebody, id, None);
        alice
            .hear_of(|news| matches!(news, News::Typing { .. }).then_some(()))
            .await;
        alice
    }

    /// The same login, with another connection.
    pub(super) async fn reconnect(self, stage: &Stage, while_away: impl FnOnce()) -> Self {
        self.connection.stop().await;
        while_away();
        let (connection, updates) = Self::again(stage).await;
        Self {
            connection,
            updates,
            ..self
        }
    }

    async fn again(stage: &Stage) -> (Connection, mpsc::Receiver<Update>) {
        let connection = stage.start(stage.session("alice").await, Login::User);
        up(&connection).await;
        let updates = connection.updates().unwrap();
        (connection, updates)
    }

    /// The next news; what is not about chats is passed over.
    pub(super) async fn hear(&mut self) -> News {
        let wait = async {
            loop {
                let update = self.updates.recv().await.unwrap();
                let news = News::of(&update);
                update.done();
                if let Some(news) = news {
                    return news;
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.unwrap()
    }

    /// The next news of a kind; others are passed over.
    pub(super) async fn hear_of<T>(&mut self, mut kind: impl FnMut(News) -> Option<T>) -> T {
        loop {
            let news = self.hear().await;
            if let Some(found) = kind(news) {
                return found;
            }
        }
    }

    /// The next text that somebody wrote.
    pub(super) async fn hear_words(&mut self) -> String {
        self.hear_of(|news| match news {
            News::Wrote(post) if post.action.is_none() => Some(post.text.words),
            _ => None,
        })
        .await
    }

    /// Writes a plain text; gives its number.
    pub(super) async fn write(&self, chat: i64, words: &str) -> i32 {
        let rich = Rich::plain(words);
        let draft = Draft {
            idempotency_key: words,
            ..draft(chat, &rich)
        };
        sent(text(&self.connection, &draft, PATIENCE).await)
    }
}

pub(super) const fn draft(chat: i64, text: &Rich) -> Draft<'_> {
    Draft {
        chat,
        text,
        reply_to: None,
        topic: None,
        is_silent: false,
        has_preview: false,
        idempotency_key: "1",
    }
}

pub(super) fn sent(outcome: SendOutcome) -> i32 {
    match outcome {
        SendOutcome::Sent { message: Some(id) } => id,
        other => panic!("{other:?}"),
    }
}

/// Somebody else.
pub(super) fn person(stage: &Stage, name: &str) -> i64 {
    stage.dc.add_user(NewUser {
        first_name: name.into(),
        ..NewUser::default()
    })
}

/// A group in which Alice and another are.
pub(super) fn group(stage: &Stage, kind: GroupKind, title: &str, creator: i64, alice: i64) -> i64 {
    let group = NewGroup {
        kind,
        title: title.into(),
        creator,
        members: vec![alice],
        ..NewGroup::default()
    };
    stage.dc.add_group(group).unwrap()
}

/// One emoji by each of these people.
pub(super) fn thumbs(by: &[i64]) -> Reactions {
    let thumb = || Reaction::Emoji("👍".into());
    let count = u32::try_from(by.len()).unwrap();
    let counts = (count > 0).then(|| (thumb(), count));
    Reactions {
        counts: counts.into_iter().collect(),
        by: by.iter().map(|by| (*by, thumb())).collect(),
    }
}

/// Logs somebody without a password in, into the session of this name.
pub(super) async fn log_in(stage: &Stage, session: &str, phone: &str) {
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let session = stage.session(session).await;
    let (line, _updates) = Line::open(&stage.settings, &session, &tasks, &stop);
    let caller = Caller::new(&line, &stage.settings, &stage.world);
    let talk = Conversation::begin(Path::Phone, stage.world.now());
    let talk = tell(stage, &caller, talk, phone).await;
    let code = stage.dc.code(phone).unwrap().code;
    let talk = tell(stage, &caller, talk, &code).await;
    talk.conversation.account().expect("somebody is logged in");
    line.close();
    line.ended().await;
}
