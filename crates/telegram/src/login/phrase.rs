//! The parts of which longer sentences are made.

use std::time::Duration;

use super::code_way::{NextWay, SentCode, Way};

/// A key and its variables.
#[derive(Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The key of its text.
    pub key: &'static str,
    /// The variables of its text.
    pub args: Vec<(&'static str, Arg)>,
}

/// The value of a variable.
#[derive(Clone, PartialEq, Eq)]
pub enum Arg {
    /// A number, which may choose between singular and plural.
    Number(u64),
    /// A text that is the same in every language.
    Text(String),
    /// Something to be put into words itself.
    Phrase(Phrase),
}

impl std::fmt::Debug for Phrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The variables may be numbers of phones and names of people.
        write!(f, "Phrase({} …)", self.key)
    }
}

impl std::fmt::Debug for Arg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Arg(…)")
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for Arg {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<Phrase> for Arg {
    fn from(phrase: Phrase) -> Self {
        Self::Phrase(phrase)
    }
}

impl Phrase {
    const fn plain(key: &'static str) -> Self {
        Self {
            key,
            args: Vec::new(),
        }
    }

    fn with(key: &'static str, args: Vec<(&'static str, Arg)>) -> Self {
        Self { key, args }
    }

    /// Its text; see [`super::Say::render`].
    pub(super) fn render(&self, words: &impl Fn(&str, &[(&'static str, Arg)]) -> String) -> String {
        let args: Vec<(&'static str, Arg)> = self
            .args
            .iter()
            .map(|(name, arg)| match arg {
                Arg::Phrase(phrase) => (*name, Arg::Text(phrase.render(words))),
                Arg::Number(_) | Arg::Text(_) => (*name, arg.clone()),
            })
            .collect();
        words(self.key, &args)
    }
}

/// Where a code went.
pub(super) fn way(sent: &SentCode) -> Phrase {
    let phone = ("phone", Arg::from(sent.phone.reveal()));
    match &sent.way {
        Way::App { .. } => Phrase::with("telegram-code-way-app", vec![phone]),
        Way::Sms { .. } => Phrase::with("telegram-code-way-sms", vec![phone]),
        Way::SmsWord { .. } => Phrase::with("telegram-code-way-word", vec![phone]),
        Way::SmsPhrase { .. } => Phrase::with("telegram-code-way-words", vec![phone]),
        Way::Call { .. } => Phrase::with("telegram-code-way-call", vec![phone]),
        Way::FlashCall { pattern } => Phrase::with(
            "telegram-code-way-flash-call",
            vec![phone, ("pattern", pattern.as_str().into())],
        ),
        Way::MissedCall { prefix, .. } => Phrase::with(
            "telegram-code-way-missed-call",
            vec![phone, ("prefix", prefix.as_str().into())],
        ),
        Way::Email { pattern, .. } => Phrase::with(
            "telegram-code-way-email",
            vec![("address", pattern.as_str().into())],
        ),
        Way::Fragment { url, .. } => Phrase::with(
            "telegram-code-way-fragment",
            vec![phone, ("url", url.as_str().into())],
        ),
    }
}

/// What the code looks like.
pub(super) fn form(way: &Way) -> Phrase {
    let begins = |beginning: &Option<String>| match beginning {
        Some(beginning) => Phrase::with(
            "telegram-code-form-begins",
            vec![("beginning", beginning.as_str().into())],
        ),
        None => Phrase::plain("telegram-code-form"),
    };
    match way {
        Way::SmsWord { beginning } | Way::SmsPhrase { beginning } => begins(beginning),
        Way::FlashCall { .. } => Phrase::plain("telegram-code-form-caller"),
        Way::MissedCall { length, .. } => Phrase::with(
            "telegram-code-form-caller-end",
            vec![("length", (*length).into())],
        ),
        Way::App { .. }
        | Way::Sms { .. }
        | Way::Call { .. }
        | Way::Email { .. }
        | Way::Fragment { .. } => way
            .length()
            .map_or(Phrase::plain("telegram-code-form"), |length| {
                Phrase::with("telegram-code-form-digits", vec![("length", length.into())])
            }),
    }
}

/// Whether and when another code can be had, and how it would come.
pub(super) fn again(next: Option<NextWay>, wait: Duration) -> Phrase {
    let Some(next) = next else {
        return Phrase::plain("telegram-code-again-never");
    };
    let next = Phrase::plain(match next {
        NextWay::Sms => "telegram-code-next-sms",
        NextWay::Call => "telegram-code-next-call",
        NextWay::FlashCall => "telegram-code-next-flash-call",
        NextWay::MissedCall => "telegram-code-next-missed-call",
        NextWay::Fragment => "telegram-code-next-fragment",
    });
    if wait.is_zero() {
        return Phrase::with("telegram-code-again-now", vec![("next", next.into())]);
    }
    Phrase::with(
        "telegram-code-again-later",
        vec![("span", span(wait).into()), ("next", next.into())],
    )
}

/// A length of time in its two largest units, rounded up: whoever waits that long has waited long enough.
pub(super) fn span(time: Duration) -> Phrase {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    let up = |unit: u64| seconds.div_ceil(unit) * unit;
    let two = |key, single, first: &'static str, large: u64, second: &'static str, small: u64| {
        let rounded = up(small);
        let (many, rest) = (rounded / large, rounded % large / small);
        let mut args = vec![(first, Arg::from(many))];
        if rest > 0 {
            args.push((second, rest.into()));
        }
        Phrase::with(if rest > 0 { key } else { single }, args)
    };
    if up(HOUR) >= DAY {
        two(
            "telegram-span-days-hours",
            "telegram-span-days",
            "days",
            DAY,
            "hours",
            HOUR,
        )
    } else if up(MINUTE) >= HOUR {
        two(
            "telegram-span-hours-minutes",
            "telegram-span-hours",
            "hours",
            HOUR,
            "minutes",
            MINUTE,
        )
    } else if seconds >= MINUTE {
        two(
            "telegram-span-minutes-seconds",
            "telegram-span-minutes",
            "minutes",
            MINUTE,
            "seconds",
            1,
        )
    } else {
        Phrase::with(
            "telegram-span-seconds",
            vec![("seconds", seconds.max(1).into())],
        )
    }
}
