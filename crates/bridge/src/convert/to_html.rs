//! From Telegram's words and entities to Matrix's body and HTML.

use std::cmp::Reverse;

use super::entity::{Format, TelegramText};
use super::escape::{escaped, push_escaped};
use super::matrix_to::mention_link;
use super::{Directory, Entity};

/// Entities beyond this many are left out. Telegram itself takes 100.
const MOST: usize = 1_000;
/// What stands for a tab, which HTML would show as one space.
const TAB: &str = "\u{a0}\u{a0}\u{a0}\u{a0}";

/// A text as Matrix has it. No `Debug`: what people write is nobody else's business.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct MatrixText {
    /// The words.
    pub body: String,
    /// The words in `org.matrix.custom.html`; `None` if nothing is formatted.
    pub html: Option<String>,
    /// The Matrix ids that are mentioned, each once.
    pub mentions: Vec<String>,
}

/// A part of the text between two tags.
struct Span {
    from: usize,
    to: usize,
    open: String,
    close: &'static str,
    rank: u8,
    is_link: bool,
    is_pre: bool,
}

/// Puts a text of Telegram's into Matrix's form.
pub fn to_matrix(text: &TelegramText, directory: &dyn Directory) -> MatrixText {
    let mut mentions = Vec::new();
    let words = Words::new(&text.text);
    let entities = text.entities.iter().take(MOST);
    let mut spans: Vec<Span> = entities
        .filter_map(|entity| span(entity, &words, directory, &mut mentions))
        .collect();
    // Whoever is sorted first is opened first. Blocks come outermost, since HTML lets nothing else hold them.
    spans.sort_by_key(|span| (span.rank, span.from, Reverse(span.to)));
    MatrixText {
        html: (!spans.is_empty()).then(|| html(&words, &spans)),
        body: text.text.clone(),
        mentions,
    }
}

/// Words with the place of each character in units of UTF-16.
struct Words {
    characters: Vec<(usize, char)>,
    units: usize,
}

impl Words {
    fn new(text: &str) -> Self {
        let mut units = 0;
        let characters = text.chars().map(|one| {
            let at = units;
            units += one.len_utf16();
            (at, one)
        });
        let characters = characters.collect();
        Self { characters, units }
    }

    /// Two places, moved outwards where they are within a character.
    fn whole(&self, from: usize, to: usize) -> (usize, usize) {
        let begin = self.characters.partition_point(|(at, _)| *at <= from);
        let end = self.characters.partition_point(|(at, _)| *at < to);
        let place = |index: usize| self.characters.get(index).map_or(self.units, |(at, _)| *at);
        (place(begin.saturating_sub(1)), place(end))
    }

    /// What stands between two places.
    fn between(&self, from: usize, to: usize) -> String {
        let all = self.characters.iter();
        all.filter(|(at, _)| (from..to).contains(at))
            .map(|(_, one)| one)
            .collect()
    }
}

fn span(
    entity: &Entity,
    words: &Words,
    directory: &dyn Directory,
    mentions: &mut Vec<String>,
) -> Option<Span> {
    let (from, to) = (entity.offset, entity.end().min(words.units));
    if from >= to {
        return None;
    }
    let (from, to) = words.whole(from, to);
    let mut mention = |matrix: String| {
        let open = format!("<a href=\"{}\">", mention_link(&matrix));
        if !mentions.contains(&matrix) {
            mentions.push(matrix);
        }
        (2, open, "</a>")
    };
    let (rank, open, close) = match &entity.format {
        Format::Quote => (0, "<blockquote>".into(), "</blockquote>"),
        Format::Pre { language } => (1, pre(language), "</code></pre>"),
        Format::Link { url } => (2, format!("<a href=\"{}\">", escaped(url)), "</a>"),
        Format::Mention { id } => mention(directory.by_id(*id)?),
        Format::Name => {
            let name = words.between(from, to);
            mention(directory.by_name(name.strip_prefix('@')?)?)
        }
        Format::Spoiler => (2, "<span data-mx-spoiler>".into(), "</span>"),
        Format::Bold => (2, "<strong>".into(), "</strong>"),
        Format::Italic => (2, "<em>".into(), "</em>"),
        Format::Underline => (2, "<u>".into(), "</u>"),
        Format::Strike => (2, "<del>".into(), "</del>"),
        Format::Code => (3, "<code>".into(), "</code>"),
        Format::CustomEmoji { .. } => return None,
    };
    Some(Span {
        from,
        to,
        open,
        close,
        rank,
        is_link: close == "</a>",
        is_pre: rank == 1,
    })
}

fn pre(language: &str) -> String {
    if language.is_empty() {
        "<pre><code>".into()
    } else {
        format!("<pre><code class=\"language-{}\">", escaped(language))
    }
}

fn html(words: &Words, spans: &[Span]) -> String {
    let mut edges: Vec<usize> = spans.iter().flat_map(|span| [span.from, span.to]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut edges = edges.into_iter().peekable();
    let mut page = Page::default();
    let mut characters = words.characters.iter().peekable();
    while let Some((at, one)) = characters.next() {
        let end = at + one.len_utf16();
        let mut is_edge = false;
        while edges.next_if(|edge| *edge < end).is_some() {
            is_edge = true;
        }
        if is_edge {
            page.turn_to(spans, *at, end);
        }
        page.write(*one, characters.peek().map(|(_, next)| *next));
    }
    page.turn_to(&[], words.units, words.units);
    page.html
}

#[derive(Default)]
struct Page {
    html: String,
    /// What is open, outermost first, by its index.
    open: Vec<usize>,
    closes: Vec<&'static str>,
    in_pre: bool,
    /// The character written last; `None` at the beginning of a block.
    last: Option<char>,
    /// A block was closed right here, which ends the line.
    after_block: bool,
}

impl Page {
    /// Closes and opens tags so that exactly the spans that hold this character are open.
    fn turn_to(&mut self, spans: &[Span], from: usize, to: usize) {
        let mut has_link = false;
        let holds = |span: &Span| span.from < to && from < span.to;
        let wanted: Vec<usize> = (0..spans.len())
            .filter(|at| holds(&spans[*at]))
            // No link holds another one.
            .filter(|at| !spans[*at].is_link || !std::mem::replace(&mut has_link, true))
            .collect();
        let same = self.open.iter().zip(&wanted);
        let same = same.take_while(|(open, wanted)| open == wanted).count();
        for close in self.closes.drain(same..).rev() {
            self.html.push_str(close);
            if close.ends_with("quote>") || close.ends_with("pre>") {
                (self.after_block, self.last) = (true, None);
            }
        }
        for at in &wanted[same..] {
            let span = &spans[*at];
            self.html.push_str(&span.open);
            self.closes.push(span.close);
            if span.rank < 2 {
                (self.after_block, self.last) = (false, None);
            }
        }
        self.in_pre = wanted.iter().any(|at| spans[*at].is_pre);
        self.open = wanted;
    }

    fn write(&mut self, one: char, next: Option<char>) {
        let after_block = std::mem::take(&mut self.after_block);
        let last = self.last.replace(one);
        let is_edge = |other: Option<char>| other.is_none_or(char::is_whitespace);
        match one {
            _ if self.in_pre => push_escaped(&mut self.html, one),
            // The end of the block has ended the line already.
            '\n' if after_block => {}
            '\n' => self.html.push_str("<br>"),
            '\t' => self.html.push_str(TAB),
            // HTML would show none of these.
            ' ' if is_edge(last) || next.is_none_or(|next| next == '\n') => {
                self.html.push('\u{a0}');
            }
            other => push_escaped(&mut self.html, other),
        }
    }
}
