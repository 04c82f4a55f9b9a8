//! What the elements of HTML mean at Telegram.

use super::Directory;
use super::entity::Format;
use super::matrix_to::mentioned_user;
use super::tokens::Tag;

/// The longest name of a programming language.
const LONGEST_LANGUAGE: usize = 32;
/// Where links may lead; others lose their address, not their words.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tg"];

/// How many line feeds separate an element from what is before and after it; `None` if it stands within the line.
pub(super) fn lines(name: &str) -> Option<usize> {
    Some(match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" => 2,
        "div" | "blockquote" | "pre" | "ul" | "ol" | "li" | "tr" | "caption" | "details"
        | "summary" | "section" | "article" | "thead" | "tbody" => 1,
        _ => return None,
    })
}

/// How the words of an element look.
pub(super) fn format(tag: &Tag<'_>, directory: &dyn Directory) -> Option<Format> {
    Some(match tag.name.as_str() {
        "b" | "strong" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "th" | "summary" | "caption" => {
            Format::Bold
        }
        "i" | "em" => Format::Italic,
        "u" | "ins" => Format::Underline,
        "s" | "del" | "strike" => Format::Strike,
        "code" | "tt" | "kbd" | "samp" => Format::Code,
        "pre" => Format::Pre {
            language: String::new(),
        },
        "blockquote" => Format::Quote,
        "span" => {
            tag.attribute("data-mx-spoiler")?;
            Format::Spoiler
        }
        "a" => link(tag.attribute("href")?, directory)?,
        _ => return None,
    })
}

/// The language of the code in an element, as its class names it.
pub(super) fn language(tag: &Tag<'_>) -> String {
    let classes = tag.attribute("class").unwrap_or_default();
    let mut languages = classes
        .split_ascii_whitespace()
        .filter_map(|class| class.strip_prefix("language-"));
    let language = languages.next().unwrap_or_default();
    language.chars().take(LONGEST_LANGUAGE).collect()
}

fn link(url: String, directory: &dyn Directory) -> Option<Format> {
    let mentioned = mentioned_user(&url).and_then(|matrix| directory.by_matrix(&matrix));
    if let Some(mentioned) = mentioned {
        return Some(Format::Mention { id: mentioned.id });
    }
    let (scheme, _) = url.split_once(':')?;
    let is_known = SCHEMES
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    is_known.then_some(Format::Link { url })
}
