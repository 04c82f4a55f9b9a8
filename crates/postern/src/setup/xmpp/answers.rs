//! What has to be known about an account on XMPP, and where it comes from.

use anyhow::{Result, bail};
use config::edit::NewValue;
use messengers::xmpp::handle::parse_handle;
use wording::Words;

use crate::cli::SetupXmpp;
use crate::setup::draft::{Draft, Fill, Value};
use crate::setup::files;
use crate::setup::key::Key;
use crate::setup::terminal::{Read, Stopped, Terminal};

const SERVICE: Key = &["messaging", "xmpp", "service"];
const USERNAME: Key = &["messaging", "xmpp", "credentials", "username"];
const PASSWORD: Key = &["messaging", "xmpp", "credentials", "password"];
const PASSWORD_FILE: Key = &["messaging", "xmpp", "credentials", "passwordFile"];
const CA_FILE: Key = &["messaging", "xmpp", "caFile"];
const DIRECT_TLS: Key = &["messaging", "xmpp", "directTls"];

/// All that is set here, in the order in which it is written.
pub(super) const KEYS: [Key; 6] = [
    SERVICE,
    USERNAME,
    PASSWORD,
    PASSWORD_FILE,
    CA_FILE,
    DIRECT_TLS,
];

/// What is not shown.
pub(super) const SECRETS: [Key; 1] = [PASSWORD];

/// What stands in for answers that are not given yet, while others are checked.
const FILL: [Fill; 3] = [
    (SERVICE, NewValue::Text("example.org")),
    (USERNAME, NewValue::Text("postern")),
    (PASSWORD, NewValue::Text("not asked yet")),
];

/// What is said before anything is asked.
pub(super) const INTRODUCTION: &str = "\
Postern speaks to people on XMPP with an account of its own, on any XMPP server.
Make one for it alone, with any client or on your own server; with Prosody:
  prosodyctl adduser postern@example.org";

/// Something to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Whose name.
    Account,
    /// Where it lives.
    Server,
    /// Its password.
    Password,
    /// Whom to trust besides the usual authorities.
    CaFile,
}

impl Part {
    /// The options that give it.
    pub(super) fn option(self) -> &'static str {
        match self {
            Self::Account => "--username",
            Self::Server => "--service",
            Self::Password => "--password-file or --password-stdin",
            Self::CaFile => "--ca-file",
        }
    }

    /// What is most likely wrong when a connection fails for this reason.
    pub(super) fn in_doubt(why: &str) -> Option<Self> {
        [
            ("password was refused", Self::Password),
            ("certificate", Self::CaFile),
            ("address", Self::Server),
            ("XMPP server", Self::Server),
            ("TLS", Self::Server),
        ]
        .into_iter()
        .find_map(|(words, part)| why.contains(words).then_some(part))
    }

    fn key(self) -> Key {
        match self {
            Self::Account => USERNAME,
            Self::Server => SERVICE,
            Self::Password => PASSWORD,
            Self::CaFile => CA_FILE,
        }
    }

    /// Whether it comes from somewhere that is not changed here: the environment, or a file of its own.
    fn is_elsewhere(self, draft: &Draft) -> bool {
        let has_file = self == Self::Password && draft.value(PASSWORD_FILE).is_some();
        has_file || draft.variable(self.key()).is_some()
    }

    fn is_missing(self, draft: &Draft) -> bool {
        let key = self.key();
        !self.is_elsewhere(draft)
            && (draft.value(key).is_none()
                || draft.is_placeholder(key, &FILL)
                || draft
                    .faults(&FILL)
                    .iter()
                    .any(|fault| fault.key == draft.full_name(key)))
    }
}

/// Puts what the options say into the draft.
pub(super) fn take_options(draft: &mut Draft, options: &SetupXmpp) -> Result<()> {
    for (part, given) in [
        (Part::Server, &options.service),
        (Part::Account, &options.username),
    ] {
        if let Some(given) = given {
            put(draft, part.key(), part.option(), given.trim())?;
        }
    }
    if let Some(path) = &options.password_file {
        files::must_exist(path)?;
        let path = draft.path_in_file(path)?;
        put(draft, PASSWORD_FILE, "--password-file", &path)?;
    }
    if options.password_stdin {
        let password = files::first_line_of_input()?;
        if draft.value(PASSWORD_FILE).is_some() {
            bail!(
                "{} names a file that the password comes from; write it there, or name another one with --password-file",
                draft.full_name(PASSWORD_FILE)
            );
        }
        put(draft, PASSWORD, "--password-stdin", &password)?;
    }
    if let Some(path) = &options.ca_file {
        files::must_exist(path)?;
        let path = draft.path_in_file(path)?;
        put(draft, CA_FILE, "--ca-file", &path)?;
    }
    if options.direct_tls {
        draft.set(DIRECT_TLS, Value::Bool(true))?;
    }
    Ok(())
}

