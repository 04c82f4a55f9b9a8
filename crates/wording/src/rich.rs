//! Texts with parts in them that messengers show in their own way.

use domain::message::Part;
use fluent_bundle::FluentValue;

use crate::Words;

/// A variable of a text, and the part that stands in its place.
pub(crate) type Marked<'a> = (&'a str, Part);

/// Where the parts go: Unicode's noncharacters, which no text that is exchanged holds (The Unicode Standard, 23.7).
const MARKS: std::ops::RangeInclusive<char> = '\u{fdd0}'..='\u{fdef}';

/// The text of a key, with `values` filled in as words and `marked` as parts.
pub(crate) fn rich(
    words: Words,
    key: &str,
    values: &[(&str, FluentValue<'_>)],
    marked: &[Marked<'_>],
) -> Vec<Part> {
    let mut all = values.to_vec();
    for (mark, (name, _)) in MARKS.zip(marked) {
        all.push((name, mark.to_string().into()));
    }
    let mut parts = Vec::new();
    let mut plain = String::new();
    for c in words.with(key, &all).chars() {
        let Some(place) = MARKS.into_iter().position(|mark| mark == c) else {
            plain.push(c);
            continue;
        };
        parts.push(Part::Plain(std::mem::take(&mut plain)));
        parts.extend(marked.get(place).map(|(_, part)| part.clone()));
    }
    parts.push(Part::Plain(plain));
    parts
}
