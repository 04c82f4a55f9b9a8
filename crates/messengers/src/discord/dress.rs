//! A text in Discord's Markdown, as JSON of a message.

use domain::message::{Button, Text};
use serde_json::{Value, json};

use crate::letter_text::{self, add_but_links, characters, fit};

/// The longest message in characters (<https://discord.com/developers/docs/resources/message#create-message>).
pub(super) const LONGEST: usize = 2_000;
/// No pictures of what is behind links: `SUPPRESS_EMBEDS`.
const NO_PREVIEWS: u64 = 1 << 2;
/// The most buttons in a row.
const MOST_BUTTONS: usize = 5;
/// The longest label of a button.
const LONGEST_LABEL: usize = 80;

/// The message that a letter becomes. Discord drops a second one with the same nonce.
pub(super) fn message(text: &Text, buttons: &[Button], nonce: &str) -> Value {
    json!({
        "content": fit(text, LONGEST, characters, markdown),
        "nonce": nonce,
        "enforce_nonce": true,
        "allowed_mentions": { "parse": [] },
        "flags": NO_PREVIEWS,
        "components": rows(buttons),
    })
}

fn rows(buttons: &[Button]) -> Value {
    if buttons.is_empty() {
        return json!([]);
    }
    let buttons = buttons.iter().take(MOST_BUTTONS);
    let buttons = buttons.map(|button| {
        let label: String = button.label.chars().take(LONGEST_LABEL).collect();
        json!({ "type": 2, "style": 2, "label": label, "custom_id": button.data })
    });
    json!([{ "type": 1, "components": buttons.collect::<Vec<_>>() }])
}

fn markdown(text: &Text) -> String {
    letter_text::markdown(text, escape)
}

/// Adds words so that Discord shows them as they are.
fn escape(words: &str, out: &mut String) {
    add_but_links(words, out, |c, rest, out| {
        if means_something(c, rest, out) {
            out.push('\\');
        }
        out.push(c);
    });
}

/// Whether a character would be taken for Markdown; `rest` follows it, `out` ends before it.
fn means_something(c: char, rest: &str, out: &str) -> bool {
    let line = out.rsplit('\n').next().unwrap_or_default();
    match c {
        '\\' | '*' | '_' | '~' | '`' | '|' | '<' | '>' | '[' | ']' => true,
        '#' | '-' | '+' => line.trim_start().is_empty(),
        // A list with numbers: Discord would count anew.
        '.' => !line.is_empty() && line.trim_start().bytes().all(|byte| byte.is_ascii_digit()),
        '@' => rest.starts_with("everyone") || rest.starts_with("here"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use domain::message::Part;

    use super::*;

    fn plain(words: &str) -> String {
        markdown(&Text::of(words))
    }

    #[test]
    fn words_are_shown_as_they_are_and_parts_as_they_mean() {
        assert_eq!(
            plain("a *b* _c_ ~~d~~ ||e||"),
            r"a \*b\* \_c\_ \~\~d\~\~ \|\|e\|\|"
        );
        assert_eq!(
            plain("[x](https://e.example) <@1>"),
            r"\[x\](https://e.example) \<@1\>"
        );
        assert_eq!(
            plain("# a\n- b # - c\n1. d 1. e"),
            "\\# a\n\\- b # - c\n1\\. d 1. e"
        );
        assert_eq!(
            plain("see https://a.example/x_y_z*"),
            "see https://a.example/x_y_z*"
        );
        assert_eq!(plain("hi @everyone @alice"), r"hi \@everyone @alice");
        let text = Text::default()
            .with(Part::Bold("A*me".into()))
            .with(Part::Plain(": ".into()))
            .with(Part::Code("04`2137".into()))
            .with(Part::Plain(" ".into()))
            .with(Part::Link("https://a.example/_x_".into()));
        assert_eq!(
            markdown(&text),
            r"**A\*me**: `042137` https://a.example/_x_"
        );
    }

    #[test]
    fn a_long_text_is_cut_at_a_word_with_its_escapes_counted() {
        let fit = |text: &Text| fit(text, LONGEST, characters, markdown);
        let cut = fit(&Text::of("stars *** ".repeat(300)));
        let length = characters(&cut);
        assert!(length <= LONGEST && length > 1_900, "{length}");
        assert!(
            cut.ends_with(r"\*\*\*…") || cut.ends_with("stars…"),
            "{cut}"
        );
        let code = Text::of("a ".repeat(999)).with(Part::Code("123456".into()));
        assert!(!fit(&code).contains('1'));
        assert_eq!(characters(&fit(&Text::of("a".repeat(2_000)))), 2_000);
        assert_eq!(characters(&fit(&Text::of("a".repeat(2_001)))), 2_000);
    }

    #[test]
    fn a_message_pings_nobody_shows_no_previews_and_has_its_buttons_in_a_row() {
        let button = Button {
            label: "x".repeat(100),
            data: "data".into(),
        };
        let message = message(&Text::of("hi"), &[button], "n");
        assert_eq!(message["allowed_mentions"], json!({ "parse": [] }));
        assert_eq!(message["flags"], 4);
        let row = &message["components"][0]["components"];
        assert_eq!(row[0]["custom_id"], "data");
        assert_eq!(row[0]["label"].as_str().unwrap().len(), 80);
    }
}
