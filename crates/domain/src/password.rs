//! Which passwords a domain accepts (`passwordRequirements`).

/// A domain's rules; 0 means that a rule asks for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordRequirements {
    /// Fewest characters.
    pub min: u32,
    /// Most characters; 0 for no limit but ours.
    pub max: u32,
    /// Fewest upper-case letters.
    pub upper: u32,
    /// Fewest lower-case letters.
    pub lower: u32,
    /// Fewest digits.
    pub numeric: u32,
    /// Fewest characters that are neither letters nor digits.
    pub nonalpha: u32,
}

/// What nobody may go below: NIST SP 800-63B-4, 3.1.1.2 asks for 8 characters beside a second factor.
pub const SHORTEST: u32 = 8;
/// What nobody may exceed, so that hashing stays cheap.
pub const LONGEST: u32 = 1024;

impl Default for PasswordRequirements {
    fn default() -> Self {
        Self {
            min: SHORTEST,
            max: 0,
            upper: 0,
            lower: 0,
            numeric: 0,
            nonalpha: 0,
        }
    }
}

/// One rule that a password does not meet, with the number asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordFault {
    /// Fewer characters than this.
    TooShort(u32),
    /// More characters than this.
    TooLong(u32),
    /// Fewer upper-case letters than this.
    Upper(u32),
    /// Fewer lower-case letters than this.
    Lower(u32),
    /// Fewer digits than this.
    Numeric(u32),
    /// Fewer other characters than this.
    Nonalpha(u32),
}

impl std::fmt::Display for PasswordFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooShort(n) => write!(f, "at least {n} characters"),
            Self::TooLong(n) => write!(f, "at most {n} characters"),
            Self::Upper(n) => write!(f, "at least {n} upper-case letter(s)"),
            Self::Lower(n) => write!(f, "at least {n} lower-case letter(s)"),
            Self::Numeric(n) => write!(f, "at least {n} digit(s)"),
            Self::Nonalpha(n) => write!(
                f,
                "at least {n} character(s) that are neither letter nor digit"
            ),
        }
    }
}

impl PasswordRequirements {
    /// Every rule that `password` does not meet; empty if it may be used.
    pub fn faults(&self, password: &str) -> Vec<PasswordFault> {
        let count = |test: fn(char) -> bool| {
            u32::try_from(password.chars().filter(|c| test(*c)).count()).unwrap_or(u32::MAX)
        };
        let length = count(|_| true);
        let most = if self.max == 0 {
            LONGEST
        } else {
            self.max.min(LONGEST)
        };
        let rules = [
            (
                length < self.min.max(1),
                PasswordFault::TooShort(self.min.max(1)),
            ),
            (length > most, PasswordFault::TooLong(most)),
            (
                count(char::is_uppercase) < self.upper,
                PasswordFault::Upper(self.upper),
            ),
            (
                count(char::is_lowercase) < self.lower,
                PasswordFault::Lower(self.lower),
            ),
            (
                count(char::is_numeric) < self.numeric,
                PasswordFault::Numeric(self.numeric),
            ),
            (
                count(|c| !c.is_alphanumeric()) < self.nonalpha,
                PasswordFault::Nonalpha(self.nonalpha),
            ),
        ];
        rules
            .into_iter()
            .filter_map(|(broken, fault)| broken.then_some(fault))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_broken_rule_is_named() {
        let rules = PasswordRequirements {
            min: 8,
            max: 20,
            upper: 1,
            lower: 1,
            numeric: 1,
            nonalpha: 1,
        };
        assert_eq!(
            rules.faults("abc"),
            [
                PasswordFault::TooShort(8),
                PasswordFault::Upper(1),
                PasswordFault::Numeric(1),
                PasswordFault::Nonalpha(1)
            ]
        );
        assert_eq!(rules.faults("Correct horse 1"), []);
    }
}