/// What nobody has said yet, in the order to ask for it.
pub(super) fn missing(draft: &Draft) -> Vec<Part> {
    let mut parts = vec![Part::Account, Part::Server, Part::Password];
    parts.retain(|part| part.is_missing(draft));
    parts
}

/// What can be changed here.
pub(super) fn changeable(draft: &Draft) -> Vec<Part> {
    let mut parts = vec![Part::Account, Part::Server, Part::Password];
    parts.retain(|part| !part.is_elsewhere(draft));
    parts
}

/// Asks for one part until it is of use, and puts it into the draft.
pub(super) async fn ask(draft: &mut Draft, part: Part, terminal: &Terminal) -> Result<(), Stopped> {
    let own = draft.value(part.key());
    let own = own.filter(|_| !part.is_missing(draft));
    let account = draft.value(USERNAME);
    let answer = match part {
        Part::Account => {
            let question = "Its address, such as postern@example.org";
            let read = |typed: &str| account_of(draft, typed);
            terminal.ask(question, own.as_deref(), read).await?
        }
        Part::Server => {
            terminal.explain(
                "The server is the account's domain, whose DNS says where to connect; or host:port;\n\
                 or xmpps://host:port for TLS from the first byte.",
            );
            let domain = account
                .as_deref()
                .and_then(|account| account.split_once('@'));
            let default = own.as_deref().or(domain.map(|(_, domain)| domain));
            let read = |typed: &str| usable(draft, SERVICE, typed);
            terminal.ask("Server", default, read).await?
        }
        Part::Password => {
            let question = account.map_or("Password".to_owned(), |it| format!("Password of {it}"));
            let read = |typed: &str| usable(draft, PASSWORD, typed);
            terminal.ask_secret(&question, read).await?
        }
        Part::CaFile => {
            terminal.explain(
                "A PEM file with certificates to trust besides those that this machine trusts:\n\
                 that of your own authority, or the server's own.",
            );
            let read = |typed: &str| ca_file(draft, typed);
            terminal.ask("File", None, read).await?
        }
    };
    // `read` has found that it can be set.
    let _ = draft.set(part.key(), answer.as_str());
    Ok(())
}

/// Lets somebody choose what to change after a connection failed; `None` tries again as it is.
pub(super) async fn choose(
    draft: &Draft,
    doubt: Option<Part>,
    terminal: &Terminal,
) -> Result<Option<Part>, Stopped> {
    let again = if draft.value(PASSWORD_FILE).is_some() {
        "Try again, and read the password's file again"
    } else {
        "Try again"
    };
    let mut choices: Vec<(Option<Part>, String)> = [
        (Part::Password, "Type the password again"),
        (Part::Account, "Change the account"),
        (Part::Server, "Change the server"),
        (Part::CaFile, "Trust certificates from a file"),
    ]
    .into_iter()
    .filter(|(part, _)| !part.is_elsewhere(draft))
    .map(|(part, words)| (Some(part), words.to_owned()))
    .collect();
    choices.push((None, again.to_owned()));
    let likely = choices.iter().position(|(part, _)| *part == doubt);
    let default = likely.unwrap_or(choices.len() - 1);
    let question = "\nWhat now? Ctrl-C ends this, and nothing is written.";
    terminal.choose(question, &choices, default).await
}

/// Sets what an option says.
fn put(draft: &mut Draft, key: Key, option: &str, value: &str) -> Result<()> {
    match usable(draft, key, value) {
        Ok(value) => draft.set(key, value.as_str()),
        Err(why) => match why.strip_prefix("It ") {
            Some(rest) => bail!("{option} {rest}"),
            None => bail!("{option}: {why}"),
        },
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

fn account_of(draft: &Draft, typed: &str) -> Read<String> {
    if typed.contains('@')
        && let Err(fault) = parse_handle(typed)
    {
        return Err(Words::default().with(fault.key, &[("detail", fault.detail.into())]));
    }
    usable(draft, USERNAME, typed)
}

fn ca_file(draft: &Draft, typed: &str) -> Read<String> {
    let path = std::path::Path::new(typed);
    files::must_exist(path).map_err(|error| format!("{error:#}."))?;
    let path = draft
        .path_in_file(path)
        .map_err(|error| error.to_string())?;
    usable(draft, CA_FILE, &path)
}
