//! Words and entities, written one after another as HTML is read.

use super::entity::{Entity, Format, TelegramText, units};

/// Entities beyond this many are left out; the words stay.
const MOST: usize = 1_000;

/// What is written so far.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
    units: usize,
    entities: Vec<Entity>,
    /// How many line feeds must stand before the next words.
    lines: usize,
    /// White space was read that may come to nothing.
    space: bool,
    /// Nothing but the mark of a list item stands on this line, which blocks within it do not end.
    is_fresh: bool,
}

impl Writer {
    /// Where the next words will stand, once [`Writer::settle`] was called.
    pub(super) fn units(&self) -> usize {
        self.units
    }

    /// Words in which white space of any length means one space.
    pub(super) fn flow(&mut self, words: &str, mut before: impl FnMut(&mut Self)) {
        let is_space = |one: char| matches!(one, ' ' | '\t' | '\n' | '\r' | '\x0c');
        for (at, word) in words.split(is_space).enumerate() {
            self.space |= at > 0;
            if !word.is_empty() {
                self.settle();
                before(self);
                self.push(word);
            }
        }
    }

    /// Words as they are.
    pub(super) fn literally(&mut self, words: &str, mut before: impl FnMut(&mut Self)) {
        if !words.is_empty() {
            self.settle();
            before(self);
            self.push(words);
        }
    }

    /// A line feed that somebody asked for.
    pub(super) fn line_feed(&mut self) {
        self.space = false;
        self.settle();
        self.push("\n");
    }

    /// What follows stands on another line: directly below (1) or with an empty one between (2).
    pub(super) fn block(&mut self, lines: usize) {
        self.space = false;
        if !self.is_fresh {
            self.lines = self.lines.max(lines);
        }
    }

    /// The mark of a list item.
    pub(super) fn mark(&mut self, mark: &str) {
        self.settle();
        self.push(mark);
        self.is_fresh = true;
    }

    /// What was written from `offset` on looks so.
    pub(super) fn entity(&mut self, offset: usize, format: Format) {
        let length = self.units - offset;
        // Telegram makes a link of an address by itself.
        let is_plain_address = matches!(&format, Format::Link { url }
            if self.text.ends_with(url.as_str()) && units(url) == length);
        if length > 0 && !is_plain_address && self.entities.len() < MOST {
            self.entities.push(Entity {
                offset,
                length,
                format,
            });
        }
    }

    /// What was written.
    pub(super) fn finish(mut self) -> TelegramText {
        self.entities
            .sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length)));
        let text = TelegramText {
            text: without_hard_spaces(&self.text),
            entities: self.entities,
        };
        text.trimmed()
    }

    /// Writes the line feeds or the space that must stand before the next words.
    fn settle(&mut self) {
        let there = self
            .text
            .bytes()
            .rev()
            .take_while(|byte| *byte == b'\n')
            .count();
        let missing = std::mem::take(&mut self.lines).saturating_sub(there);
        let wants_space = std::mem::take(&mut self.space);
        if self.text.is_empty() {
            return;
        }
        if missing > 0 {
            self.push(&"\n".repeat(missing));
        } else if wants_space && !self.text.ends_with(['\n', ' ']) {
            self.push(" ");
        }
    }

    fn push(&mut self, words: &str) {
        self.text.push_str(words);
        self.units += units(words);
        self.is_fresh = false;
    }
}

/// Hard spaces beside other white space only stand for what HTML would leave out; those between words stay.
fn without_hard_spaces(text: &str) -> String {
    const HARD: char = '\u{a0}';
    let mut last = None;
    let mut all = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(one) = all.next() {
        let is_edge = |other: Option<char>| other.is_none_or(char::is_whitespace);
        let is_soft = one == HARD && (is_edge(last) || is_edge(all.peek().copied()));
        out.push(if is_soft { ' ' } else { one });
        last = Some(one);
    }
    out
}
