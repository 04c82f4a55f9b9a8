//! What has to be known for Telegram, and where it comes from.

use anyhow::{Result, bail};
use config::edit::NewValue;

use crate::cli::{SetupTelegram, TelegramLogin};
use crate::setup::draft::{Draft, Fill, Value};
use crate::setup::files;
use crate::setup::key::Key;
use crate::setup::terminal::{Read, Stopped, Terminal};

const API_ID: Key = &["messaging", "telegram", "apiid"];
const API_HASH: Key = &["messaging", "telegram", "apihash"];
const API_HASH_FILE: Key = &["messaging", "telegram", "apihashFile"];
const BOT_TOKEN: Key = &["messaging", "telegram", "bottoken"];
const BOT_TOKEN_FILE: Key = &["messaging", "telegram", "bottokenFile"];
const SESSION: Key = &["messaging", "telegram", "session"];
const SESSION_FILE: Key = &["messaging", "telegram", "sessionFile"];
const SERVER: Key = &["messaging", "telegram", "server"];
const SERVER_KEY_FILE: Key = &["messaging", "telegram", "serverKeyFile"];

/// All that is set here, in the order in which it is written.
pub(super) const KEYS: [Key; 9] = [
    API_ID,
    API_HASH,
    API_HASH_FILE,
    BOT_TOKEN,
    BOT_TOKEN_FILE,
    SESSION,
    SESSION_FILE,
    SERVER,
    SERVER_KEY_FILE,
];

/// What is not shown.
pub(super) const SECRETS: [Key; 3] = [API_HASH, BOT_TOKEN, SESSION];

/// What stands in for answers that are not given yet, while others are checked.
const FILL: [Fill; 3] = [
    (API_ID, NewValue::Number(1)),
    (API_HASH, NewValue::Text("0123456789abcdef0123456789abcdef")),
    (BOT_TOKEN, NewValue::Text("1:not-asked-yet")),
];

/// Where application id and hash come from.
const INTRODUCTION: &str = "\
Telegram wants to know which program speaks to it: by an api_id and an api_hash of your own.
They cost nothing, and serve for bots and for users:
  1. Open https://my.telegram.org and log in with your phone number. The code comes to the Telegram app.
  2. Choose \"API development tools\". Fill in any title and short name, and press \"Create application\".
  3. The page shows both: \"App api_id\", a number, and \"App api_hash\", 32 letters and digits.";

/// Which application this is: what has to be known before anybody can log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Its number.
    ApiId,
    /// Its hash.
    ApiHash,
}

impl Part {
    /// All of them, in the order to ask for them.
    pub(super) const ALL: [Self; 2] = [Self::ApiId, Self::ApiHash];

    const fn key(self) -> Key {
        match self {
            Self::ApiId => API_ID,
            Self::ApiHash => API_HASH,
        }
    }

    const fn option(self) -> &'static str {
        match self {
            Self::ApiId => "--api-id",
            Self::ApiHash => "--api-hash-file",
        }
    }

    /// Whether it comes from somewhere that is not changed here: the environment, or a file of its own.
    pub(super) fn is_elsewhere(self, draft: &Draft) -> bool {
        let has_file = self == Self::ApiHash && draft.value(API_HASH_FILE).is_some();
        has_file || draft.variable(self.key()).is_some()
    }

    fn is_missing(self, draft: &Draft) -> bool {
        !self.is_elsewhere(draft) && !is_usable(draft, self.key())
    }
}

/// Whether a key stands in the file, with a value that can be used.
fn is_usable(draft: &Draft, key: Key) -> bool {
    let own = draft.full_name(key);
    let is_faulty = || draft.faults(&FILL).iter().any(|it| it.key == own);
    draft.value(key).is_some() && !draft.is_placeholder(key, &FILL) && !is_faulty()
}

/// Puts what the options say into the draft.
pub(super) fn take_options(draft: &mut Draft, options: &SetupTelegram) -> Result<()> {
    if let Some(id) = options.api_id {
        put(draft, API_ID, "--api-id", Value::Number(id.into()))?;
    }
    if let Some(server) = &options.server {
        put(draft, SERVER, "--server", server.trim().into())?;
    }
    for (path, key, option) in [
        (
            &options.server_key_file,
            SERVER_KEY_FILE,
            "--server-key-file",
        ),
        (&options.api_hash_file, API_HASH_FILE, "--api-hash-file"),
        (&options.bot_token_file, BOT_TOKEN_FILE, "--bot-token-file"),
        (&options.session_file, SESSION_FILE, "--session-file"),
    ] {
        let Some(path) = path else { continue };
        files::must_exist(path)?;
        let path = draft.path_in_file(path)?;
        if key == BOT_TOKEN_FILE {
            draft.set_aside(&[SESSION, SESSION_FILE])?;
        } else if key == SESSION_FILE {
            make_room_for_user(draft)?;
        }
        put(draft, key, option, path.as_str().into())?;
    }
    Ok(())
}

/// A bot counts before a user, so it must go.
fn make_room_for_user(draft: &mut Draft) -> Result<()> {
    if let Some(variable) = draft.variable(BOT_TOKEN) {
        bail!("a bot is set by {variable}, and counts before a user; remove it there first");
    }
    draft.set_aside(&[BOT_TOKEN, BOT_TOKEN_FILE])
}

