//! The parts of which longer sentences are made.

use std::time::Duration;

use domain::phrase::{Arg, Phrase};

use super::code_way::{NextWay, SentCode, Way};

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

/// A unit of time with the next smaller one, in which its rest is counted.
struct Unit {
    /// In seconds.
    seconds: u64,
    /// The name of its variable.
    name: &'static str,
    /// The text without a rest.
    alone: &'static str,
    /// Seconds of the smaller unit.
    rest_seconds: u64,
    rest_name: &'static str,
    /// The text with a rest.
    with_rest: &'static str,
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// The largest first.
const UNITS: [Unit; 3] = [
    Unit {
        seconds: DAY,
        name: "days",
        alone: "telegram-span-days",
        rest_seconds: HOUR,
        rest_name: "hours",
        with_rest: "telegram-span-days-hours",
    },
    Unit {
        seconds: HOUR,
        name: "hours",
        alone: "telegram-span-hours",
        rest_seconds: MINUTE,
        rest_name: "minutes",
        with_rest: "telegram-span-hours-minutes",
    },
    Unit {
        seconds: MINUTE,
        name: "minutes",
        alone: "telegram-span-minutes",
        rest_seconds: 1,
        rest_name: "seconds",
        with_rest: "telegram-span-minutes-seconds",
    },
];

/// A length of time in its two largest units, rounded up: whoever waits that long has waited long enough.
pub(super) fn span(time: Duration) -> Phrase {
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    for unit in &UNITS {
        let rounded = seconds.div_ceil(unit.rest_seconds) * unit.rest_seconds;
        let many = rounded / unit.seconds;
        if many == 0 {
            continue;
        }
        let rest = rounded % unit.seconds / unit.rest_seconds;
        if rest == 0 {
            return Phrase::with(unit.alone, vec![(unit.name, many.into())]);
        }
        let args = vec![(unit.name, many.into()), (unit.rest_name, rest.into())];
        return Phrase::with(unit.with_rest, args);
    }
    let seconds = ("seconds", seconds.max(1).into());
    Phrase::with("telegram-span-seconds", vec![seconds])
}
