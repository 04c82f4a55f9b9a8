//! From Matrix's body and HTML to Telegram's words and entities.
//!
//! The HTML comes from strangers. It is read once, from front to back, without a tree: what is nested too deep, left
//! open or closed crosswise costs its formatting, never its words.

use super::Directory;
use super::elements;
use super::entity::{Format, TelegramText};
use super::escape::unescaped;
use super::tokens::{Tag, Token, tokens};
use super::writer::Writer;

/// How deep elements may be nested; what is deeper is not formatted. Matrix recommends 100.
const DEEPEST: usize = 100;
/// How much HTML is read. An event has at most 65,536 bytes.
const LONGEST: usize = 131_072;
/// Elements whose words nobody is to see.
const UNSEEN: [&str; 4] = ["mx-reply", "title", "head", "template"];

/// Puts a text of Matrix's into Telegram's form: its HTML if there is any in it, or else its body.
pub fn from_matrix(body: &str, html: Option<&str>, directory: &dyn Directory) -> TelegramText {
    let formatted = html.map(|html| from_html(html, directory));
    formatted
        .filter(|text| !text.text.is_empty())
        .unwrap_or_else(|| TelegramText::plain(body).trimmed())
}

fn from_html(html: &str, directory: &dyn Directory) -> TelegramText {
    let end = html.floor_char_boundary(LONGEST);
    let mut reader = Reader {
        writer: Writer::default(),
        open: Vec::new(),
        too_deep: 0,
        lists: Vec::new(),
        cells: 0,
        directory,
    };
    let mut unseen: Option<(String, usize)> = None;
    for token in tokens(&html[..end]) {
        if let Some((name, depth)) = &mut unseen {
            match &token {
                Token::Open(tag) if tag.name == *name => *depth += 1,
                Token::Close(closed) if closed == name => *depth -= 1,
                Token::Open(_) | Token::Close(_) | Token::Words(_) => {}
            }
            if *depth == 0 {
                unseen = None;
            }
            continue;
        }
        match token {
            Token::Words(words) => reader.words(&unescaped(words)),
            Token::Open(tag) if UNSEEN.contains(&tag.name.as_str()) => unseen = Some((tag.name, 1)),
            Token::Open(tag) => reader.open(&tag),
            Token::Close(name) => reader.close(&name),
        }
    }
    reader.close_down_to(0);
    reader.writer.finish()
}

struct Reader<'a> {
    writer: Writer,
    open: Vec<Open>,
    /// How many elements were opened that are too deep to be kept.
    too_deep: usize,
    lists: Vec<List>,
    /// How many cells of this row of a table were begun.
    cells: usize,
    directory: &'a dyn Directory,
}

/// An element that is open.
struct Open {
    name: String,
    format: Option<Format>,
    /// Where its first words stand; `None` until there are any.
    start: Option<usize>,
}

/// A list that is open.
struct List {
    /// The number of the next item; `None` if they have none.
    next: Option<u32>,
}

impl Reader<'_> {
    fn words(&mut self, words: &str) {
        let open = &mut self.open;
        let is_literal = open
            .iter()
            .any(|one| matches!(one.format, Some(Format::Pre { .. })));
        let begin = |writer: &mut Writer| {
            for one in open.iter_mut() {
                one.start.get_or_insert(writer.units());
            }
        };
        if is_literal {
            self.writer.literally(words, begin);
        } else {
            self.writer.flow(words, begin);
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "br" => return self.writer.line_feed(),
            "hr" => return self.rule(),
            "img" => return self.picture(tag),
            "wbr" | "input" | "col" | "meta" | "link" => return,
            "p" => self.close_open("p"),
            "li" => self.close_within_list("li"),
            "td" | "th" => self.cell(),
            _ => {}
        }
        if self.open.len() >= DEEPEST {
            self.too_deep += 1;
            return;
        }
        self.lines_round(&tag.name);
        match tag.name.as_str() {
            "ul" => self.lists.push(List { next: None }),
            "ol" => {
                let start = tag.attribute("start").and_then(|start| start.parse().ok());
                self.lists.push(List {
                    next: Some(start.unwrap_or(1)),
                });
            }
            "li" => self.item(),
            "tr" => self.cells = 0,
            _ => {}
        }
        let format = self.format(tag);
        self.open.push(Open {
            name: tag.name.clone(),
            format,
            start: None,
        });
    }

    fn close(&mut self, name: &str) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        if let Some(at) = self.open.iter().rposition(|one| one.name == name) {
            self.close_down_to(at);
        }
    }

    /// Closes all elements but the outermost `kept`.
    fn close_down_to(&mut self, kept: usize) {
        while self.open.len() > kept
            && let Some(one) = self.open.pop()
        {
            if let (Some(format), Some(start)) = (one.format, one.start) {
                self.writer.entity(start, format);
            }
            self.lines_round(&one.name);
            if matches!(one.name.as_str(), "ul" | "ol") {
                self.lists.pop();
            }
        }
    }

    /// `<p>` ends the paragraph before it, unless that holds what it stands in.
    fn close_open(&mut self, name: &str) {
        if self.open.last().is_some_and(|one| one.name == name) {
            self.close_down_to(self.open.len() - 1);
        }
    }

    /// `<li>` ends the item before it in the same list.
    fn close_within_list(&mut self, name: &str) {
        let at = self
            .open
            .iter()
            .rposition(|one| matches!(one.name.as_str(), "ul" | "ol" | "li"));
        if let Some(at) = at.filter(|at| self.open[*at].name == name) {
            self.close_down_to(at);
        }
    }

    /// The lines that begin or end with an element.
    fn lines_round(&mut self, name: &str) {
        if let Some(lines) = elements::lines(name) {
            let is_nested = !self.lists.is_empty();
            let lines = if is_nested { 1 } else { lines };
            self.writer.block(lines);
        }
    }

    fn format(&mut self, tag: &Tag<'_>) -> Option<Format> {
        let pre = self.open.iter_mut().find_map(|one| match &mut one.format {
            Some(Format::Pre { language }) => Some(language),
            Some(_) | None => None,
        });
        if let Some(language) = pre {
            // Within a block of code, nothing but its language is told.
            if tag.name == "code" && language.is_empty() {
                *language = elements::language(tag);
            }
            return None;
        }
        let format = elements::format(tag, self.directory)?;
        let is_link =
            |format: &Format| matches!(format, Format::Link { .. } | Format::Mention { .. });
        let holds = |open: &Format| *open == format || is_link(open) && is_link(&format);
        // What is bold already does not become bolder, and no link holds another one.
        let is_new = !self
            .open
            .iter()
            .filter_map(|one| one.format.as_ref())
            .any(holds);
        is_new.then_some(format)
    }

    fn item(&mut self) {
        let indent = "  ".repeat(self.lists.len().saturating_sub(1).min(8));
        let mark = match self.lists.last_mut() {
            Some(List { next: Some(number) }) => {
                let mark = format!("{indent}{number}. ");
                *number = number.saturating_add(1);
                mark
            }
            Some(List { next: None }) | None => format!("{indent}• "),
        };
        self.writer.mark(&mark);
    }

    fn rule(&mut self) {
        self.writer.block(1);
        self.writer.literally("———", |_| {});
        self.writer.block(1);
    }

    fn picture(&mut self, tag: &Tag<'_>) {
        let name = tag.attribute("alt").or_else(|| tag.attribute("title"));
        self.words(&name.unwrap_or_default());
    }

    /// Cells of a row stand beside each other.
    fn cell(&mut self) {
        if self.cells > 0 {
            self.writer.flow(" | ", |_| {});
        }
        self.cells += 1;
    }
}
