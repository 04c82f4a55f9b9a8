//! The languages that Postern speaks.

/// A language with a complete set of texts in `crates/wording/locales`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Locale {
    /// English, also the fallback.
    #[default]
    English,
    /// German.
    German,
}

impl Locale {
    /// Every locale.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The locale of a tag; regions fall back to the language (`de-AT` is German).
    pub fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next().unwrap_or(tag);
        Self::ALL
            .into_iter()
            .find(|locale| locale.tag().eq_ignore_ascii_case(language))
    }

    /// The best match for an `Accept-Language` header, by its weights (RFC 9110, section 12.5.4).
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (0.0, Self::default());
        for item in header.split(',') {
            let mut parts = item.trim().split(';');
            let Some(locale) = parts.next().and_then(|tag| Self::from_tag(tag.trim())) else {
                continue;
            };
            let weight = parts
                .find_map(|p| p.trim().strip_prefix("q=")?.parse::<f32>().ok())
                .unwrap_or(1.0);
            if weight > best.0 {
                best = (weight, locale);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_known_language_wins() {
        assert_eq!(
            Locale::from_accept_language("fr, de-AT;q=0.8, en;q=0.7"),
            Locale::German
        );
        assert_eq!(
            Locale::from_accept_language("en-GB,de;q=0.9"),
            Locale::English
        );
        assert_eq!(Locale::from_accept_language("zh"), Locale::English);
    }
}
