//! A letter as e-mail: headers, a plain part and one in HTML.

use std::fmt::Write as _;
use std::time::{Duration, UNIX_EPOCH};

use domain::message::{Part, Text};
use domain::time::Timestamp;
use lettre::Message;
use lettre::address::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};

use super::{LONGEST, TITLE};
use crate::Letter;
use crate::letter_text::{button_link, characters, plain};

/// The longest subject in characters.
const LONGEST_SUBJECT: usize = 120;

/// The whole message. `Err` says what cannot be put into one.
pub(super) fn write(
    letter: &Letter,
    from: &Mailbox,
    to: Address,
    now: Timestamp,
) -> Result<Message, String> {
    let date = UNIX_EPOCH + Duration::from_micros(u64::try_from(now.as_micros()).unwrap_or(0));
    let id = format!("<{}@{}>", letter.idempotency_key, from.email.domain());
    let header = |name, value: &str| {
        HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
    };
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(subject(&letter.text))
        .date(date)
        .message_id(Some(id))
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("X-Auto-Response-Suppress", "All"))
        .multipart(MultiPart::alternative_plain_html(
            words(letter),
            html(letter),
        ))
        .map_err(|error| format!("it cannot be made an e-mail: {error}"))
}

/// The first line, and the second if the first is but the title; without a code or a link: it is shown on locked screens.
/// No line feed may get into a header.
fn subject(text: &Text) -> String {
    let mut head = String::new();
    for part in text.parts() {
        match part {
            Part::Plain(words) | Part::Bold(words) => head.push_str(words),
            Part::Code(_) | Part::Link(_) => break,
        }
    }
    let mut lines = head.split(['\n', '\r']).map(str::trim);
    let mut next = || lines.find(|line| !line.is_empty());
    let first = next().unwrap_or_default();
    let is_title = matches!(text.parts().first(), Some(Part::Bold(title)) if title.trim() == first);
    let line = match next().filter(|_| is_title) {
        Some(second) => format!("{first}: {second}"),
        None => first.to_owned(),
    };
    let tidy = |c: char| if c.is_control() { ' ' } else { c };
    let subject: String = line.chars().map(tidy).collect();
    let subject = subject.trim().trim_end_matches(':');
    match subject {
        "" => TITLE.to_owned(),
        _ => plain(&Text::of(subject), LONGEST_SUBJECT, characters).body,
    }
}

/// The plain part: the whole text, cut if it is too long.
fn words(letter: &Letter) -> String {
    let whole = letter.text.plain();
    if characters(&whole) <= LONGEST {
        return whole;
    }
    plain(&Text::of(whole), LONGEST, characters).body
}

/// The same in HTML, with nothing in it that is fetched from elsewhere.
fn html(letter: &Letter) -> String {
    let mut html = String::from(
        "<!doctype html><html><head><meta charset=\"utf-8\"></head>\
         <body style=\"font-family:sans-serif;line-height:1.5\"><p>",
    );
    let action = button_link(letter);
    let text = letter.text.head(LONGEST);
    for part in text.parts() {
        let words = escaped(part.words());
        // Writing to a string cannot fail.
        let _ = match part {
            Part::Plain(_) => write!(html, "{words}"),
            Part::Bold(_) => write!(html, "<strong>{words}</strong>"),
            Part::Code(_) => write!(
                html,
                "<code style=\"font-size:1.5em;letter-spacing:.1em\">{words}</code>"
            ),
            Part::Link(link) => {
                let label = action
                    .filter(|(_, url)| url == link)
                    .map(|(label, _)| label);
                let label = label.map_or_else(|| words.clone(), escaped);
                write!(html, "<a href=\"{words}\">{label}</a>")
            }
        };
    }
    html.push_str("</p></body></html>");
    html
}

fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push_str("<br>\n"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use domain::id::DeliveryId;
    use domain::message::Button;
    use domain::provider::RemoteId;

    use super::*;

    fn letter(text: Text) -> Letter {
        Letter {
            delivery: DeliveryId(uuid::Uuid::nil()),
            attempt: 1,
            idempotency_key: "0.1".to_owned(),
            to: RemoteId("alice@example.org".to_owned()),
            text,
            buttons: Vec::new(),
            carries_code: false,
        }
    }

    #[test]
    fn the_subject_is_the_first_line_without_what_is_nobody_elses_business() {
        let code = Text::default()
            .with(Part::Bold("Acme".into()))
            .with(Part::Plain(" · your code: ".into()))
            .with(Part::Code("123456".into()));
        assert_eq!(subject(&code), "Acme · your code");
        assert_eq!(
            subject(&Text::default().with(Part::Code("1".into()))),
            "E-mail"
        );
        assert_eq!(subject(&Text::of("\n\nHello\nthere")), "Hello");
        let note = Text::default()
            .with(Part::Bold("Acme".into()))
            .with(Part::Plain("\nThe backup is done\nAll of it".into()));
        assert_eq!(subject(&note), "Acme: The backup is done");
        assert!(subject(&Text::of("word ".repeat(100))).ends_with("word…"));
    }

    #[test]
    fn nothing_in_a_text_becomes_a_header() {
        let text = Text::of("Hi\rBcc: eve@example.org\r\nX-Evil: 1\n\nhello");
        let from = "Acme <postern@example.org>".parse().unwrap();
        let to = "alice@example.org".parse().unwrap();
        let mail = write(&letter(text), &from, to, Timestamp::from_micros(0)).unwrap();
        let mail = String::from_utf8(mail.formatted()).unwrap();
        let (head, _) = mail.split_once("\r\n\r\n").unwrap();
        assert!(!head.contains("Bcc") && !head.contains("X-Evil"), "{head}");
        assert!(head.contains("\r\nSubject: Hi\r\n"), "{head}");
        assert!(
            head.contains("\r\nMessage-ID: <0.1@example.org>\r\n"),
            "{head}"
        );
        assert!(
            head.contains("\r\nAuto-Submitted: auto-generated\r\n"),
            "{head}"
        );
        assert!(
            head.contains("\r\nDate: Thu, 01 Jan 1970 00:00:00 +0000"),
            "{head}"
        );
    }

    #[test]
    fn html_is_escaped_and_a_button_names_its_link() {
        let text = Text::of("<b>&\n").with(Part::Link("https://a.example/?a=1&b=2".into()));
        let mut letter = letter(text);
        assert!(html(&letter).contains(
            "&lt;b&gt;&amp;<br>\n<a href=\"https://a.example/?a=1&amp;b=2\">https://a.example/"
        ));
        letter.buttons.push(Button {
            label: "This was not me".into(),
            data: "d".into(),
        });
        assert!(html(&letter).contains("\">This was not me</a>"));
    }
}
