//! Telegram, as a bot or as a user, over `MTProto`.
//!
//! - **Connection.** One, kept up by the crate `telegram`; its session lies sealed in the database. A login that was
//!   ended elsewhere is not tried again: an admin has to set it up anew. Nothing else is final.
//! - **Accounts** are immutable ids. A handle is looked up once; whoever takes the name later gets nothing.
//! - **Sent** means that Telegram has the message. A message that is tried again has the same `random_id`, so it never
//!   comes twice. There are no receipts.
//! - **Limits.** What Telegram allows is kept to by a gate, codes first. When Telegram asks for patience, the chat or
//!   the whole account rests for exactly that time, and the letter is answered `Later` with it.
//! - **Groups and channels** take notifications, but no codes.
//! - **People who write** to the bot, or press its buttons, are heard; to a user only commands are, since the account may
//!   be somebody's own.

mod book;
mod ears;
mod gate;
mod handle;
mod keeper;
mod outcome;
mod section;
mod settings;

use std::sync::Arc;

use domain::delivery::Outcome;
use domain::message::Text;
use domain::provider::{Connection, Provider, ProviderEntry, RemoteId};
use futures::FutureExt;
use futures::future::BoxFuture;
use telegram::connection::{Account, Status};
use telegram::peers::{self, Resolved};
use telegram::send::{self, Message};
use telegram::session_string::SessionString;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::gate::Gate;
use self::keeper::Keeper;
use crate::{Letter, Messenger, Surroundings};

pub use book::{Limits, Rate};
pub use section::{KIND, Proxy, Section};
pub use settings::{CONNECTION_RETRIES, Fault, Home, Login, Server, SessionText, Settings};
pub use telegram::connection::BotToken;
pub use telegram::settings::{ApiHash, Pace};

/// The longest text in units of UTF-16 (<https://core.telegram.org/method/messages.sendMessage>, `MESSAGE_TOO_LONG`).
const LONGEST: usize = 4_096;

/// A messenger for one login at Telegram.
pub struct Telegram {
    entry: ProviderEntry,
    is_bot: bool,
    state: watch::Receiver<Connection>,
    line: watch::Receiver<Option<telegram::connection::Connection>>,
    gate: Arc<Gate>,
    /// What is being sent.
    sending: TaskTracker,
    stop: CancellationToken,
}

impl Telegram {
    /// Starts a messenger, which connects by itself, whenever that becomes possible.
    pub fn start(
        provider: Provider,
        settings: Settings,
        home: Home,
        surroundings: Surroundings,
    ) -> Result<Arc<Self>, Fault> {
        let keys = settings::read_keys(&settings)?;
        let adopted = match &settings.login {
            Login::Bot(_) => None,
            Login::User(SessionText(text)) => Some(SessionString::parse(text)?),
        };
        let is_bot = adopted.is_none();
        let (state, connection) = watch::channel(Connection::down("connecting to Telegram"));
        let (line, lines) = watch::channel(None);
        let gate = Arc::new(Gate::new(settings.limits));
        let (tasks, stop) = (surroundings.tasks.clone(), surroundings.stop.clone());
        let sending = TaskTracker::new();
        let keeper = Keeper {
            provider: provider.clone(),
            settings,
            keys,
            adopted,
            home,
            surroundings,
            gate: Arc::clone(&gate),
            sending: sending.clone(),
            state,
            line,
        };
        tasks.spawn(keeper.keep());
        Ok(Arc::new(Self {
            entry: entry(provider, is_bot),
            is_bot,
            state: connection,
            line: lines,
            gate,
            sending,
            stop,
        }))
    }

    async fn attempt(&self, letter: &Letter) -> Outcome {
        let (chat, line) = match self.turn(letter).await {
            Ok(turn) => turn,
            Err(outcome) => return outcome,
        };
        // The end waits for what is being sent.
        let _sending = self.sending.token();
        let text = fit(&letter.text);
        let message = Message {
            to: chat,
            text: &text,
            buttons: if self.is_bot { &letter.buttons } else { &[] },
            idempotency_key: &letter.idempotency_key,
        };
        let sent = send::send(&line, &message, line.pace().call).await;
        self.heed(&sent, chat);
        outcome::of_send(sent, chat, us(&line).as_ref())
    }

    /// Waits for the letter's turn; gives its chat and the connection.
    async fn turn(
        &self,
        letter: &Letter,
    ) -> Result<(i64, telegram::connection::Connection), Outcome> {
        let chat = letter.to.0.parse::<i64>().map_err(|_| Outcome::Never {
            why: "the id of the account is no id of Telegram".to_owned(),
            account: true,
        })?;
        if letter.carries_code && chat < 0 {
            return Err(outcome::code_for_many());
        }
        let line = self.line()?;
        let pass = self.gate.pass(chat, letter.carries_code);
        match self.stop.run_until_cancelled(pass).await {
            Some(Ok(())) => Ok((chat, line)),
            Some(Err(wait)) => Err(outcome::patience(wait)),
            None => Err(outcome::stopped()),
        }
    }

