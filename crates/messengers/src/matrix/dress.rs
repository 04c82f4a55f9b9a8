//! A text as the content of a Matrix message: plain, and in the HTML that Matrix knows.
//!
//! Matrix has no buttons: what can be pressed is a reaction. The last lines of the text say which one means what, and the
//! message carries what comes back, so that it is known even after a restart.

use std::fmt::Write as _;

use domain::message::{Button, Part, Text};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::letter_text::without_half_a_word;

/// The longest text in characters: with its HTML it stays below the 65,536 bytes of an event
/// (<https://spec.matrix.org/v1.16/client-server-api/#size-limits>), whatever the characters are.
pub(super) const LONGEST: usize = 7_000;
/// The reactions that stand for buttons. There is hardly ever more than one, and that one says no.
const KEYS: [&str; 5] = ["❌", "2️⃣", "3️⃣", "4️⃣", "5️⃣"];
/// Before what was pressed.
const PRESSED: &str = "✔";
/// Where a message's content keeps its buttons.
const BUTTONS: &str = "postern.buttons";
/// Makes a character an emoji; some clients add it to a reaction, some do not.
const VARIATION: char = '\u{fe0f}';

/// A button, as the content of a message keeps it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Key {
    /// The reaction that presses it.
    pub(super) emoji: String,
    label: String,
    pub(super) data: String,
}

/// The content that a text becomes.
pub(super) fn content(text: &Text, buttons: &[Button]) -> Value {
    let text = fit(text);
    let keys = keys(buttons);
    let mut content = message(
        &format!("{}{}", text.plain(), hints(&keys)),
        &format!("{}{}", html(&text), html_of(&hints(&keys))),
        text.parts()
            .iter()
            .any(|part| !matches!(part, Part::Plain(_))),
    );
    if !keys.is_empty() {
        content[BUTTONS] = json!(keys);
    }
    content
}

/// The buttons of a message.
pub(super) fn buttons(content: &Value) -> Vec<Key> {
    Vec::deserialize(&content[BUTTONS]).unwrap_or_default()
}

/// Whether a reaction presses this button.
pub(super) fn presses(reaction: &str, key: &Key) -> bool {
    let bare = |text: &str| text.trim().replace(VARIATION, "");
    bare(reaction) == bare(&key.emoji)
}

/// The content of the edit that shows what was pressed in place of the buttons of this message.
pub(super) fn edit(event: &str, content: &Value, pressed: &Key) -> Value {
    let keys = buttons(content);
    let hints = hints(&keys);
    let mark = format!("\n\n{PRESSED} {}", pressed.label);
    let changed = |field: &str, hints: &str, mark: &str| {
        let text = content[field].as_str().unwrap_or_default();
        format!("{}{mark}", text.strip_suffix(hints).unwrap_or(text))
    };
    let body = changed("body", &hints, &mark);
    let html = changed("formatted_body", &html_of(&hints), &html_of(&mark));
    let is_rich = content["formatted_body"].is_string();
    let mut edit = message(&format!("* {body}"), &format!("* {html}"), is_rich);
    edit["m.new_content"] = message(&body, &html, is_rich);
    edit["m.relates_to"] = json!({ "rel_type": "m.replace", "event_id": event });
    edit
}

/// The content of the reaction that presses a button of a message.
pub(super) fn reaction(event: &str, key: &str) -> Value {
    json!({ "m.relates_to": { "rel_type": "m.annotation", "event_id": event, "key": key } })
}

/// `m.text` and not `m.notice`: of a notice most clients make no sound.
fn message(body: &str, html: &str, is_rich: bool) -> Value {
    let mut message = json!({ "msgtype": "m.text", "body": body, "m.mentions": {} });
    if is_rich {
        message["format"] = "org.matrix.custom.html".into();
        message["formatted_body"] = html.into();
    }
    message
}

fn keys(buttons: &[Button]) -> Vec<Key> {
    let keys = buttons.iter().zip(KEYS).map(|(button, key)| Key {
        emoji: key.to_owned(),
        label: button.label.clone(),
        data: button.data.clone(),
    });
    keys.collect()
}

/// What the reactions mean, below the text.
fn hints(keys: &[Key]) -> String {
    let mut hints = String::new();
    for (place, Key { emoji, label, .. }) in keys.iter().enumerate() {
        let gap = if place == 0 { "\n\n" } else { "\n" };
        let _ = write!(hints, "{gap}{emoji} {label}");
    }
    hints
}

