//! What every kind of provider has beside its file.

use domain::locale::Locale;
use messengers::KINDS;
use messengers::kind::Kind;
use wording::Words;

/// The cards' colours on light and dark pages.
const CARDS: [&str; 2] = ["#ffffff", "#1b1e24"];

#[test]
fn every_kind_has_a_guide_and_says_what_a_handle_is() {
    for kind in KINDS {
        let guide = format!(
            "{}/../../docs/providers/{}.md",
            env!("CARGO_MANIFEST_DIR"),
            kind.key
        );
        let text = std::fs::read_to_string(&guide).unwrap_or_default();
        assert!(text.starts_with("# "), "{guide}");
        for locale in Locale::ALL {
            let key = format!("handle-help-{}", kind.icon.name);
            assert!(Words::of(locale).has(&key), "{key} in {locale:?}");
        }
    }
}

#[test]
fn every_kind_looks_its_own_and_can_be_seen() {
    let drawn = |kind: &Kind| (kind.icon.name, kind.icon.drawing);
    for (at, kind) in KINDS.iter().enumerate() {
        let like = KINDS[..at]
            .iter()
            .find(|other| drawn(other).0 == drawn(kind).0 || drawn(other).1 == drawn(kind).1);
        assert!(
            like.is_none(),
            "{} looks like {}",
            kind.key,
            like.unwrap().key
        );
        for (colour, card) in [kind.icon.on_light, kind.icon.on_dark]
            .into_iter()
            .zip(CARDS)
        {
            let contrast = contrast(colour, card);
            assert!(
                contrast >= 4.5,
                "{}: {colour} on {card} has {contrast:.2}",
                kind.key
            );
        }
    }
}

/// How well two colours can be told apart (WCAG 2.2, relative luminance), from 1 to 21.
fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}
