//! The command line.

mod setup;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::id::AuditId;

pub(crate) use setup::{Setup, SetupOther, SetupTelegram, SetupXmpp, TelegramLogin};

/// Reaches people on the messengers they already use: notifications, and codes to sign in with.
#[derive(Parser)]
#[command(name = "postern", version, propagate_version = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// MeshCentral's spellings, and ours.
const SPELLINGS: [(&str, [&str; 2]); 1] = [("--setuptelegram", ["setup", "telegram"])];

/// The command line with MeshCentral's spellings put into ours.
pub(crate) fn arguments(given: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments = Vec::new();
    let mut given = given.into_iter();
    for argument in given.by_ref() {
        let found = SPELLINGS.iter().find(|(theirs, _)| argument == *theirs);
        if let Some((_, ours)) = found {
            arguments.extend(ours.map(OsString::from));
            break;
        }
        let is_end = argument == "--";
        arguments.push(argument);
        if is_end {
            break;
        }
    }
    arguments.extend(given);
    arguments
}

/// Where things are.
#[derive(Args, Clone)]
pub(crate) struct PlaceArgs {
    /// The configuration; `serve` writes a commented one to begin with if there is none.
    #[arg(
        long,
        global = true,
        env = "POSTERN_CONFIG",
        default_value = "config.json"
    )]
    pub(crate) config: PathBuf,
    /// The folder for database, certificates and the server's key; it is made if missing.
    #[arg(long, global = true, env = "POSTERN_DATA", default_value = "data")]
    pub(crate) data: PathBuf,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Runs the server.
    Serve,
    /// Runs a server to try things out: two users, a phone on a page, nothing from outside.
    Demo(Demo),
    /// Says what is wrong with the configuration.
    Check(Check),
    /// Sets up a messaging provider in a dialogue, tries it out, and writes it into the configuration.
    #[command(subcommand)]
    Setup(Setup),
    /// Prepares the bridge between Telegram and Matrix.
    #[command(subcommand)]
    Bridge(BridgeCommand),
    /// Adds and changes users.
    #[command(subcommand)]
    User(User),
    /// Sends a text to a user.
    Message(Message),
    /// Prints reports.
    #[command(subcommand)]
    Report(Report),
    /// Gives programs tokens for the API, and takes them back.
    #[command(subcommand)]
    Integration(Integration),
    /// Prints a part of the documentation that is made from the code.
    #[command(hide = true)]
    Reference {
        /// Which part.
        #[arg(value_enum)]
        part: Reference,
    },
}

/// The parts of the documentation that are made from the code.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Reference {
    /// The JSON Schema of config.json.
    Schema,
    /// The table of providers.
    Providers,
}

#[derive(Args)]
pub(crate) struct Demo {
    /// The port for HTTPS; if it is taken, the next one.
    #[arg(long, default_value_t = 8443)]
    pub(crate) port: u16,
}

#[derive(Args)]
pub(crate) struct Check {
    /// Also connect every provider, and say as which account; and see whether homeserver and bridge reach each other.
    #[arg(long)]
    pub(crate) connect: bool,
}

#[derive(Subcommand)]
pub(crate) enum BridgeCommand {
    /// Writes the file that tells the homeserver about the bridge. It is the same each time.
    Registration {
        /// Where to write it.
        #[arg(long, default_value = "postern-registration.yaml")]
        file: PathBuf,
    },
}

/// Which domain a command is about.
#[derive(Args)]
pub(crate) struct DomainArg {
    /// The domain, as `domains` in config.json names it.
    #[arg(long, default_value = "")]
    pub(crate) domain: String,
}

#[derive(Subcommand)]
pub(crate) enum User {
    /// Adds a user and asks for the password.
    Add {
        /// The user name.
        name: String,
        /// Make an administrator.
        #[arg(long)]
        admin: bool,
        /// Read the password from standard input, up to the end of the first line.
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        domain: DomainArg,
    },
    /// Makes a link by which somebody chooses a name and a password.
    Invite {
        /// Invite an administrator.
        #[arg(long)]
        admin: bool,
        #[command(flatten)]
        domain: DomainArg,
    },
    /// Lists users with their roles and linked accounts.
    List {
        #[command(flatten)]
        domain: DomainArg,
    },
    /// Links an account without a code: you vouch that it is the user's.
    Link {
        /// The user name.
        name: String,
        /// The provider, such as xmpp.
        provider: String,
        /// The account, such as alice@example.org.
        handle: String,
        /// You know that the account is this user's. Without this, nothing is done.
        #[arg(long)]
        vouched: bool,
        #[command(flatten)]
        domain: DomainArg,
    },
    /// Sets a new password and ends the user's sessions.
    Password {
        /// The user name.
        name: String,
        /// Read the password from standard input, up to the end of the first line.
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        domain: DomainArg,
    },
    /// Removes all second factors of a user who lost them; the user is told.
    ResetFactors {
        /// The user name.
        name: String,
        #[command(flatten)]
        domain: DomainArg,
    },
}

#[derive(Args)]
pub(crate) struct Message {
    /// The user name.
    pub(crate) user: String,
    /// The text, 1 to 4,000 characters; `-` reads it from standard input.
    pub(crate) text: String,
    /// Wait until it is sent or has failed, and say so. Needs a running server.
    #[arg(long)]
    pub(crate) wait: bool,
    #[command(flatten)]
    pub(crate) domain: DomainArg,
}

#[derive(Subcommand)]
pub(crate) enum Report {
    /// Every sign-in: who, when, from where, by which second factor, and how it ended.
    SignIns {
        /// How to print it.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
        /// Only this user's.
        #[arg(long)]
        user: Option<String>,
        /// Only from this day on (UTC), such as 2026-03-12.
        #[arg(long)]
        from: Option<String>,
        /// Only up to and including this day (UTC).
        #[arg(long)]
        until: Option<String>,
        #[command(flatten)]
        domain: DomainArg,
    },
    /// Every audit entry: who did what to whom, the oldest first.
    Audit {
        /// How to print it.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
        /// Only what came after this entry: the last id that you have.
        #[arg(long, value_name = "ID")]
        after: Option<AuditId>,
        #[command(flatten)]
        domain: DomainArg,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    /// Columns for people.
    Table,
    /// Comma-separated values.
    Csv,
    /// A JSON list.
    Json,
}

#[derive(Subcommand)]
pub(crate) enum Integration {
    /// Makes a token for a program and prints it, once.
    Add {
        /// What you call the program.
        name: String,
        #[command(flatten)]
        domain: DomainArg,
    },
    /// Lists the programs that have tokens.
    List {
        #[command(flatten)]
        domain: DomainArg,
    },
    /// Takes a token back.
    Revoke {
        /// The id, as `list` prints it.
        id: String,
        #[command(flatten)]
        domain: DomainArg,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(line: &str) -> String {
        let given = line.split(' ').map(OsString::from);
        let arguments: Vec<_> = arguments(given)
            .into_iter()
            .map(|argument| argument.into_string().unwrap())
            .collect();
        arguments.join(" ")
    }

    #[test]
    fn the_spelling_of_meshcentral_is_ours_too() {
        assert_eq!(
            put("postern --config a.json --setuptelegram bot"),
            "postern --config a.json setup telegram bot"
        );
        for line in [
            "postern setup xmpp --yes",
            "postern message alice -- --setuptelegram",
        ] {
            assert_eq!(put(line), line);
        }
    }
}
