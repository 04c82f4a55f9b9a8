//! `XPath` 1.0 expressions for what a person would call something by.

/// A text as an `XPath` literal; `XPath` 1.0 has no escape, so quotes of both kinds need `concat`.
fn literal(text: &str) -> String {
    if !text.contains('"') {
        return format!("\"{text}\"");
    }
    if !text.contains('\'') {
        return format!("'{text}'");
    }
    let parts: Vec<_> = text.split('"').map(|part| format!("\"{part}\"")).collect();
    format!("concat({})", parts.join(", '\"', "))
}

/// What can be clicked and is called `name`: by its text, its label for screen readers, its value or its picture.
pub(super) fn clickable(name: &str) -> String {
    let name = literal(name);
    format!(
        "//*[self::a[@href] or self::button or self::summary or @role='button' or @role='link' \
         or @role='tab' or @role='menuitem' or self::input[@type='submit' or @type='button']]\
         [normalize-space(.)={name} or @aria-label={name} or @title={name} \
         or self::input/@value={name} or .//img/@alt={name}]"
    )
}

/// The control whose label is `name`, or begins so (a label may hold a hint after its name).
pub(super) fn labelled(name: &str) -> [String; 2] {
    let name = literal(name);
    let control = "//*[self::input[not(@type='hidden')] or self::textarea or self::select]";
    let by = |label: &str| {
        format!(
            "{control}[@id=//label[{label}]/@for or ancestor::label[{label}] or @aria-label={name}]"
        )
    };
    [
        by(&format!("normalize-space(.)={name}")),
        by(&format!("starts-with(normalize-space(.), {name})")),
    ]
}

/// The option of a list that reads `text`, below the current element.
pub(super) fn option(text: &str) -> String {
    format!(".//option[normalize-space(.)={}]", literal(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_text_is_quoted() {
        assert_eq!(literal("it's"), "\"it's\"");
        assert_eq!(literal("say \"no\""), "'say \"no\"'");
    }

    #[test]
    fn a_text_with_both_quotes_is_put_together() {
        assert_eq!(literal("a\"b'c"), "concat(\"a\", '\"', \"b'c\")");
    }
}
