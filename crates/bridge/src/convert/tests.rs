use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// Ann is 1 and a puppet; Bob is 2, `@bob_tg`, and on Matrix himself.
struct Some2;

impl Directory for Some2 {
    fn by_id(&self, telegram: i64) -> Option<String> {
        match telegram {
            1 => Some("@telegram_1:example.org".into()),
            2 => Some("@bob:example.org".into()),
            _ => None,
        }
    }

    fn by_name(&self, name: &str) -> Option<String> {
        name.eq_ignore_ascii_case("bob_tg")
            .then(|| "@bob:example.org".into())
    }

    fn by_matrix(&self, matrix: &str) -> Option<Mentioned> {
        let (id, name) = match matrix {
            "@telegram_1:example.org" => (1, None),
            "@bob:example.org" => (2, Some("bob_tg".into())),
            _ => return None,
        };
        Some(Mentioned { id, name })
    }
}

fn entity(offset: usize, length: usize, format: Format) -> Entity {
    Entity {
        offset,
        length,
        format,
    }
}

fn text(text: &str, entities: &[Entity]) -> TelegramText {
    TelegramText {
        text: text.into(),
        entities: entities.to_vec(),
    }
}

fn html(words: &str, entities: &[Entity]) -> String {
    to_matrix(&text(words, entities), &Some2)
        .html
        .unwrap_or_else(|| "none".into())
}

fn read(html: &str) -> TelegramText {
    from_matrix("body", Some(html), &Some2)
}

fn same(one: &TelegramText, other: &TelegramText) {
    assert_eq!(one.text, other.text);
    assert!(
        one.entities == other.entities,
        "{:?} is not {:?}",
        one.entities,
        other.entities
    );
}

#[test]
fn every_format_has_its_element() {
    let link = Format::Link {
        url: "https://example.org/?a=1&b=\"2\"".into(),
    };
    let rust = Format::Pre {
        language: "rust".into(),
    };
    for (format, expected) in [
        (Format::Bold, "<strong>ab</strong> c"),
        (Format::Italic, "<em>ab</em> c"),
        (Format::Underline, "<u>ab</u> c"),
        (Format::Strike, "<del>ab</del> c"),
        (Format::Spoiler, "<span data-mx-spoiler>ab</span> c"),
        (Format::Code, "<code>ab</code> c"),
        (
            rust,
            "<pre><code class=\"language-rust\">ab</code></pre>\u{a0}c",
        ),
        (Format::Quote, "<blockquote>ab</blockquote>\u{a0}c"),
        (
            link,
            "<a href=\"https://example.org/?a=1&amp;b=&quot;2&quot;\">ab</a> c",
        ),
        (
            Format::Mention { id: 1 },
            "<a href=\"https://matrix.to/#/@telegram_1:example.org\">ab</a> c",
        ),
        (Format::Mention { id: 9 }, "none"),
        (Format::CustomEmoji { id: 9 }, "none"),
    ] {
        assert_eq!(html("ab c", &[entity(0, 2, format)]), expected);
    }
}

#[test]
fn a_name_leads_to_who_has_it_and_is_told_of_once() {
    let words = "@Bob_TG and @nobody and @bob_tg";
    let names =
        [(0, 7), (12, 7), (24, 7)].map(|(offset, length)| entity(offset, length, Format::Name));
    let matrix = to_matrix(&text(words, &names), &Some2);
    assert_eq!(
        matrix.html.as_deref(),
        Some(
            "<a href=\"https://matrix.to/#/@bob:example.org\">@Bob_TG</a> and @nobody and \
             <a href=\"https://matrix.to/#/@bob:example.org\">@bob_tg</a>"
        )
    );
    assert_eq!(matrix.mentions, ["@bob:example.org"]);
    assert_eq!(matrix.body, words);
}

#[test]
fn places_are_counted_in_units_of_utf_16() {
    assert_eq!(
        html("😀👨‍👩‍👧 ab", &[entity(11, 2, Format::Bold)]),
        "😀👨‍👩‍👧 <strong>ab</strong>"
    );
    // A place within a pair of units counts before the character.
    assert_eq!(
        html("😀a", &[entity(1, 1, Format::Bold)]),
        "<strong>😀</strong>a"
    );
}

