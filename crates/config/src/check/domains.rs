//! `domains` and `domainDefaults`.

use std::collections::BTreeMap;

use domain::challenge::CodeDigits;
use domain::password::SHORTEST;
use messengers::kind::is_host_name;

use super::Checker;
use crate::domains::{DomainInFile, DomainsInFile, PasswordInFile};
use crate::note::NoteKind;

/// The longest name, in bytes.
const LONGEST_NAME: usize = 64;

/// First parts of paths that are pages or folders of the default domain (the last six are MeshCentral's).
const RESERVED: [&str; 18] = [
    "api",
    "assets",
    "sign-in",
    "account",
    "users",
    "reports",
    "deliveries",
    "invitation",
    "not-me",
    "demo",
    "server",
    "health",
    "public",
    "private",
    "images",
    "scripts",
    "styles",
    "views",
];

pub(super) fn check(checker: &mut Checker<'_>, domains: &DomainsInFile, defaults: &DomainInFile) {
    if defaults.dns.is_some() {
        let text = "must not be given: every domain needs a host name of its own";
        checker.fault(&["domainDefaults", "dns"], text);
    }
    check_passwords(checker, &["domainDefaults"], defaults);
    let mut owners = BTreeMap::new();
    for (name, domain) in domains {
        let keys = ["domains", name.as_str()];
        if let Some(text) = name_fault(name) {
            checker.fault(&keys, text);
        }
        check_passwords(checker, &keys, domain);
        let Some(dns) = &domain.dns else { continue };
        let at = ["domains", name.as_str(), "dns"];
        if name.is_empty() {
            checker.fault(
                &at,
                "must not be given: the default domain has no host name of its own",
            );
        } else if !is_host_name(dns) {
            checker.fault(&at, "must be a host name such as support.example.org");
        } else if let Some(owner) = owners.insert(dns.to_ascii_lowercase(), name) {
            let text = format!("is already the host name of the domain {owner:?}");
            checker.fault(&at, text);
        }
    }
}

/// Why `name` cannot be the first part of a path.
fn name_fault(name: &str) -> Option<String> {
    let unfit = |c: char| c.is_whitespace() || c.is_control() || "/\\?#%".contains(c);
    if name.len() > LONGEST_NAME {
        Some(format!("must have a name of at most {LONGEST_NAME} bytes"))
    } else if name.contains(unfit) || name == "." || name == ".." {
        Some("must have a name that fits a path, without spaces or /".to_owned())
    } else if RESERVED.contains(&name) {
        Some("must have another name: Postern uses this path itself".to_owned())
    } else {
        None
    }
}

fn check_passwords(checker: &mut Checker<'_>, at: &[&str], domain: &DomainInFile) {
    let Some(rules) = &domain.password_requirements else {
        return;
    };
    let at = |key| [at, &["passwordRequirements", key]].concat();
    if rules.min.is_some_and(|min| min < SHORTEST) {
        let text = format!("is taken as {SHORTEST}; shorter passwords are not safe");
        checker.note(NoteKind::Raised, &at("min"), text);
    }
    if rules
        .code_digits
        .is_some_and(|digits| CodeDigits::new(digits).is_none())
    {
        checker.fault(&at("codeDigits"), "must be 6 or 8");
    }
    let least = shortest(rules);
    if rules
        .max
        .is_some_and(|max| max != 0 && u64::from(max) < least)
    {
        let text = format!("must be 0 or at least {least}, which the other rules ask for");
        checker.fault(&at("max"), text);
    }
}

/// The length of the shortest password that meets all rules but `max`.
fn shortest(rules: &PasswordInFile) -> u64 {
    let kinds = [rules.upper, rules.lower, rules.numeric, rules.nonalpha];
    let sum: u64 = kinds.into_iter().flatten().map(u64::from).sum();
    sum.max(u64::from(rules.min.unwrap_or(SHORTEST).max(SHORTEST)))
}
