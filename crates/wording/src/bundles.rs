//! The Fluent files, read once.

use std::sync::LazyLock;

use domain::locale::Locale;
use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use unic_langid::LanguageIdentifier;

/// All texts of one locale.
pub(crate) type Bundle = FluentBundle<FluentResource>;

/// The files of a locale, in the order in which they are read.
const fn files(locale: Locale) -> [&'static str; 12] {
    match locale {
        Locale::English => [
            include_str!("../locales/en/messages.ftl"),
            include_str!("../locales/en/reception.ftl"),
            include_str!("../locales/en/pages.ftl"),
            include_str!("../locales/en/account.ftl"),
            include_str!("../locales/en/admin.ftl"),
            include_str!("../locales/en/faults.ftl"),
            include_str!("../locales/en/providers.ftl"),
            include_str!("../locales/en/rooms.ftl"),
            include_str!("../locales/en/telegram.ftl"),
            include_str!("../locales/en/telegram_page.ftl"),
            include_str!("../locales/en/bridge.ftl"),
            include_str!("../locales/en/provisioning.ftl"),
        ],
        Locale::German => [
            include_str!("../locales/de/messages.ftl"),
            include_str!("../locales/de/reception.ftl"),
            include_str!("../locales/de/pages.ftl"),
            include_str!("../locales/de/account.ftl"),
            include_str!("../locales/de/admin.ftl"),
            include_str!("../locales/de/faults.ftl"),
            include_str!("../locales/de/providers.ftl"),
            include_str!("../locales/de/rooms.ftl"),
            include_str!("../locales/de/telegram.ftl"),
            include_str!("../locales/de/telegram_page.ftl"),
            include_str!("../locales/de/bridge.ftl"),
            include_str!("../locales/de/provisioning.ftl"),
        ],
    }
}

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| read(Locale::English).0);
static GERMAN: LazyLock<Bundle> = LazyLock::new(|| read(Locale::German).0);

/// The texts of a locale.
pub(crate) fn of(locale: Locale) -> &'static Bundle {
    match locale {
        Locale::English => &ENGLISH,
        Locale::German => &GERMAN,
    }
}

/// Reads a locale's files, and says what is wrong with them; a test holds that to be nothing.
fn read(locale: Locale) -> (Bundle, Vec<String>) {
    let language: LanguageIdentifier = locale.tag().parse().expect("our tags are BCP 47");
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // The marks would show up as boxes in some messengers.
    bundle.set_use_isolating(false);
    let mut faults = Vec::new();
    for file in files(locale) {
        let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(rest, errors)| {
            faults.extend(errors.iter().map(ToString::to_string));
            rest
        });
        if let Err(errors) = bundle.add_resource(resource) {
            faults.extend(errors.iter().map(ToString::to_string));
        }
    }
    (bundle, faults)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// Each key with the variables of its text.
    fn keys(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
        let mut found = BTreeMap::new();
        let mut key = String::new();
        for line in files(locale).iter().flat_map(|file| file.lines()) {
            if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                key = line.split([' ', '=']).next().unwrap().to_owned();
            }
            if line.starts_with('#') || key.is_empty() {
                continue;
            }
            let names: &mut BTreeSet<String> = found.entry(key.clone()).or_default();
            names.extend(line.split('$').skip(1).map(|rest| {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
                rest[..end.unwrap_or(rest.len())].to_owned()
            }));
        }
        found
    }

    #[test]
    fn every_file_is_read_without_a_fault() {
        for locale in Locale::ALL {
            assert_eq!(read(locale).1, Vec::<String>::new(), "{locale:?}");
        }
    }

    #[test]
    fn no_key_stands_twice_in_the_files_of_a_language() {
        for locale in Locale::ALL {
            let lines = files(locale).into_iter().flat_map(str::lines);
            let keys = lines
                .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
                .filter_map(|line| line.split_once('='))
                .map(|(key, _)| key.trim());
            let mut seen = BTreeSet::new();
            for key in keys {
                assert!(seen.insert(key), "{locale:?}: {key} stands twice");
            }
            assert!(seen.len() > 100, "{locale:?}: {} keys", seen.len());
        }
    }

    #[test]
    fn every_locale_has_the_same_keys_with_the_same_variables() {
        for locale in Locale::ALL {
            assert_eq!(keys(locale), keys(Locale::English), "{locale:?}");
        }
    }

    #[test]
    fn no_text_is_empty() {
        for locale in Locale::ALL {
            for key in keys(locale).into_keys() {
                let message = of(locale).get_message(&key);
                let pattern = message
                    .as_ref()
                    .and_then(fluent_bundle::FluentMessage::value);
                let pattern = pattern.unwrap_or_else(|| panic!("{locale:?}: {key} has no text"));
                let text = of(locale).format_pattern(pattern, None, &mut Vec::new());
                assert!(!text.trim().is_empty(), "{locale:?}: {key} is empty");
            }
        }
    }
}
