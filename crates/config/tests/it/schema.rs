//! The JSON Schema.

use serde_json::Value;

#[test]
fn the_committed_schema_is_the_one_that_the_types_make() {
    let committed = include_str!("../../../../docs/config.schema.json");
    assert!(
        committed == config::schema(),
        "docs/config.schema.json is out of date; run `cargo xtask gen`"
    );
}

#[test]
fn the_schema_describes_every_key() {
    fn check(path: &str, schema: &Value) {
        for (key, below) in schema["properties"].as_object().into_iter().flatten() {
            let path = format!("{path}.{key}");
            assert!(
                below["description"].is_string(),
                "{path} has no description"
            );
            check(&path, below);
        }
        if schema["additionalProperties"].is_object() {
            check(path, &schema["additionalProperties"]);
        }
    }
    check("", &serde_json::from_str(&config::schema()).unwrap());
}

#[test]
fn a_required_secret_may_come_from_either_key() {
    let schema: Value = serde_json::from_str(&config::schema()).unwrap();
    let discord = &schema["properties"]["messaging"]["properties"]["discord"];
    assert_eq!(discord["required"], Value::Null);
    assert_eq!(
        discord["allOf"],
        serde_json::json!([{"oneOf": [{"required": ["token"]}, {"required": ["tokenFile"]}]}])
    );
    assert_eq!(discord["properties"]["token"]["writeOnly"], true);
    assert_eq!(discord["properties"]["tokenFile"]["type"], "string");
}
