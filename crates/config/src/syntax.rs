//! Text to tree: JSON with comments, trailing commas, leading zeros and a byte order mark.

mod wording;
mod zeros;

use std::sync::Arc;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::note::Fault;
use crate::place::Place;
use crate::tree::{Entry, Node, Value};

/// Comments and trailing commas; whatever else is not JSON is more likely a slip than meant.
const LENIENT: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads the text of a configuration.
pub(crate) fn parse(text: &str, file: &Arc<str>) -> Result<Node, Fault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = Lines::new(text, file);
    with_ast(text, file, |value| lines.node(value))
}

/// Gives the syntax tree of a text without byte order mark to `read`; its places are those of `text`, but leading
/// zeros of numbers are outside of their ranges.
pub(crate) fn with_ast<T>(
    text: &str,
    file: &Arc<str>,
    read: impl FnOnce(&ast::Value<'_>) -> T,
) -> Result<T, Fault> {
    let fault = |offset, fault: String| Fault {
        place: Lines::new(text, file).place(offset),
        key: String::new(),
        text: fault,
    };
    let blanked = zeros::blank_leading(text);
    let parsed = parse_to_ast(&blanked, &CollectOptions::default(), &LENIENT)
        .map_err(|error| fault(error.range().start, wording::of(&error)))?;
    match &parsed.value {
        Some(value) => Ok(read(value)),
        None => Err(fault(
            0,
            "the file is empty; it must hold an object { … }".to_owned(),
        )),
    }
}

/// Turns offsets into lines and columns.
pub(crate) struct Lines<'a> {
    text: &'a str,
    file: &'a Arc<str>,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str, file: &'a Arc<str>) -> Self {
        let bytes = text.as_bytes();
        let ends_line = |at: usize| match bytes[at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let ends = (0..bytes.len()).filter(|at| ends_line(*at));
        Self {
            text,
            file,
            starts: std::iter::once(0).chain(ends.map(|at| at + 1)).collect(),
        }
    }

    /// The place of the byte at `offset`, which may be the end of the text.
    pub(crate) fn place(&self, offset: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= offset);
        let before = self.text.get(self.starts[line - 1]..offset).unwrap_or("");
        Place::Text {
            file: Arc::clone(self.file),
            line,
            column: before.chars().count() + 1,
        }
    }

    fn node(&self, value: &ast::Value<'_>) -> Node {
        let inner = match value {
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::BooleanLit(literal) => Value::Bool(literal.value),
            ast::Value::NumberLit(literal) => Value::Number(literal.value.to_owned()),
            ast::Value::StringLit(literal) => Value::Text(literal.value.clone().into_owned()),
            ast::Value::Array(array) => {
                Value::List(array.elements.iter().map(|item| self.node(item)).collect())
            }
            ast::Value::Object(object) => Value::Object(
                object
                    .properties
                    .iter()
                    .map(|property| Entry {
                        key: property.name.as_str().to_owned(),
                        place: self.place(property.range.start),
                        node: self.node(&property.value),
                    })
                    .collect(),
            ),
        };
        Node {
            place: self.place(value.range().start),
            value: inner,
        }
    }
}
