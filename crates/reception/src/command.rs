//! What somebody wants who writes to the bot.

use domain::secret::Token;
use domain::start_link::is_token;

/// What somebody wants.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// To link the account by a start link.
    Link(Token),
    /// To get notifications.
    Start,
    /// To get none.
    Stop,
    /// To know what can be done.
    Help,
}

/// The longest message that can be a command, in bytes.
const LONGEST: usize = 128;

impl Command {
    /// Reads a message: `/stop`, `/Stop@postern_bot`, `stop`; `/start TOKEN`. `None` if it is no command of ours.
    ///
    /// Without the slash only the bare word counts, since a sentence may begin with it.
    pub(crate) fn read(message: &str) -> Option<Self> {
        let message = message.trim();
        if message.len() > LONGEST {
            return None;
        }
        let mut words = message.split_whitespace();
        let first = words.next()?;
        let (verb, payload) = (first.strip_prefix('/'), words.next());
        if payload.is_some() && verb.is_none() {
            return None;
        }
        let verb = verb.unwrap_or(first);
        let verb = verb.split_once('@').map_or(verb, |(verb, _bot)| verb);
        match (verb.to_lowercase().as_str(), payload) {
            ("start", Some(token)) if is_token(token) => Some(Self::Link(Token::new(token))),
            // A link that was copied in part is over, too; it shall not look as if it had worked.
            ("start", Some(_)) => Some(Self::Link(Token::new(""))),
            ("start", None) => Some(Self::Start),
            ("stop", _) => Some(Self::Stop),
            ("help", _) => Some(Self::Help),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_in_any_case_with_a_bots_name_and_without_a_slash() {
        for (written, command) in [
            ("/stop", Command::Stop),
            (" /STOP@postern_bot \n", Command::Stop),
            ("stop", Command::Stop),
            ("/stop please", Command::Stop),
            ("Help", Command::Help),
            ("/help@x", Command::Help),
            ("/start", Command::Start),
            ("Start", Command::Start),
        ] {
            assert_eq!(Command::read(written), Some(command), "{written}");
        }
    }

    #[test]
    fn a_token_comes_after_start() {
        let token = "AbcdefghijklmnopqrstU_";
        let link = |token: &str| Some(Command::Link(Token::new(token)));
        assert_eq!(Command::read(&format!("/start {token}")), link(token));
        assert_eq!(Command::read(&format!("/start@b {token}")), link(token));
        assert_eq!(Command::read("/start Abc"), link(""));
    }

    #[test]
    fn sentences_are_no_commands() {
        for written in [
            "",
            "/",
            "stop it",
            "help me",
            "/starting",
            "Please /stop",
            "042137",
            &format!("/stop {}", "x".repeat(200)),
        ] {
            assert_eq!(Command::read(written), None, "{written}");
        }
    }
}
