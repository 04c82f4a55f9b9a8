//! What people type to say which Discord account is theirs.

use domain::provider::{Handle, HandleFault};
use twilight_model::id::Id;
use twilight_model::id::marker::UserMarker;

use super::wire::User;
use crate::typed::fault;

/// How long a name is (<https://discord.com/developers/docs/resources/user#usernames-and-nicknames>).
const NAME_LENGTH: std::ops::RangeInclusive<usize> = 2..=32;
/// How many digits an id has: a snowflake of 2015 has 17, one of 2090 has 20.
const ID_LENGTH: std::ops::RangeInclusive<usize> = 17..=20;
/// Where profiles are.
const PROFILES: [&str; 4] = [
    "https://discord.com/users/",
    "https://discordapp.com/users/",
    "discord.com/users/",
    "<@",
];

/// Whom a handle asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// The name that is unique: `alice`.
    Name(String),
    /// A name with its number, as accounts had it before 2023 and bots still have it: `Alice#1234`.
    Tag(String, String),
    /// The immutable id.
    Id(Id<UserMarker>),
}

/// A handle: `alice`, `@alice`, `Alice#1234`, or a numeric id.
pub(super) fn parse(typed: &str) -> Result<Handle, HandleFault> {
    let shown = match understand(typed)? {
        Typed::Name(name) => name,
        Typed::Tag(name, number) => format!("{name}#{number}"),
        Typed::Id(id) => id.to_string(),
    };
    Ok(Handle {
        shown,
        // Discord says who it is, and whether the bot may write there.
        remote_id: None,
    })
}

/// What a handle of [`parse`] asks for.
pub(super) fn understand(typed: &str) -> Result<Typed, HandleFault> {
    let tidy = typed.trim();
    let profile = PROFILES.iter().find_map(|site| tidy.strip_prefix(site));
    if let Some(rest) = profile {
        let digits = rest.trim_end_matches(['/', '>']);
        return id(digits).ok_or_else(|| fault("handle-fault-discord-name", tidy));
    }
    let name = tidy.strip_prefix('@').unwrap_or(tidy);
    if name.is_empty() {
        return Err(fault("handle-fault-empty", ""));
    }
    if let Some((name, number)) = name.rsplit_once('#') {
        return tag(name, number);
    }
    if let Some(id) = id(name) {
        return Ok(id);
    }
    if name.chars().count() > *NAME_LENGTH.end() {
        return Err(fault("handle-fault-too-long", ""));
    }
    let lower = name.to_lowercase();
    let fits = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '_' | '.');
    let is_name =
        NAME_LENGTH.contains(&lower.len()) && lower.chars().all(fits) && !lower.contains("..");
    if is_name {
        Ok(Typed::Name(lower))
    } else {
        Err(fault("handle-fault-discord-name", tidy))
    }
}

/// Whether this account is the one that was asked for. What people call themselves on a server counts for nothing: they
/// may call themselves anything.
pub(super) fn is_meant(typed: &Typed, user: &User) -> bool {
    match typed {
        Typed::Name(name) => user.username == *name && user.number().is_none(),
        Typed::Tag(name, number) => {
            user.username == *name && user.number() == Some(number.as_str())
        }
        Typed::Id(id) => user.id == *id,
    }
}

fn tag(name: &str, number: &str) -> Result<Typed, HandleFault> {
    let name = name.trim_end();
    if number == "0" {
        return understand(name);
    }
    let fits = |c: char| !c.is_control() && !matches!(c, '@' | '#' | ':');
    let is_name = NAME_LENGTH.contains(&name.chars().count()) && name.chars().all(fits);
    let is_number = number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    if is_name && is_number {
        return Ok(Typed::Tag(name.to_owned(), number.to_owned()));
    }
    let typed = format!("{name}#{number}");
    Err(fault("handle-fault-discord-name", &typed))
}

fn id(text: &str) -> Option<Typed> {
    let is_id = ID_LENGTH.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_id.then(|| text.parse().ok()).flatten()?;
    Id::new_checked(number).map(Typed::Id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_a_tag_an_id_or_a_profile_is_a_handle() {
        for (typed, shown) in [
            ("alice", "alice"),
            (" @Alice.B_1 ", "alice.b_1"),
            ("Alice#1234", "Alice#1234"),
            ("Ünal der Große#0001", "Ünal der Große#0001"),
            ("alice#0", "alice"),
            ("80351110224678912", "80351110224678912"),
            ("<@80351110224678912>", "80351110224678912"),
            (
                "https://discord.com/users/80351110224678912/",
                "80351110224678912",
            ),
            ("12345", "12345"),
        ] {
            let handle = parse(typed).unwrap();
            assert_eq!((handle.shown.as_str(), handle.remote_id), (shown, None));
        }
        assert!(matches!(understand("80351110224678912"), Ok(Typed::Id(_))));
        assert!(matches!(understand("12345"), Ok(Typed::Name(_))));
    }

    #[test]
    fn what_is_no_handle_is_refused_with_a_reason() {
        for (typed, key) in [
            ("", "handle-fault-empty"),
            (" @ ", "handle-fault-empty"),
            ("a", "handle-fault-discord-name"),
            ("al ice", "handle-fault-discord-name"),
            ("al..ice", "handle-fault-discord-name"),
            ("älice", "handle-fault-discord-name"),
            ("Alice#12", "handle-fault-discord-name"),
            ("Al@ice#1234", "handle-fault-discord-name"),
            (
                "https://discord.com/users/alice",
                "handle-fault-discord-name",
            ),
            (&"a".repeat(33), "handle-fault-too-long"),
        ] {
            assert_eq!(parse(typed).unwrap_err().key, key, "{typed}");
        }
    }

    #[test]
    fn only_the_account_of_that_very_name_is_meant() {
        let user = |username: &str, discriminator: &str| User {
            id: Id::new(80_351_110_224_678_912),
            username: username.to_owned(),
            discriminator: discriminator.to_owned(),
            bot: false,
        };
        let name = Typed::Name("alice".into());
        assert!(is_meant(&name, &user("alice", "0")));
        assert!(!is_meant(&name, &user("alice", "1234")));
        assert!(!is_meant(&name, &user("alice2", "0")));
        let tag = Typed::Tag("alice".into(), "1234".into());
        assert!(is_meant(&tag, &user("alice", "1234")));
        assert!(!is_meant(&tag, &user("alice", "0")));
        assert!(!is_meant(&tag, &user("Alice", "1234")));
    }
}