#[test]
fn what_overlaps_is_closed_and_opened_again() {
    let both = [entity(0, 4, Format::Bold), entity(2, 4, Format::Italic)];
    assert_eq!(
        html("abcdef", &both),
        "<strong>ab<em>cd</em></strong><em>ef</em>"
    );
    let quoted = [entity(0, 6, Format::Bold), entity(2, 2, Format::Quote)];
    assert_eq!(
        html("a\nbc\nd", &quoted),
        "<strong>a<br></strong><blockquote><strong>bc</strong></blockquote><strong>d</strong>"
    );
}

#[test]
fn places_outside_the_text_do_no_harm() {
    let wild = [
        entity(2, usize::MAX, Format::Bold),
        entity(usize::MAX, 1, Format::Italic),
        entity(1, 0, Format::Code),
    ];
    assert_eq!(html("abc", &wild), "ab<strong>c</strong>");
    assert_eq!(html("", &wild), "none");
}

#[test]
fn what_somebody_writes_is_never_taken_for_html() {
    assert_eq!(
        html("<b>&amp;", &[entity(0, 1, Format::Bold)]),
        "<strong>&lt;</strong>b&gt;&amp;amp;"
    );
    let evil = Format::Pre {
        language: "\"><script>".into(),
    };
    assert_eq!(
        html("x", &[entity(0, 1, evil)]),
        "<pre><code class=\"language-&quot;&gt;&lt;script&gt;\">x</code></pre>"
    );
}

#[test]
fn lines_and_spaces_stay() {
    assert_eq!(
        html("a\n  b  c ", &[entity(0, 1, Format::Bold)]),
        "<strong>a</strong><br>\u{a0}\u{a0}b \u{a0}c\u{a0}"
    );
}

#[test]
fn each_element_has_its_format() {
    for name in ["b", "strong", "th"] {
        same(
            &read(&format!("x <{name}>y</{name}>")),
            &text("x y", &[entity(2, 1, Format::Bold)]),
        );
    }
    same(
        &read(
            "<i>a</i><u>b</u><del>c</del><code>d</code><span data-mx-spoiler=\"why\">e</span><span>f</span>",
        ),
        &text(
            "abcdef",
            &[
                entity(0, 1, Format::Italic),
                entity(1, 1, Format::Underline),
                entity(2, 1, Format::Strike),
                entity(3, 1, Format::Code),
                entity(4, 1, Format::Spoiler),
            ],
        ),
    );
}

#[test]
fn links_lead_where_they_may_and_people_are_mentioned() {
    let link = Format::Link {
        url: "https://example.org".into(),
    };
    same(
        &read("<a href=\"https://example.org\">there</a>"),
        &text("there", &[entity(0, 5, link)]),
    );
    same(
        &read("<a href=\"https://example.org\">https://example.org</a>"),
        &text("https://example.org", &[]),
    );
    for nowhere in ["javascript:alert(1)", "/path", "data:text/html,x"] {
        same(
            &read(&format!("<a href=\"{nowhere}\">x</a>")),
            &text("x", &[]),
        );
    }
    same(
        &read("<a href=\"https://matrix.to/#/@telegram_1:example.org\">Ann</a>: hi"),
        &text("Ann: hi", &[entity(0, 3, Format::Mention { id: 1 })]),
    );
}

#[test]
fn a_block_of_code_keeps_its_spaces_and_its_language() {
    let rust = Format::Pre {
        language: "rust".into(),
    };
    same(
        &read(
            "<p>see</p>\n<pre><code class=\"language-rust\">fn a() {\n    <b>b</b>\n}\n</code></pre>\n<p>so</p>",
        ),
        &text("see\n\nfn a() {\n    b\n}\n\nso", &[entity(5, 17, rust)]),
    );
}

#[test]
fn paragraphs_quotes_and_lists_stand_on_their_lines() {
    same(
        &read("<p>one</p>\n<blockquote>\n<p>two</p>\n</blockquote>\n<p>three</p>\n"),
        &text("one\n\ntwo\n\nthree", &[entity(5, 3, Format::Quote)]),
    );
    same(
        &read("a<ul><li>b</li><li><p>c</p><ol start=3><li>d<li>e</ol></li></ul>f"),
        &text("a\n• b\n• c\n  3. d\n  4. e\nf", &[]),
    );
    same(
        &read("<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>"),
        &text(
            "a | b\nc | d",
            &[entity(0, 1, Format::Bold), entity(4, 1, Format::Bold)],
        ),
    );
    same(
        &read("a<hr>b<br>c<br/><br>d"),
        &text("a\n———\nb\nc\n\nd", &[]),
    );
}

