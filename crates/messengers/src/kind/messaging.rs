//! The section `messaging` of config.json: which providers there are.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use domain::provider::{Provider, ProviderEntry};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::{Map, Value, json};

use super::Section;

/// The longest name of a further provider of a kind: what follows the dash.
pub const LONGEST_NAME: usize = 32;

/// Whether a further provider of a kind may have this name. The JSON Schema says the same.
pub fn is_name(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=LONGEST_NAME).contains(&text.len()) && text.chars().all(fits)
}

/// The providers that config.json sets up, in the order of [`KINDS`](crate::KINDS), then of their names.
#[derive(Debug, Clone, Default)]
pub struct Messaging(Vec<OneProvider>);

/// One of them.
#[derive(Debug, Clone)]
pub struct OneProvider {
    /// Its key: that of its kind, or `telegram-work` for a further one.
    pub provider: Provider,
    /// What config.json says of it.
    pub section: Arc<dyn Section>,
}

impl Messaging {
    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, OneProvider> {
        self.0.iter()
    }

    /// All of them, to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, OneProvider> {
        self.0.iter_mut()
    }

    /// The section of the provider with this key.
    pub fn get<T: Section>(&self, provider: &str) -> Option<&T> {
        let mut all = self.0.iter();
        let one = all.find(|one| one.provider.as_str() == provider)?;
        let section: &dyn Any = &*one.section;
        section.downcast_ref()
    }

    /// The entries of all of them.
    pub fn entries(&self) -> Vec<ProviderEntry> {
        let entry = |one: &OneProvider| one.section.entry(one.provider.clone());
        self.0.iter().map(entry).collect()
    }
}

impl<'a> IntoIterator for &'a Messaging {
    type Item = &'a OneProvider;
    type IntoIter = std::slice::Iter<'a, OneProvider>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Messaging {
    type Item = &'a mut OneProvider;
    type IntoIter = std::slice::IterMut<'a, OneProvider>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl FromIterator<OneProvider> for Messaging {
    fn from_iter<I: IntoIterator<Item = OneProvider>>(all: I) -> Self {
        let mut messaging = Self::default();
        messaging.extend(all);
        messaging
    }
}

impl Extend<OneProvider> for Messaging {
    fn extend<I: IntoIterator<Item = OneProvider>>(&mut self, all: I) {
        self.0.extend(all);
        let place = |one: &OneProvider| {
            let mut kinds = crate::KINDS.iter();
            let place = kinds.position(|kind| kind.key == one.provider.kind());
            (place, one.provider.clone())
        };
        self.0.sort_by_cached_key(place);
    }
}

impl PartialEq for OneProvider {
    fn eq(&self, other: &Self) -> bool {
        let theirs: &dyn Any = &*other.section;
        self.provider == other.provider && self.section.is_same(theirs)
    }
}

impl Eq for OneProvider {}

impl PartialEq for Messaging {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Messaging {}

impl<'de> Deserialize<'de> for Messaging {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MessagingVisitor)
    }
}

struct MessagingVisitor;

impl<'de> Visitor<'de> for MessagingVisitor {
    type Value = Messaging;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object { … }")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Messaging, A::Error> {
        let mut all = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            let provider = Provider::new(key);
            if let Some(section) = crate::read_section(provider.kind(), &mut map)? {
                all.push(OneProvider { provider, section });
            }
        }
        Ok(all.into_iter().collect())
    }
}

impl JsonSchema for Messaging {
    fn schema_name() -> Cow<'static, str> {
        "Messaging".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (mut properties, mut further) = (Map::new(), Map::new());
        for kind in crate::KINDS {
            let key = kind.key;
            let pattern = format!("^{key}-[a-z0-9-]{{1,{LONGEST_NAME}}}$");
            let same = json!({ "$ref": format!("#/properties/messaging/properties/{key}") });
            further.insert(pattern, same);
            properties.insert(key.to_owned(), (kind.schema)(generator).to_value());
        }
        json_schema!({
            "type": "object",
            "properties": properties,
            "patternProperties": further,
        })
    }
}

/// A section, or `true` for the usual one, or `false` for none.
pub(crate) struct SectionOrSwitch<T>(pub(crate) Option<T>);

impl<'de, T: DeserializeOwned + Section> Deserialize<'de> for SectionOrSwitch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_any(SwitchVisitor(std::marker::PhantomData))
            .map(Self)
    }
}

struct SwitchVisitor<T>(std::marker::PhantomData<T>);

impl<'de, T: DeserializeOwned + Section> Visitor<'de> for SwitchVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match T::usual() {
            Some(_) => "true, false, or an object { … }",
            None => "an object { … }",
        })
    }

    fn visit_bool<E: Error>(self, on: bool) -> Result<Option<T>, E> {
        match (on, T::usual()) {
            (false, _) => Ok(None),
            (true, Some(usual)) => Ok(Some(usual)),
            (true, None) => Err(E::invalid_type(de::Unexpected::Bool(true), &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Some)
    }

    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }
}

/// The schema of a section in whose place `true` may stand.
pub(crate) fn section_or_switch<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = generator.subschema_for::<T>();
    schema.insert(
        "type".to_owned(),
        Value::from(["boolean", "object"].as_slice()),
    );
    schema
}

/// Makes a list of kinds known: `xmpp::Section` and `xmpp::KIND` for `xmpp`, and so on.
macro_rules! kinds {
    ($($kind:ident)+) => {
        /// All kinds of providers.
        pub const KINDS: &[&$crate::kind::Kind] = &[$(&$kind::KIND),+];

        /// Reads the section of a kind; `None` if it is switched off, or nobody knows the kind.
        pub(crate) fn read_section<'de, A: serde::de::MapAccess<'de>>(
            kind: &str,
            map: &mut A,
        ) -> Result<Option<std::sync::Arc<dyn $crate::kind::Section>>, A::Error> {
            use $crate::kind::SectionOrSwitch;
            match kind {
                $(stringify!($kind) => {
                    let section = map.next_value::<SectionOrSwitch<$kind::Section>>()?.0;
                    Ok(section.map(|section| std::sync::Arc::new(section) as _))
                })+
                _ => map.next_value::<serde::de::IgnoredAny>().map(|_| None),
            }
        }
    };
}

pub(crate) use kinds;
