//! Domains, and what is common to them.

use config::DomainSettings;
use domain::challenge::CodeDigits;
use domain::password::PasswordRequirements;

use crate::{faults, load, notes};

#[test]
fn the_default_domain_is_always_there_with_safe_defaults() {
    let config = load("{}").config;
    let default = DomainSettings {
        title: "Postern".to_owned(),
        dns: None,
        password: PasswordRequirements::default(),
        messaging_factor: true,
        code_digits: CodeDigits::Six,
    };
    assert_eq!(
        config.domains.into_iter().collect::<Vec<_>>(),
        [(String::new(), default)]
    );
}

#[test]
fn domain_defaults_fill_every_gap_and_only_gaps() {
    let config = load(
        r#"{
          "domainDefaults": { "title": "Shared", "passwordRequirements": { "min": 12, "upper": 1, "msg2factor": false } },
          "domains": {
            "support": { "title": "Support", "passwordRequirements": { "min": 16, "msg2factor": true } },
            "Sales": {},
          },
        }"#,
    )
    .config;
    let told = |name: &str| {
        let domain = &config.domains[name];
        (
            domain.title.as_str(),
            domain.password.min,
            domain.password.upper,
            domain.messaging_factor,
        )
    };
    assert_eq!(told("support"), ("Support", 16, 1, true));
    assert_eq!(told("sales"), ("Shared", 12, 1, false));
    assert_eq!(told(""), ("Shared", 12, 1, false));
}

#[test]
fn security_2_codes_have_six_digits_or_eight() {
    let text = r#"{
      "domainDefaults": { "passwordRequirements": { "codeDigits": 8 } },
      "domains": { "": {}, "short": { "passwordRequirements": { "codedigits": 6 } } },
    }"#;
    let domains = load(text).config.to_domains(443);
    let digits = domains.iter().map(|domain| domain.code_digits.count());
    assert_eq!(digits.collect::<Vec<_>>(), [8, 6]);
    for digits in [0, 4, 5, 7, 9, 10] {
        let text = format!(
            r#"{{"domainDefaults": {{"passwordRequirements": {{"codeDigits": {digits}}}}}}}"#
        );
        let fault = "domainDefaults.passwordRequirements.codeDigits must be 6 or 8";
        assert!(faults(&text).contains(fault), "{digits}");
    }
}

#[test]
fn nobody_may_ask_for_less_than_is_safe() {
    let text = r#"{"domains": {"": {"passwordRequirements": {"min": 6, "max": 5000}}}}"#;
    assert_eq!(
        notes(text),
        "config.json:1:51: domains.\"\".passwordRequirements.min is taken as 8; shorter passwords are not safe"
    );
    let password = load(text).config.domains[""].password;
    assert_eq!((password.min, password.max), (8, 1024));
}

#[test]
fn names_and_host_names_that_cannot_work_are_faults() {
    insta::assert_snapshot!(faults(r#"{
  "domainDefaults": { "dns": "all.example.org", "passwordRequirements": { "min": 10, "max": 9 } },
  "domains": {
    "": { "dns": "default.example.org" },
    "two words": {},
    "a/b": {},
    "Sign-In": {},
    "views": {},
    "..": {},
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx": {},
    "one": { "dns": "One.example.org" },
    "uno": { "dns": "one.example.org" },
    "bad": { "dns": "https://bad.example.org/" },
    "strict": { "passwordRequirements": { "max": 12, "upper": 7, "lower": 7 } },
  },
}"#), @r#"
    config.json:2:30: domainDefaults.dns must not be given: every domain needs a host name of its own
    config.json:2:93: domainDefaults.passwordRequirements.max must be 0 or at least 10, which the other rules ask for
    config.json:4:18: domains."".dns must not be given: the default domain has no host name of its own
    config.json:5:18: domains."two words" must have a name that fits a path, without spaces or /
    config.json:6:12: domains.a/b must have a name that fits a path, without spaces or /
    config.json:7:16: domains.sign-in must have another name: Postern uses this path itself
    config.json:8:14: domains.views must have another name: Postern uses this path itself
    config.json:9:11: domains.".." must have a name that fits a path, without spaces or /
    config.json:10:74: domains.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx must have a name of at most 64 bytes
    config.json:12:21: domains.uno.dns is already the host name of the domain "one"
    config.json:13:21: domains.bad.dns must be a host name such as support.example.org
    config.json:14:50: domains.strict.passwordRequirements.max must be 0 or at least 14, which the other rules ask for
    "#);
}

#[test]
fn domains_know_where_their_pages_are() {
    let config = load(
        r#"{"settings": {"cert": "postern.example.org"}, "domains": {"support": {}, "sales": {"dns": "Sales.example.org"}}}"#,
    )
    .config;
    let urls = |port| -> Vec<String> {
        config
            .to_domains(port)
            .into_iter()
            .map(|domain| domain.base_url)
            .collect()
    };
    assert_eq!(
        urls(443),
        [
            "https://postern.example.org",
            "https://sales.example.org",
            "https://postern.example.org/support"
        ]
    );
    assert_eq!(urls(8443)[2], "https://postern.example.org:8443/support");
    let alias = load(r#"{"settings": {"port": 8443, "aliasPort": 443}}"#).config;
    assert_eq!(alias.to_domains(8443)[0].base_url, "https://localhost");
}
