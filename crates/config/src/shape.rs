//! The JSON Schema, made from the types, and the view of it by which keys are known.

use std::borrow::Cow;
use std::sync::LazyLock;

use messengers::kind::is_name;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::file::ConfigInFile;

/// The mark of a `…File` twin in the schema; it holds the name of the secret key.
const TWIN_MARK: &str = "x-fileOf";

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let schema = settings
        .into_generator()
        .into_root_schema_for::<ConfigInFile>();
    let mut schema = schema.to_value();
    tidy(&mut schema);
    add_twins(&mut schema);
    schema.sort_all_objects();
    schema
});

/// The JSON Schema of config.json, as `docs/config.schema.json` holds it.
pub fn schema() -> String {
    format!("{:#}\n", *SCHEMA)
}

/// Joins the lines of descriptions, and drops defaults of `null`, which say nothing.
fn tidy(schema: &mut Value) {
    let Value::Object(object) = schema else {
        return;
    };
    if let Some(Value::String(description)) = object.get_mut("description") {
        *description = description.replace('\n', " ");
    }
    if object.get("default").is_some_and(Value::is_null) {
        object.remove("default");
    }
    object.values_mut().for_each(tidy);
}

/// Gives every secret key its twin, which names a file to read the secret from.
fn add_twins(schema: &mut Value) {
    let Value::Object(object) = schema else {
        return;
    };
    object.values_mut().for_each(add_twins);
    let Some(Value::Object(properties)) = object.get_mut("properties") else {
        return;
    };
    properties.values_mut().for_each(add_twins);
    let is_secret = |(_, shape): &(&String, &Value)| shape["writeOnly"] == true;
    let secrets: Vec<String> = properties
        .iter()
        .filter(is_secret)
        .map(|(key, _)| key.clone())
        .collect();
    for key in &secrets {
        let description = format!("A file to read `{key}` from, relative to this one.");
        let twin = json!({ "type": "string", "description": description, TWIN_MARK: key });
        properties.insert(format!("{key}File"), twin);
    }
    require_either(object, &secrets);
}

/// Lets a required secret come from its twin: either of them, not both.
fn require_either(object: &mut Map<String, Value>, secrets: &[String]) {
    let Some(Value::Array(required)) = object.get_mut("required") else {
        return;
    };
    let is_secret = |key: &Value| secrets.iter().any(|secret| key == secret);
    let either: Vec<Value> = required
        .extract_if(.., |key| is_secret(key))
        .filter_map(|key| key.as_str().map(str::to_owned))
        .map(|key| json!({ "oneOf": [{ "required": [key] }, { "required": [format!("{key}File")] }] }))
        .collect();
    if required.is_empty() {
        object.remove("required");
    }
    if !either.is_empty() {
        object.insert("allOf".to_owned(), Value::Array(either));
    }
}

/// Whether config.json may have this key: `["messaging", "discord", "caFile"]`.
pub fn knows(key: &[&str]) -> bool {
    let below = |shape: Shape<'static>, key: &&str| Some(shape.property(key)?.1);
    key.iter().try_fold(Shape::root(), below).is_some()
}

/// What the schema says about one value.
#[derive(Clone, Copy)]
pub(crate) struct Shape<'a>(&'a Value);

impl Shape<'static> {
    /// The whole file's.
    pub(crate) fn root() -> Self {
        Self(&SCHEMA)
    }
}

impl<'a> Shape<'a> {
    /// The keys that this object may have; empty for what is no such object.
    pub(crate) fn properties(self) -> impl Iterator<Item = (&'a str, Self)> {
        let properties = self.0["properties"].as_object();
        properties
            .into_iter()
            .flatten()
            .map(|(key, shape)| (key.as_str(), Self(shape)))
    }

    /// The key that `key` means, in any letter case, and its shape.
    pub(crate) fn property(self, key: &str) -> Option<(Cow<'a, str>, Self)> {
        let mut own = self.properties();
        if let Some((known, shape)) = own.find(|(known, _)| known.eq_ignore_ascii_case(key)) {
            return Some((Cow::Borrowed(known), shape));
        }
        let shape = self.further(&key.to_ascii_lowercase())?;
        Some((Cow::Owned(key.to_ascii_lowercase()), shape))
    }

    /// The shape of a further one of the sections that may be there more than once: `telegram-work`.
    fn further(self, key: &str) -> Option<Self> {
        let (first, name) = key.split_once('-')?;
        self.0["patternProperties"].as_object()?;
        let (_, shape) = self.properties().find(|(known, _)| *known == first)?;
        is_name(name).then_some(shape)
    }

    /// Whether this object has a fixed set of keys.
    pub(crate) fn is_object(self) -> bool {
        self.0["properties"].is_object()
    }

    /// The shape of every value, if this object may have any key.
    pub(crate) fn values(self) -> Option<Self> {
        let values = &self.0["additionalProperties"];
        values.is_object().then_some(Self(values))
    }

    /// The secret key that this key names a file for.
    pub(crate) fn twin_of(self) -> Option<&'a str> {
        self.0[TWIN_MARK].as_str()
    }

    /// The keys that must be there.
    pub(crate) fn required(self) -> impl Iterator<Item = &'a str> {
        let plain = self.0["required"].as_array();
        let either = self.0["allOf"].as_array().into_iter().flatten();
        let secrets = either.filter_map(|rule| rule["oneOf"][0]["required"].as_array());
        plain
            .into_iter()
            .chain(secrets)
            .flatten()
            .filter_map(Value::as_str)
    }

    /// The paths of all keys below, `""` standing for any name.
    pub(crate) fn paths(self) -> Vec<Vec<&'a str>> {
        let values = self.values().map(|shape| ("", shape));
        let mut paths = Vec::new();
        for (key, shape) in self.properties().chain(values) {
            paths.push(vec![key]);
            let below = shape.paths().into_iter();
            paths.extend(below.map(|path| [vec![key], path].concat()));
        }
        paths
    }
}
