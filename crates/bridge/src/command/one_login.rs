//! Which of somebody's logins a command is about.

use super::{Ask, CommandError};
use crate::logins::Login;

/// The person's login, the first of several; `None` if there is none, which the person was told.
pub(super) async fn first(ask: &Ask<'_>) -> Result<Option<Login>, CommandError> {
    let own = ask.bot.logins.of(ask.user());
    // A person's account can do what a bot's cannot.
    let person = own.iter().find(|login| !login.is_bot);
    let login = person.or(own.first()).cloned();
    if login.is_none() {
        ask.reply("bridge-not-logged-in", &[]).await?;
    }
    Ok(login)
}

/// The login that the person names, or the only one; `None` if that is not clear, which the person was told.
pub(super) async fn find(ask: &Ask<'_>, named: &str) -> Result<Option<Login>, CommandError> {
    let mut own = ask.bot.logins.of(ask.user());
    if own.is_empty() {
        ask.reply("bridge-not-logged-in", &[]).await?;
        return Ok(None);
    }
    if named.is_empty() && own.len() == 1 {
        return Ok(own.pop());
    }
    let fits = |login: &Login| {
        login.account.to_string() == named
            || !named.is_empty()
                && login.shown.trim_start_matches('@') == named.trim_start_matches('@')
    };
    let mut fitting = own.iter().filter(|login| fits(login));
    if let (Some(login), None) = (fitting.next(), fitting.next()) {
        return Ok(Some(login.clone()));
    }
    let mut lines = vec![ask.text("bridge-which-login", &[])];
    lines.extend(
        own.iter()
            .map(|login| format!("`{}` {}", login.account, login.shown)),
    );
    ask.reply_text(&lines.join("\n")).await?;
    Ok(None)
}