/// The text, cut at a word if it is too long, and never inside a code or a link.
fn fit(text: &Text) -> Text {
    if text.length() <= LONGEST {
        return text.clone();
    }
    let head = without_half_a_word(text.head(LONGEST - 1)).trim_end();
    head.with(Part::Plain("…".to_owned()))
}

fn html(text: &Text) -> String {
    let mut html = String::new();
    for part in text.parts() {
        let words = html_of(part.words());
        let _ = match part {
            Part::Plain(_) => write!(html, "{words}"),
            Part::Bold(_) => write!(html, "<strong>{words}</strong>"),
            Part::Code(_) => write!(html, "<code>{words}</code>"),
            Part::Link(_) => write!(html, r#"<a href="{words}">{words}</a>"#),
        };
    }
    html
}

/// Words as HTML that shows them as they are.
fn html_of(words: &str) -> String {
    let mut html = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\n' => html.push_str("<br>"),
            _ => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warning() -> Text {
        Text::default()
            .with(Part::Bold("Acme & <Sons>".into()))
            .with(Part::Plain("\nNot you? ".into()))
            .with(Part::Link("https://acme.example/not-me?a=1&b=\"2\"".into()))
    }

    fn button() -> Button {
        Button {
            label: "This was <not> me".into(),
            data: "ZAB".into(),
        }
    }

    #[test]
    fn words_are_shown_as_they_are_and_parts_as_they_mean() {
        let content = content(&warning().with(Part::Code("042 137".into())), &[]);
        assert_eq!(
            content["body"],
            "Acme & <Sons>\nNot you? https://acme.example/not-me?a=1&b=\"2\"042 137"
        );
        let url = "https://acme.example/not-me?a=1&amp;b=&quot;2&quot;";
        assert_eq!(
            content["formatted_body"],
            format!(
                "<strong>Acme &amp; &lt;Sons&gt;</strong><br>Not you? <a href=\"{url}\">{url}</a><code>042 137</code>"
            )
        );
        assert_eq!(content["msgtype"], "m.text");
    }

    #[test]
    fn words_alone_have_no_html() {
        let content = content(&Text::of("a <b> & c"), &[]);
        assert_eq!(content["body"], "a <b> & c");
        assert!(content.get("formatted_body").is_none());
    }

    #[test]
    fn a_button_is_a_reaction_and_an_edit_shows_that_it_was_pressed() {
        let sent = content(&warning(), &[button()]);
        let body = sent["body"].as_str().unwrap();
        assert!(body.ends_with("\n\n❌ This was <not> me"), "{body}");
        let html = sent["formatted_body"].as_str().unwrap();
        assert!(
            html.ends_with("<br><br>❌ This was &lt;not&gt; me"),
            "{html}"
        );
        let keys = buttons(&sent);
        assert_eq!((keys.len(), keys[0].data.as_str()), (1, "ZAB"));
        for (reaction, is_press) in [
            ("❌", true),
            ("❌\u{fe0f}", true),
            ("👍", false),
            ("", false),
        ] {
            assert_eq!(presses(reaction, &keys[0]), is_press);
        }
        let edit = edit("$event", &sent, &keys[0]);
        let new = &edit["m.new_content"];
        assert!(
            new["body"]
                .as_str()
                .unwrap()
                .ends_with("\"2\"\n\n✔ This was <not> me")
        );
        assert!(
            new["formatted_body"]
                .as_str()
                .unwrap()
                .ends_with("</a><br><br>✔ This was &lt;not&gt; me")
        );
        assert!(buttons(new).is_empty());
        assert_eq!(edit["m.relates_to"]["event_id"], "$event");
    }

    #[test]
    fn a_long_text_is_cut_at_a_word_and_fits_an_event_whatever_is_in_it() {
        let cut = content(&Text::of("größe ".repeat(2_000)), &[]);
        let body = cut["body"].as_str().unwrap();
        assert!(
            body.ends_with("größe…") && body.chars().count() <= LONGEST,
            "{body}"
        );
        for word in ["\"", "&", "😀", "\n", "ß"] {
            let text = Text::default()
                .with(Part::Bold("a".into()))
                .with(Part::Plain(word.repeat(20_000)));
            let bytes = content(&text, &[]).to_string().len();
            assert!(bytes < 60_000, "{word}: {bytes}");
        }
    }
}