/// What of the application nobody has said yet.
pub(super) fn missing(draft: &Draft) -> Vec<Part> {
    let missing = |part: &Part| part.is_missing(draft);
    Part::ALL.into_iter().filter(missing).collect()
}

/// The options that would say what is missing of the application.
pub(super) fn missing_of_application(draft: &Draft) -> Vec<&'static str> {
    let parts = missing(draft);
    parts.iter().map(|part| part.option()).collect()
}

/// The options that would say what is missing, the login among it.
pub(super) fn missing_options(draft: &Draft, login: Option<TelegramLogin>) -> Vec<&'static str> {
    let mut options = missing_of_application(draft);
    options.push(match login {
        None => "--bot-token-file or --session-file",
        Some(TelegramLogin::Bot) => "--bot-token-file",
        Some(TelegramLogin::User) => "--session-file",
    });
    options
}

/// As whom the configuration logs in, if it does.
pub(super) fn login(draft: &mut Draft) -> Result<Option<TelegramLogin>> {
    let has = |secret: Key, file: Key| {
        draft.variable(secret).is_some() || draft.value(file).is_some() || is_usable(draft, secret)
    };
    if has(BOT_TOKEN, BOT_TOKEN_FILE) {
        return Ok(Some(TelegramLogin::Bot));
    }
    if !has(SESSION, SESSION_FILE) {
        return Ok(None);
    }
    // What is left of an example would count before the user.
    draft.set_aside(&[BOT_TOKEN])?;
    Ok(Some(TelegramLogin::User))
}

/// Has the configuration log in as this bot.
pub(super) fn set_bot(draft: &mut Draft, token: &str) -> Result<()> {
    draft.set_aside(&[BOT_TOKEN_FILE, SESSION, SESSION_FILE])?;
    draft.set(BOT_TOKEN, token)
}

/// Has the configuration log in as this user.
pub(super) fn set_user(draft: &mut Draft, session: &str) -> Result<()> {
    make_room_for_user(draft)?;
    draft.set_aside(&[SESSION_FILE])?;
    draft.set(SESSION, session)
}

/// Refuses a login whose result could not be written, before anybody has gone through it.
pub(super) fn must_be_settable(draft: &Draft, login: TelegramLogin) -> Result<()> {
    let mut tried = draft.clone();
    match login {
        TelegramLogin::Bot => set_bot(&mut tried, "1:not-asked-yet"),
        TelegramLogin::User => set_user(&mut tried, "not asked yet"),
    }
}

/// Asks for what is missing of the application.
pub(super) async fn complete(draft: &mut Draft, terminal: &Terminal) -> Result<()> {
    let missing = missing(draft);
    if !missing.is_empty() {
        terminal.explain(INTRODUCTION);
    }
    for part in missing {
        ask(draft, part, terminal).await?;
    }
    Ok(())
}

/// Asks for one part until it is of use, and puts it into the draft.
pub(super) async fn ask(draft: &mut Draft, part: Part, terminal: &Terminal) -> Result<()> {
    match part {
        Part::ApiId => {
            let own = draft
                .value(API_ID)
                .filter(|_| !Part::ApiId.is_missing(draft));
            let read = |typed: &str| number(draft, typed);
            let id = terminal.ask("api_id", own.as_deref(), read).await?;
            draft.set(API_ID, Value::Number(id))
        }
        Part::ApiHash => {
            let read = |typed: &str| usable(draft, API_HASH, typed.trim());
            let hash = terminal.ask_secret("api_hash", read).await?;
            draft.set(API_HASH, hash.as_str())
        }
    }
}

/// Asks whether to log in as a bot or as a user.
pub(super) async fn choose_login(terminal: &Terminal) -> Result<TelegramLogin, Stopped> {
    let choices = [
        (
            TelegramLogin::Bot,
            "As a bot, the usual way. People press Start in its chat once; then it can write to them".to_owned(),
        ),
        (
            TelegramLogin::User,
            "As a user, with a Telegram account that has a phone number. It can also write first".to_owned(),
        ),
    ];
    terminal
        .choose("\nAs whom shall Postern log in to Telegram?", &choices, 0)
        .await
}

fn number(draft: &Draft, typed: &str) -> Read<u64> {
    let why = "It must be the number that my.telegram.org shows as \"App api_id\".";
    let number: u64 = typed.parse().map_err(|_| why.to_owned())?;
    match draft.objection(API_ID, Value::Number(number), &FILL) {
        Some(why) => Err(why),
        None => Ok(number),
    }
}

fn usable(draft: &Draft, key: Key, typed: &str) -> Read<String> {
    if typed.is_empty() {
        return Err("This is needed; Ctrl-C ends the dialogue.".to_owned());
    }
    match draft.objection(key, typed, &FILL) {
        Some(why) => Err(why),
        None => Ok(typed.to_owned()),
    }
}

/// Sets what an option says.
fn put(draft: &mut Draft, key: Key, option: &str, value: Value) -> Result<()> {
    match draft.objection(key, value.clone(), &FILL) {
        None => draft.set(key, value),
        Some(why) => match why.strip_prefix("It ") {
            Some(rest) => bail!("{option} {rest}"),
            None => bail!("{option}: {why}"),
        },
    }
}

/// The configuration as far as it is known, with something in the gaps.
pub(super) fn filled(draft: &Draft) -> Draft {
    draft.filled(&FILL)
}