#[test]
fn a_quotation_of_what_is_replied_to_and_scripts_are_left_out() {
    same(
        &read(
            "<mx-reply><blockquote>old<mx-reply>x</mx-reply></blockquote></mx-reply>new<script>a<b</script>!",
        ),
        &text("new!", &[]),
    );
}

#[test]
fn pictures_become_their_words() {
    same(
        &read("<img data-mx-emoticon src=\"mxc://a/b\" alt=\":party:\"> <img src=x>!"),
        &text(":party: !", &[]),
    );
}

#[test]
fn crosswise_and_open_elements_cost_no_words() {
    same(
        &read("<b>a<i>b</b>c</i></u>d<b>"),
        &text(
            "abcd",
            &[entity(0, 2, Format::Bold), entity(1, 1, Format::Italic)],
        ),
    );
}

#[test]
fn very_deep_nesting_costs_its_formatting_and_no_words() {
    let html = format!(
        "{}x{}y",
        "<div><b>".repeat(20_000),
        "</b></div>".repeat(20_000)
    );
    let text = read(&html[..131_072.min(html.len())]);
    assert!(text.text.is_empty() || text.text.starts_with('x') || text.text == "body");
    let html = format!("{}x{}<i>y</i>", "<b>".repeat(5_000), "</b>".repeat(5_000));
    same(
        &read(&html),
        &tests::text(
            "xy",
            &[entity(0, 1, Format::Bold), entity(1, 1, Format::Italic)],
        ),
    );
}

#[test]
fn html_without_words_gives_way_to_the_body() {
    assert_eq!(
        from_matrix(" the body ", Some("<b> </b>"), &Nobody).text,
        "the body"
    );
    assert_eq!(from_matrix("1 < 2", None, &Nobody).text, "1 < 2");
}

#[test]
fn a_long_text_is_cut_between_words() {
    let pieces = split(TelegramText::plain("one two three"), 9);
    let words: Vec<_> = pieces.iter().map(|piece| piece.text.as_str()).collect();
    assert_eq!(words, ["one two", "three"]);
    let pieces = split(TelegramText::plain("aaaaaaa bb\ncc dd"), 14);
    let words: Vec<_> = pieces.iter().map(|piece| piece.text.as_str()).collect();
    assert_eq!(words, ["aaaaaaa bb\ncc", "dd"]);
    let pieces = split(TelegramText::plain("😀😀😀"), 3);
    assert_eq!(pieces.len(), 3);
}

#[test]
fn what_looks_one_way_is_not_cut() {
    let bold = text("aa bb cc dd", &[entity(3, 5, Format::Bold)]);
    let pieces = split(bold, 6);
    assert_eq!(pieces.len(), 3);
    same(&pieces[0], &text("aa", &[]));
    same(&pieces[1], &text("bb cc", &[entity(0, 5, Format::Bold)]));
    let long = text("aa bb cc dd", &[entity(0, 11, Format::Bold)]);
    let pieces = split(long, 6);
    same(&pieces[0], &text("aa bb", &[entity(0, 5, Format::Bold)]));
    same(&pieces[1], &text("cc dd", &[entity(0, 5, Format::Bold)]));
}

fn any_format() -> impl Strategy<Value = Format> {
    prop_oneof![
        Just(Format::Bold),
        Just(Format::Italic),
        Just(Format::Underline),
        Just(Format::Strike),
        Just(Format::Spoiler),
        Just(Format::Code),
        Just(Format::Mention { id: 1 }),
        "https://example\\.org/[a-z\"&<]{0,4}".prop_map(|url| Format::Link { url }),
    ]
}

fn any_text() -> impl Strategy<Value = TelegramText> {
    let words = "[a-c<>&;\"'@ \n😀é]{0,40}";
    let entities = proptest::collection::vec((0..45_usize, 0..45_usize, any_format()), 0..8);
    (words, entities).prop_map(|(words, entities)| {
        let entities = entities.into_iter();
        text(
            &words,
            &entities
                .map(|(offset, length, format)| entity(offset, length, format))
                .collect::<Vec<_>>(),
        )
        .trimmed()
    })
}

