//! Tree to types, by serde.
//!
//! An own deserializer, so that errors know where they happened, say what was expected in the words of the
//! file, and quote no text of themselves, which might be a secret in the wrong place.

mod error;

use serde::Deserializer;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use crate::note::Findings;
use crate::place::KeyPath;
use crate::tree::{Entry, Node, Step, Value};

pub(crate) use error::Error;

/// More faults than this help nobody.
const MOST_FAULTS: usize = 100;

/// Reads the typed form of `tree` and notes every value that does not fit.
///
/// A value at fault is taken out and the rest read again, so that one run finds them all. `None` if nothing
/// could be read.
pub(crate) fn read<T: DeserializeOwned>(tree: &Node, findings: &mut Findings) -> Option<T> {
    let mut tree = tree.clone();
    for _ in 0..MOST_FAULTS {
        let error = match T::deserialize(&tree) {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let steps = error.steps();
        // A missing key is either reported already, since the schema says so, or was taken out just now.
        if !error.is_missing_key() {
            let place = &tree.at(&steps).unwrap_or(&tree).place;
            let keys: Vec<&str> = steps.iter().filter_map(key_of).collect();
            let subject = if keys.is_empty() { "the file " } else { "" };
            findings.fault(place, &KeyPath::of(&keys), format!("{subject}{error}"));
        }
        if !tree.remove(&steps) {
            return None;
        }
    }
    None
}

fn key_of(step: &Step) -> Option<&str> {
    match step {
        Step::Key(key) => Some(key),
        Step::Index(_) => None,
    }
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(digits) => visit_number(digits, visitor),
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::List(list) => visitor.visit_seq(Items {
                items: list.iter().enumerate(),
            }),
            Value::Object(entries) => visitor.visit_map(Entries {
                entries: entries.iter(),
                value: None,
            }),
        }
    }

    /// Takes `"true"` and `"false"` too: environment variables are text, and MeshCentral's samples quote some.
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if let Value::Text(text) = &self.value
            && let Ok(value) = text.to_ascii_lowercase().parse()
        {
            return visitor.visit_bool(value);
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if matches!(self.value, Value::Null) {
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    /// Serde's own structs would take a list for an object, value by value.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if matches!(self.value, Value::List(_)) {
            return Err(serde::de::Error::invalid_type(Unexpected::Seq, &visitor));
        }
        self.deserialize_any(visitor)
    }

    /// One of several words.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.value {
            Value::Text(text) => visitor.visit_enum(StrDeserializer::new(text.as_str())),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::List(_) | Value::Object(_) => {
                Err(serde::de::Error::unknown_variant("", words))
            }
        }
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.whole_number(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.whole_number(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.whole_number(visitor)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

impl Node {
    /// Takes digits in quotes too, for the same reasons as [`Deserializer::deserialize_bool`] above.
    fn whole_number<'de, V: Visitor<'de>>(&'de self, visitor: V) -> Result<V::Value, Error> {
        if let Value::Text(text) = &self.value
            && text.parse::<u64>().is_ok()
        {
            return visit_number(text, visitor);
        }
        self.deserialize_any(visitor)
    }
}

fn visit_number<'de, V: Visitor<'de>>(digits: &str, visitor: V) -> Result<V::Value, Error> {
    if let Ok(number) = digits.parse::<u64>() {
        visitor.visit_u64(number)
    } else if let Ok(number) = digits.parse::<i64>() {
        visitor.visit_i64(number)
    } else {
        visitor.visit_f64(digits.parse().unwrap_or(f64::NAN))
    }
}

struct Items<'de> {
    items: std::iter::Enumerate<std::slice::Iter<'de, Node>>,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        self.items
            .next()
            .map(|(index, item)| {
                seed.deserialize(item)
                    .map_err(|error| error.within(Step::Index(index)))
            })
            .transpose()
    }
}

struct Entries<'de> {
    entries: std::slice::Iter<'de, Entry>,
    value: Option<&'de Entry>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        self.value = self.entries.next();
        self.value
            .map(|entry| seed.deserialize(StrDeserializer::new(&entry.key)))
            .transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let entry = self
            .value
            .take()
            .expect("serde asks for a key before its value");
        seed.deserialize(&entry.node)
            .map_err(|error| error.within(Step::Key(entry.key.clone())))
    }
}
