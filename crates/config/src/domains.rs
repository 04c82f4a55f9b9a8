//! `domains` and `domainDefaults`: the tenants.

use std::collections::BTreeMap;

use domain::challenge::CodeDigits;
use domain::password::{LONGEST, PasswordRequirements, SHORTEST};
use schemars::JsonSchema;
use serde::Deserialize;

/// A domain with every gap filled: from `domainDefaults`, then from our own defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainSettings {
    /// Its title, on pages and in messages.
    pub title: String,
    /// The host name it has to itself, in lower case; never set for the default domain.
    pub dns: Option<String>,
    /// Which passwords it accepts; `min` is never below [`SHORTEST`].
    pub password: PasswordRequirements,
    /// Whether messaging counts as a second factor (`passwordRequirements.msg2factor`).
    pub messaging_factor: bool,
    /// How many digits a code has (`passwordRequirements.codeDigits`).
    pub code_digits: CodeDigits,
}

/// `domains` as the file has it.
pub(crate) type DomainsInFile = BTreeMap<String, DomainInFile>;

/// One domain: its own users, title and rules. Its key in `domains` is the first part of its paths, `""` the default.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct DomainInFile {
    /// The title of its pages and messages; `Postern` by default.
    pub(crate) title: Option<String>,
    /// A host name that leads to this domain alone; without one it is found under `/name/`. Not for the default domain.
    pub(crate) dns: Option<String>,
    /// What passwords must have, and which second factors there are.
    pub(crate) password_requirements: Option<PasswordInFile>,
}

/// What passwords must have, and which second factors there are. 0 asks for nothing.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct PasswordInFile {
    /// The fewest characters; 8 by default, and less is taken as 8.
    pub(crate) min: Option<u32>,
    /// The most characters; none by default, and more than 1024 is taken as 1024.
    pub(crate) max: Option<u32>,
    /// The fewest upper-case letters.
    pub(crate) upper: Option<u32>,
    /// The fewest lower-case letters.
    pub(crate) lower: Option<u32>,
    /// The fewest digits.
    pub(crate) numeric: Option<u32>,
    /// The fewest characters that are neither letters nor digits.
    pub(crate) nonalpha: Option<u32>,
    /// Whether a code by messaging is a second factor; `true` by default.
    pub(crate) msg2factor: Option<bool>,
    /// How many digits a code by messaging has: 6, or 8 for more safety; 6 by default.
    #[serde(rename = "codeDigits")]
    pub(crate) code_digits: Option<u32>,
}

impl DomainInFile {
    /// This domain with its gaps filled from `domainDefaults`, then from our own defaults.
    pub(crate) fn settle(self, defaults: &Self) -> DomainSettings {
        let own = self.password_requirements.unwrap_or_default();
        let shared = defaults.password_requirements.clone().unwrap_or_default();
        let number = |own: Option<u32>, shared: Option<u32>| own.or(shared).unwrap_or(0);
        let title = self.title.or_else(|| defaults.title.clone());
        DomainSettings {
            title: title.unwrap_or_else(|| "Postern".to_owned()),
            dns: self.dns.map(|name| name.to_ascii_lowercase()),
            password: PasswordRequirements {
                min: own.min.or(shared.min).unwrap_or(SHORTEST).max(SHORTEST),
                max: number(own.max, shared.max).min(LONGEST),
                upper: number(own.upper, shared.upper),
                lower: number(own.lower, shared.lower),
                numeric: number(own.numeric, shared.numeric),
                nonalpha: number(own.nonalpha, shared.nonalpha),
            },
            messaging_factor: own.msg2factor.or(shared.msg2factor).unwrap_or(true),
            code_digits: own
                .code_digits
                .or(shared.code_digits)
                .and_then(CodeDigits::new)
                .unwrap_or_default(),
        }
    }
}
