//! What is wrong with text that is not JSON, in words that say what to do.

use jsonc_parser::ParseStringErrorKind;
use jsonc_parser::errors::{ParseError, ParseErrorKind as Kind};

/// What to say of `error`; nothing of the file is quoted, since it may be part of a secret.
pub(super) fn of(error: &ParseError) -> String {
    let text = match error.kind() {
        Kind::ExpectedComma => "a comma is missing after this value",
        Kind::ExpectedColonAfterObjectKey => "a colon is missing after this key",
        Kind::ExpectedObjectValue => "the value after the colon is missing",
        Kind::ExpectedStringObjectProperty => "a key must stand in double quotes",
        Kind::SingleQuotedStringsNotAllowed => "text must stand in double quotes, not single ones",
        Kind::UnexpectedWord => {
            "text must stand in double quotes; without them only true, false and null may stand here"
        }
        Kind::UnexpectedComma => "there is a comma too many here",
        Kind::UnexpectedColon => "a colon may only stand between a key and its value",
        Kind::UnexpectedCloseBrace => "a value was expected here, not }",
        Kind::UnexpectedCloseBracket => "a value was expected here, not ]",
        Kind::UnexpectedTokenInObject => "a key in double quotes or } was expected here",
        Kind::UnexpectedToken => "this cannot stand here; text must stand in double quotes",
        Kind::UnterminatedObject => "this { is never closed",
        Kind::UnterminatedArray => "this [ is never closed",
        Kind::UnterminatedCommentBlock => "this comment is never closed with */",
        Kind::MultipleRootJsonValues => "the file must end after the closing brace",
        Kind::NestingDepthExceeded => "this is nested too deeply",
        Kind::BareDecimalPointNumbersNotAllowed
        | Kind::ExpectedDigit
        | Kind::ExpectedDigitFollowingNegativeSign
        | Kind::ExpectedPlusMinusOrDigitInNumberLiteral
        | Kind::HexadecimalNumbersNotAllowed
        | Kind::NonFiniteNumbersNotAllowed
        | Kind::UnaryPlusNumbersNotAllowed => "this is not a number; write it in decimal digits",
        Kind::String(kind) => of_string(kind),
        Kind::CommentsNotAllowed | Kind::TrailingCommasNotAllowed => "this is not allowed here",
    };
    text.to_owned()
}

fn of_string(kind: &ParseStringErrorKind) -> &'static str {
    match kind {
        ParseStringErrorKind::UnterminatedStringLiteral => "this text is never closed with \"",
        ParseStringErrorKind::ExpectedFourHexDigits
        | ParseStringErrorKind::InvalidUnicodeEscapeSequence(_) => {
            "\\u must be followed by the four hexadecimal digits of a character"
        }
        ParseStringErrorKind::InvalidEscapeInSingleQuoteString
        | ParseStringErrorKind::InvalidEscapeInDoubleQuoteString
        | ParseStringErrorKind::ExpectedTwoHexDigits
        | ParseStringErrorKind::InvalidEscape => {
            "the character after this backslash means nothing; write \\\\ for a backslash"
        }
    }
}
