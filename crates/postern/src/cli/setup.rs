//! `postern setup`.

use std::path::PathBuf;

use clap::{ArgMatches, Args, FromArgMatches, Subcommand, ValueEnum};
use messengers::kind::Kind;

/// The providers that can be set up.
pub(crate) enum Setup {
    /// XMPP, with an account on any server.
    Xmpp(SetupXmpp),
    /// Telegram, as a bot or as a user.
    Telegram(SetupTelegram),
    /// A provider that is set up by the questions of its kind.
    Other(&'static Kind, SetupOther),
}

/// The providers that have a dialogue of their own.
#[derive(Subcommand)]
enum OwnSetup {
    /// XMPP, with an account on any server. What no option says and the configuration lacks is asked for.
    Xmpp(SetupXmpp),
    /// Telegram, as a bot or as a user. What no option says and the configuration lacks is asked for.
    Telegram(SetupTelegram),
}

/// The kinds that are set up by their questions; each is a subcommand.
fn others() -> impl Iterator<Item = &'static Kind> {
    let all = messengers::KINDS.iter().copied();
    all.filter(|kind| !kind.introduction.is_empty())
}

impl FromArgMatches for Setup {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        if let Some((name, below)) = matches.subcommand()
            && let Some(kind) = others().find(|kind| kind.key == name)
        {
            return Ok(Self::Other(kind, SetupOther::from_arg_matches(below)?));
        }
        Ok(match OwnSetup::from_arg_matches(matches)? {
            OwnSetup::Xmpp(options) => Self::Xmpp(options),
            OwnSetup::Telegram(options) => Self::Telegram(options),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Subcommand for Setup {
    fn augment_subcommands(command: clap::Command) -> clap::Command {
        let command = OwnSetup::augment_subcommands(command);
        let add = |command: clap::Command, kind: &'static Kind| {
            let about = format!(
                "{}. What no option says and the configuration lacks is asked for",
                kind.title
            );
            let own = SetupOther::augment_args(clap::Command::new(kind.key)).about(about);
            command.subcommand(own)
        };
        others().fold(command, add)
    }

    fn augment_subcommands_for_update(command: clap::Command) -> clap::Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        OwnSetup::has_subcommand(name) || others().any(|kind| kind.key == name)
    }
}

#[derive(Args)]
pub(crate) struct SetupOther {
    /// A name for a further provider of the kind: its section is KIND-NAME.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// A value of its section: token=…, host=…, caFile=…
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// The file that a secret stands in; the configuration will name it, and hold no secret.
    #[arg(long, value_name = "KEY=FILE")]
    set_file: Vec<String>,
    /// Send a test message to this handle.
    #[arg(long, value_name = "HANDLE", conflicts_with = "no_test")]
    pub(crate) test_to: Option<String>,
    /// Write without connecting first.
    #[arg(long)]
    pub(crate) no_test: bool,
    /// Write without asking, and ask for nothing that is not needed.
    #[arg(long)]
    pub(crate) yes: bool,
}

impl SetupOther {
    /// What the options say of the section, and whether each names a file.
    pub(crate) fn given(&self) -> impl Iterator<Item = (&str, bool)> {
        let set = self.set.iter().map(|given| (given.as_str(), false));
        set.chain(self.set_file.iter().map(|given| (given.as_str(), true)))
    }

    /// Whether they say anything of it.
    pub(crate) fn says_anything(&self) -> bool {
        self.given().next().is_some()
    }
}

/// As whom Postern logs in to Telegram.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TelegramLogin {
    /// A bot of yours; the usual way.
    Bot,
    /// An account with a phone number.
    User,
}

#[derive(Args)]
pub(crate) struct SetupTelegram {
    /// As whom to log in.
    #[arg(value_enum)]
    pub(crate) login: Option<TelegramLogin>,
    /// A name for a further provider of the kind: its section is telegram-NAME.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The `api_id` of your application, from my.telegram.org.
    #[arg(long, value_name = "N")]
    pub(crate) api_id: Option<u32>,
    /// The file that its `api_hash` stands in; the configuration will name it, and hold no hash.
    #[arg(long, value_name = "FILE")]
    pub(crate) api_hash_file: Option<PathBuf>,
    /// The file that the bot's token stands in; the configuration will name it, and hold no token.
    #[arg(long, value_name = "FILE", conflicts_with = "session_file")]
    pub(crate) bot_token_file: Option<PathBuf>,
    /// The file that the session of a user stands in, as `GramJS` or Telethon write it; the configuration will name it.
    #[arg(long, value_name = "FILE")]
    pub(crate) session_file: Option<PathBuf>,
    /// Another server than Telegram's own: host:port of its data centre 2.
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) server: Option<String>,
    /// A PEM file with the public keys of that server.
    #[arg(long, value_name = "FILE")]
    pub(crate) server_key_file: Option<PathBuf>,
    /// Send a test message to this @name or numeric id.
    #[arg(long, value_name = "HANDLE", conflicts_with = "no_test")]
    pub(crate) test_to: Option<String>,
    /// Write without connecting first.
    #[arg(long)]
    pub(crate) no_test: bool,
    /// Write without asking, and ask for nothing that is not needed.
    #[arg(long)]
    pub(crate) yes: bool,
}

impl SetupTelegram {
    /// Whether it says anything about the login.
    pub(crate) fn says_anything(&self) -> bool {
        self.api_id.is_some()
            || self.api_hash_file.is_some()
            || self.bot_token_file.is_some()
            || self.session_file.is_some()
            || self.server.is_some()
            || self.server_key_file.is_some()
    }
}

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct SetupXmpp {
    /// A name for a further provider of the kind: its section is xmpp-NAME.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The server: its domain, host:port, or xmpps://host:port for TLS from the first byte.
    #[arg(long)]
    pub(crate) service: Option<String>,
    /// The account: its address, or the part before the @.
    #[arg(long)]
    pub(crate) username: Option<String>,
    /// The file that the password stands in; the configuration will name it, and hold no password.
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// Read the password from standard input, up to the end of the first line.
    #[arg(long, conflicts_with = "password_file")]
    pub(crate) password_stdin: bool,
    /// A PEM file with certificates to trust besides those that this machine trusts.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
    /// TLS from the first byte, rather than by STARTTLS.
    #[arg(long)]
    pub(crate) direct_tls: bool,
    /// Send a test message to this address.
    #[arg(long, value_name = "JID", conflicts_with = "no_test")]
    pub(crate) test_to: Option<String>,
    /// Write without connecting first.
    #[arg(long)]
    pub(crate) no_test: bool,
    /// Write without asking, and ask for nothing that is not needed.
    #[arg(long)]
    pub(crate) yes: bool,
}

impl SetupXmpp {
    /// Whether it says anything about the account.
    pub(crate) fn says_anything(&self) -> bool {
        self.service.is_some()
            || self.username.is_some()
            || self.password_file.is_some()
            || self.password_stdin
            || self.ca_file.is_some()
            || self.direct_tls
    }
}
