//! What the person at the terminal says to the login conversation, and what happens meanwhile.

use std::time::Duration;

use domain::time::Timestamp;
use telegram::login::perform::qr_scanned;
use telegram::login::{Answer, Conversation, Path, Said, Typed, Wants};

use super::talk::Updates;
use crate::setup::terminal::{Stopped, Terminal};

/// How long to wait where the conversation itself waits.
const PATIENCE: Duration = Duration::from_secs(1);

/// What happened.
pub(super) enum Heard {
    /// The person said something.
    Said(Said),
    /// Telegram said something unasked.
    Learned(Answer),
    /// It is time for [`Conversation::tick`].
    Due,
}

/// What listens to the person, and to Telegram while a QR code is shown.
pub(super) struct Ear<'a> {
    terminal: &'a Terminal,
    updates: Updates,
}

/// What can be chosen where nothing can be typed.
#[derive(Clone, Copy)]
enum Choice {
    Resend,
    Phone,
    Qr,
    Cancel,
}

/// Where a number is there, but no code that would work.
const FOR_NEW_CODE: [(Choice, &str); 4] = [
    (Choice::Resend, "Send a new code"),
    (Choice::Phone, "Type another phone number"),
    (Choice::Qr, "Log in with a QR code"),
    (Choice::Cancel, "Cancel the login"),
];
/// Where no QR code is shown any more.
const FOR_NEW_QR: [(Choice, &str); 3] = [
    (Choice::Resend, "Show a new QR code"),
    (Choice::Phone, "Log in with a phone number and a code"),
    (Choice::Cancel, "Cancel the login"),
];

impl<'a> Ear<'a> {
    pub(super) const fn new(terminal: &'a Terminal, updates: Updates) -> Self {
        Self { terminal, updates }
    }

    /// Waits until something happens.
    pub(super) async fn hear(
        &mut self,
        conversation: &Conversation,
        now: Timestamp,
    ) -> Result<Heard, Stopped> {
        let terminal = self.terminal;
        let said = match conversation.wants() {
            Wants::Phone => {
                let typed = terminal.ask_once("Phone number, or qr, or cancel").await?;
                answer(&typed)
            }
            Wants::Token => answer(&secret(terminal, "Token of the bot").await?),
            Wants::Code { words, .. } => code(terminal, words).await?,
            Wants::Password => text(&secret(terminal, "Password").await?),
            Wants::NewCode => choose(terminal, &FOR_NEW_CODE).await?,
            Wants::NewQr => choose(terminal, &FOR_NEW_QR).await?,
            Wants::Scan { .. } => return self.watch(conversation, now).await,
            // Telegram is being asked, or it is over: nobody has to say anything.
            Wants::Patience | Wants::Nothing => {
                tokio::time::sleep(PATIENCE).await;
                return Ok(Heard::Due);
            }
        };
        Ok(Heard::Said(said))
    }

    /// Waits below a QR code.
    async fn watch(
        &mut self,
        conversation: &Conversation,
        now: Timestamp,
    ) -> Result<Heard, Stopped> {
        let due = async {
            match conversation.next_tick() {
                Some(due) => tokio::time::sleep(due.since(now)).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            typed = self.terminal.ask_once("Waiting; resend, phone or cancel") => {
                Ok(Heard::Said(answer(&typed?)))
            }
            () = qr_scanned(&mut self.updates) => {
                self.terminal.drop_typed();
                Ok(Heard::Learned(Answer::QrScanned))
            }
            () = due => Ok(Heard::Due),
        }
    }
}

async fn secret(terminal: &Terminal, question: &str) -> Result<String, Stopped> {
    let as_typed = |typed: &str| Ok(typed.to_owned());
    terminal.ask_secret(question, as_typed).await
}

/// Asks for a code. Words can be a code, too; a stroke before them cannot.
async fn code(terminal: &Terminal, is_words: bool) -> Result<Said, Stopped> {
    let question = if is_words {
        "Code, or /resend, or /cancel"
    } else {
        "Code, or resend, or cancel"
    };
    let typed = secret(terminal, question).await?;
    let is_code = is_words && !typed.trim_start().starts_with('/');
    let said = command(&typed).filter(|_| !is_code);
    Ok(said.unwrap_or_else(|| text(&typed)))
}

async fn choose(terminal: &Terminal, choices: &[(Choice, &'static str)]) -> Result<Said, Stopped> {
    let choices: Vec<_> = choices
        .iter()
        .map(|(choice, words)| (*choice, (*words).to_owned()))
        .collect();
    Ok(match terminal.choose("\nWhat now?", &choices, 0).await? {
        Choice::Resend => Said::Resend,
        Choice::Phone => Said::Take(Path::Phone),
        Choice::Qr => Said::Take(Path::Qr),
        Choice::Cancel => Said::Cancel,
    })
}

/// What a word means where it is offered as one.
fn command(typed: &str) -> Option<Said> {
    let word = typed.trim().to_ascii_lowercase();
    match word.trim_start_matches('/') {
        "resend" => Some(Said::Resend),
        "cancel" => Some(Said::Cancel),
        "qr" => Some(Said::Take(Path::Qr)),
        "phone" => Some(Said::Take(Path::Phone)),
        _ => None,
    }
}

/// A command, or what was asked for.
fn answer(typed: &str) -> Said {
    command(typed).unwrap_or_else(|| text(typed))
}

fn text(typed: &str) -> Said {
    Said::Text(Typed::new(typed))
}
