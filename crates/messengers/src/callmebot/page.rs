//! What the pages say that CallMeBot answers with.
//!
//! A page first repeats the number and the text, then says what came of it. The text is ours, and may say anything; so
//! it is taken out before the page is read, and of what is left the last that is known counts.

/// What came of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Saying {
    /// It is sent, or queued.
    Taken,
    /// Too many in a short time.
    TooMany,
    /// All that this person may have is used up.
    UsedUp,
    /// The key is not this person's.
    WrongKey,
    /// CallMeBot has shut this number out.
    Banned,
    /// The person wants nothing from it for now.
    Paused,
    /// The message is not as it should be.
    Wrong,
    /// The service is down.
    Down,
    /// It does not know itself.
    Trouble,
}

/// Its words, in small letters.
const WORDS: [(&str, Saying); 17] = [
    ("message queued", Saying::Taken),
    ("message sent", Saying::Taken),
    ("status: successful", Saying::Taken),
    ("too many requests", Saying::TooMany),
    ("too many messages", Saying::TooMany),
    ("quota exceeded", Saying::UsedUp),
    ("apikey is invalid", Saying::WrongKey),
    ("apikey is incorrect", Saying::WrongKey),
    ("apikey is wrong", Saying::WrongKey),
    ("not authorized", Saying::WrongKey),
    ("not authorised", Saying::WrongKey),
    ("need to authorize", Saying::WrongKey),
    ("user not found", Saying::WrongKey),
    ("banned", Saying::Banned),
    ("account is paused", Saying::Paused),
    ("is in pause", Saying::Paused),
    ("service is down", Saying::Down),
];

/// Reads a page, which came with this status in answer to this text; `None` if nothing in it is known.
pub(super) fn read(status: u16, page: &str, text: &str) -> Option<Saying> {
    let page = without(&squeeze(&bare(page)), &squeeze(text));
    let said = WORDS
        .iter()
        .filter_map(|(words, saying)| Some((page.rfind(words)?, *saying)));
    let said = said
        .max_by_key(|(place, _)| *place)
        .map(|(_, saying)| saying);
    match (status, said) {
        // Success takes both a status and words that mean it; 210 is its own, for what is sent later.
        (200, said) => said,
        (210, None | Some(Saying::Taken)) => Some(Saying::Taken),
        (201..=210, Some(saying)) if saying != Saying::Taken => Some(saying),
        (201, _) => Some(Saying::Wrong),
        (202, _) => Some(Saying::Banned),
        (203, _) => Some(Saying::WrongKey),
        (204, _) => Some(Saying::TooMany),
        (205, _) => Some(Saying::Trouble),
        (207, _) => Some(Saying::Down),
        (208, _) => Some(Saying::Paused),
        // Shut out for good, or used up: the words would have said the first.
        (209, _) => Some(Saying::UsedUp),
        (_, said) => said.filter(|_| (200..300).contains(&status) && said != Some(Saying::Taken)),
    }
}

/// The page without its tags, and with the entities that stand in for what would be one.
fn bare(page: &str) -> String {
    let mut bare = String::new();
    let mut rest = page;
    while let Some((before, tag)) = rest.split_once('<') {
        bare.push_str(before);
        bare.push(' ');
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#039;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    entities
        .iter()
        .fold(bare, |bare, (entity, meant)| bare.replace(entity, meant))
}

/// In small letters, with one blank between words.
fn squeeze(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

fn without(page: &str, text: &str) -> String {
    if text.is_empty() {
        page.to_owned()
    } else {
        page.replace(text, " ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str, said: &str) -> String {
        format!(
            "<html><body><p><b>Message to:</b> +34123123123</p>\n<p><b>Text to send:</b> {text}</p><p>{said}</p></body></html>"
        )
    }

    #[test]
    fn a_message_is_taken_if_status_and_words_say_so() {
        for (status, said) in [
            (
                200,
                "<b>Message queued.</b> You will receive it in a few seconds.",
            ),
            (200, "Message sent to +34123123123"),
            (200, "Status: Successful"),
            (210, "Message queued to be sent later."),
            (210, ""),
        ] {
            assert_eq!(
                read(status, &page("hello", said), "hello"),
                Some(Saying::Taken),
                "{said}"
            );
        }
        for status in [201, 203, 208, 404, 500] {
            let said = read(status, &page("hello", "Message queued."), "hello");
            assert_ne!(said, Some(Saying::Taken), "{status}");
        }
        assert_eq!(
            read(200, "<!doctype html><title>Welcome</title>", "hello"),
            None
        );
        assert_eq!(read(200, "", "hello"), None);
    }

    #[test]
    fn refusals_are_told_by_words_or_status() {
        for (status, said, saying) in [
            (
                203,
                "APIKey is invalid. Please create a new one.",
                Saying::WrongKey,
            ),
            (200, "APIKey is <b>invalid</b>.", Saying::WrongKey),
            (203, "<h1>Oops! Too many requests...</h1>", Saying::TooMany),
            (
                200,
                "Your Account is Paused. To enable it send the word 'resume'",
                Saying::Paused,
            ),
            (208, "", Saying::Paused),
            (209, "permanently banned", Saying::Banned),
            (209, "Quota exceeded", Saying::UsedUp),
            (202, "", Saying::Banned),
            (204, "", Saying::TooMany),
            (205, "Unknown error", Saying::Trouble),
            (207, "", Saying::Down),
            (201, "phone missing", Saying::Wrong),
        ] {
            assert_eq!(
                read(status, &page("hello", said), "hello"),
                Some(saying),
                "{status} {said}"
            );
        }
    }

    #[test]
    fn what_our_own_text_says_counts_for_nothing() {
        let text = "Message queued,\n  says R&D: \"too many requests\" <b>";
        let shown = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('"', "&quot;");
        let invalid = page(&shown, "APIKey is invalid.");
        assert_eq!(read(200, &invalid, text), Some(Saying::WrongKey));
        let queued = page(&shown, "Message queued.");
        assert_eq!(read(200, &queued, text), Some(Saying::Taken));
        assert_eq!(read(200, &page(&shown, "Hm."), text), None);
        // Even if it comes back changed, what follows it counts.
        let changed = page("APIKey is invalid, they say", "Message queued.");
        assert_eq!(
            read(200, &changed, "APIKey is invalid, we say"),
            Some(Saying::Taken)
        );
    }
}