    /// Remembers what Telegram says of how much may be sent.
    fn heed(&self, sent: &send::SendOutcome, chat: i64) {
        match sent {
            send::SendOutcome::Flood(wait) => {
                // A user's waits are about the whole account, but those of groups.
                let alone = self.is_bot || chat < 0;
                self.gate.flooded(chat, alone, *wait);
                tracing::warn!(seconds = wait.as_secs(), "Telegram asks for patience");
            }
            send::SendOutcome::Restricted => {
                tracing::error!("Telegram restricts this account as if it sent spam (PEER_FLOOD)");
            }
            send::SendOutcome::Sent { .. }
            | send::SendOutcome::Blocked
            | send::SendOutcome::Deactivated
            | send::SendOutcome::UnknownPeer
            | send::SendOutcome::Forbidden { .. }
            | send::SendOutcome::Refused(_)
            | send::SendOutcome::Later { .. }
            | send::SendOutcome::LoggedOut(_) => {}
        }
    }

    async fn ask(&self, handle: &str) -> Result<RemoteId, Outcome> {
        let Some(typed) = handle::read(handle) else {
            return Err(Outcome::Never {
                why: "the handle is none of Telegram".to_owned(),
                account: true,
            });
        };
        let line = self.line()?;
        if let Some(wait) = self.gate.asking_pause() {
            return Err(outcome::patience(wait));
        }
        let resolved = peers::resolve(&line, &typed, line.pace().probe).await;
        if let Err(telegram::connection::CallError::Flood(wait)) = &resolved {
            self.gate.asking_flooded(*wait);
        }
        let resolved: Resolved = resolved.map_err(|error| outcome::of_error(&error))?;
        let id = outcome::of_resolved(resolved, &typed, us(&line).as_ref())?;
        Ok(RemoteId(id.to_string()))
    }

    fn line(&self) -> Result<telegram::connection::Connection, Outcome> {
        if let Connection::Down { why, .. } = &*self.state.borrow() {
            return Err(outcome::later(format!("not connected: {why}")));
        }
        let line = self.line.borrow().clone();
        line.ok_or_else(outcome::stopped)
    }
}

impl Messenger for Telegram {
    fn entry(&self) -> &ProviderEntry {
        &self.entry
    }

    fn connection(&self) -> watch::Receiver<Connection> {
        self.state.clone()
    }

    fn start_line(&self, account: &str) -> String {
        let kind = if self.is_bot { "bot" } else { "user" };
        format!("Postern Telegram client is {kind} connected as {account}.")
    }

    fn resolve<'a>(&'a self, handle: &'a str) -> BoxFuture<'a, Result<RemoteId, Outcome>> {
        self.ask(handle).boxed()
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        self.attempt(letter).boxed()
    }
}

/// The provider as pages and rules see it.
pub fn entry(provider: Provider, is_bot: bool) -> ProviderEntry {
    ProviderEntry {
        title: provider.title("Telegram"),
        provider,
        icon: "telegram",
        handle_example: "@alice",
        handle_is_secret: false,
        carries_codes: true,
        has_receipts: false,
        text_limit: LONGEST,
        parse_handle: if is_bot {
            handle::for_bot
        } else {
            handle::for_user
        },
        start_link: is_bot.then_some(start_link as fn(&str, &str) -> String),
        join_link: None,
    }
}

/// <https://core.telegram.org/bots/features#deep-linking>
fn start_link(account: &str, token: &str) -> String {
    let name = account.strip_prefix('@').unwrap_or(account);
    format!("https://t.me/{name}?start={token}")
}

/// The text, cut to what Telegram takes: letters outside the basic plane count twice there.
fn fit(text: &Text) -> Text {
    let units = |text: &Text| -> usize {
        let parts = text.parts().iter();
        parts.map(|part| part.words().encode_utf16().count()).sum()
    };
    if units(text) <= LONGEST {
        return text.clone();
    }
    let (mut fits, mut too_long) = (0, text.length());
    while fits + 1 < too_long {
        let middle = usize::midpoint(fits, too_long);
        if units(&text.head(middle)) < LONGEST {
            fits = middle;
        } else {
            too_long = middle;
        }
    }
    let head = text.head(fits).trim_end();
    head.with(domain::message::Part::Plain("…".to_owned()))
}

fn us(line: &telegram::connection::Connection) -> Option<Account> {
    match &*line.status().borrow() {
        Status::Up { account } => Some(account.clone()),
        Status::Connecting | Status::Down { .. } | Status::LoggedOut { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::message::Part;

    use super::*;

    #[test]
    fn a_text_is_cut_by_units_of_utf_16() {
        let units = |text: &Text| text.plain().encode_utf16().count();
        let whole = Text::of("🔑".repeat(2_048));
        assert_eq!(fit(&whole), whole);
        let cut = fit(&Text::of("🔑".repeat(4_096)));
        assert_eq!(units(&cut), 4_095);
        assert!(cut.plain().ends_with("🔑…"));
        let cut = fit(&Text::of("a".repeat(5_000)));
        assert_eq!(units(&cut), LONGEST);
        let code = Text::of("🔑".repeat(2_046)).with(Part::Code("123456".into()));
        assert!(!fit(&code).plain().contains('1'));
    }

    #[test]
    fn a_start_link_names_the_bot_without_its_at() {
        let link = start_link("@postern_bot", "AbcdefghijklmnopqrstU_");
        assert_eq!(
            link,
            "https://t.me/postern_bot?start=AbcdefghijklmnopqrstU_"
        );
    }
}
