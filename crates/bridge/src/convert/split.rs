//! Long texts, in pieces that Telegram takes.

use super::entity::{Entity, TelegramText, units};

/// How long a message may be at Telegram, in units of UTF-16.
pub const LONGEST_MESSAGE: usize = 4_096;
/// How many entities a message may have; Telegram leaves out what is beyond, and so do we.
pub const MOST_ENTITIES: usize = 100;

/// Cuts a text into pieces of at most `longest` units: at the end of a line if there is one in the last quarter, else
/// between words; and not inside an entity, unless one alone is longer than a piece. White space at the cuts is left out.
///
/// # Panics
///
/// If `longest` is less than 2: a character may take two units.
pub fn split(text: TelegramText, longest: usize) -> Vec<TelegramText> {
    assert!(longest >= 2, "a piece holds at least one character");
    let mut pieces = Vec::new();
    let mut rest = text.trimmed();
    while rest.units() > longest {
        let at = cut(&rest, longest);
        let (piece, after) = divided(&rest, at);
        pieces.push(piece.trimmed());
        rest = after.trimmed();
    }
    pieces.push(rest);
    pieces.retain(|piece| !piece.text.is_empty());
    for piece in &mut pieces {
        piece.entities.truncate(MOST_ENTITIES);
    }
    pieces
}

/// Where the first piece ends, in units: at least one character, at most `longest`.
fn cut(text: &TelegramText, longest: usize) -> usize {
    let at = between_words(&text.text, longest);
    let before = before_entities(&text.entities, at);
    if before > 0 { before } else { at }
}

/// The last place of at most `most` units where a line or a word ends; `most` itself if there is none.
fn between_words(text: &str, most: usize) -> usize {
    let (mut at, mut word, mut line) = (0, 0, 0);
    for one in text.chars() {
        if one.is_whitespace() {
            word = at;
            if one == '\n' {
                line = at;
            }
        }
        if at + one.len_utf16() > most {
            break;
        }
        at += one.len_utf16();
    }
    if line > most - most / 4 {
        line
    } else if word > 0 {
        word
    } else {
        at
    }
}

/// The nearest place at or before `at` that is inside no entity; 0 if there is none.
fn before_entities(entities: &[Entity], at: usize) -> usize {
    let mut at = at;
    loop {
        let holding = entities
            .iter()
            .filter(|one| one.offset < at && at < one.end());
        match holding.map(|one| one.offset).min() {
            Some(earlier) => at = earlier,
            None => return at,
        }
    }
}

fn divided(text: &TelegramText, at: usize) -> (TelegramText, TelegramText) {
    let mut passed = 0;
    let byte = text.text.char_indices().find_map(|(byte, one)| {
        let is_here = passed >= at;
        passed += one.len_utf16();
        is_here.then_some(byte)
    });
    let (head, tail) = text.text.split_at(byte.unwrap_or(text.text.len()));
    let at = units(head);
    let part = |words: &str, from, to| TelegramText {
        text: words.to_owned(),
        entities: text
            .entities
            .iter()
            .filter_map(|one| one.within(from, to))
            .collect(),
    };
    (part(head, 0, at), part(tail, at, usize::MAX))
}