/// How each character that is no white space looks.
fn looks(text: &TelegramText) -> Vec<(char, BTreeSet<String>)> {
    let mut at = 0;
    let mut looks = Vec::new();
    for one in text.text.chars() {
        let end = at + one.len_utf16();
        let here = text
            .entities
            .iter()
            .filter(|entity| entity.offset < end && at < entity.offset + entity.length);
        let names = here.map(|entity| format!("{:?}", entity.format));
        // Of links that overlap, one is left; which one is not promised.
        let names = names.map(|name| name.replace("Mention", "Link"));
        if !one.is_whitespace() {
            looks.push((one, names.collect()));
        }
        at = end;
    }
    looks
}

proptest! {
    #[test]
    fn there_and_back_keeps_words_and_looks(text in any_text()) {
        let there = to_matrix(&text, &Some2);
        prop_assert_eq!(&there.body, &text.text);
        let back = from_matrix(&there.body, there.html.as_deref(), &Some2);
        prop_assert_eq!(&back.text, &text.text);
        prop_assert_eq!(looks(&back), looks(&text));
    }

    #[test]
    fn blocks_on_lines_of_their_own_keep_the_words(lines in proptest::collection::vec("[a-c😀]{1,4}( [a-c]{1,3}){0,2}", 1..6), pick in 0..6_usize, is_code in any::<bool>()) {
        let at = pick % lines.len();
        let offset = lines[..at].iter().map(|line| entity::units(line) + 1).sum();
        let format = if is_code { Format::Pre { language: "rust".into() } } else { Format::Quote };
        let text = text(&lines.join("\n"), &[entity(offset, entity::units(&lines[at]), format)]);
        let there = to_matrix(&text, &Nobody);
        let back = from_matrix(&there.body, there.html.as_deref(), &Nobody);
        prop_assert_eq!(&back.text, &text.text);
        prop_assert_eq!(looks(&back), looks(&text));
    }

    #[test]
    fn no_html_whatever_breaks_it(html in "[<>/a-z=\"' !&#;p\n\\-é😀]{0,200}") {
        let text = read(&html);
        for entity in &text.entities {
            prop_assert!(entity.length > 0 && entity.offset + entity.length <= text.units());
        }
    }

    #[test]
    fn tags_in_any_order_keep_the_words(tags in proptest::collection::vec(
        prop_oneof![
            Just("<b>"), Just("</b>"), Just("<i>"), Just("</i>"), Just("<p>"), Just("</p>"), Just("<ul>"), Just("</ul>"),
            Just("<li>"), Just("</li>"), Just("<pre>"), Just("</pre>"), Just("<code>"), Just("</code>"), Just("<br>"),
            Just("<a href=\"https://a.b\">"), Just("</a>"), Just("<blockquote>"), Just("</blockquote>"), Just("x"), Just("y z"),
        ], 0..60)) {
        let html = tags.concat();
        let words = |text: &str| text.chars().filter(|one| "xyz".contains(*one)).collect::<String>();
        let text = from_matrix("", Some(&html), &Nobody);
        let expected: String = tags.iter().filter(|tag| !tag.starts_with('<')).map(|tag| words(tag)).collect();
        prop_assert_eq!(words(&text.text), expected);
        for entity in &text.entities {
            prop_assert!(entity.length > 0 && entity.offset + entity.length <= text.units());
        }
    }

    #[test]
    fn pieces_are_short_and_hold_every_word(text in any_text(), longest in 2..20_usize) {
        let words = |text: &str| text.chars().filter(|one| !one.is_whitespace()).collect::<String>();
        let before = (words(&text.text), looks(&text));
        let pieces = split(text, longest);
        let after: String = pieces.iter().map(|piece| words(&piece.text)).collect();
        prop_assert_eq!(before.0, after);
        prop_assert_eq!(before.1, pieces.iter().flat_map(looks).collect::<Vec<_>>());
        for piece in &pieces {
            prop_assert!(piece.units() <= longest && !piece.text.is_empty());
        }
    }
}
