//! Points in time, in microseconds UTC: what the database holds and what is compared.

use std::ops::{Add, Sub};
use std::time::Duration;

/// A point in time, microseconds since 1970-01-01 UTC.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since 1970.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// How long from `earlier` until now; zero if `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// RFC 3339 with seconds, in UTC: `2026-03-12T09:30:00Z`.
    pub fn rfc3339(self) -> String {
        self.civil().map_or_else(String::new, |t| {
            t.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
        })
    }

    /// The UTC date: `2026-03-12`.
    pub fn date(self) -> String {
        self.civil()
            .map_or_else(String::new, |t| t.strftime("%Y-%m-%d").to_string())
    }

    /// Date and minute in UTC, for people: `2026-03-12 09:30`.
    pub fn minute(self) -> String {
        self.civil()
            .map_or_else(String::new, |t| t.strftime("%Y-%m-%d %H:%M").to_string())
    }

    /// Midnight UTC at the start of the date written as `2026-03-12`.
    pub fn from_date(date: &str) -> Option<Self> {
        let date: jiff::civil::Date = date.parse().ok()?;
        let midnight = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Self(midnight.timestamp().as_microsecond()))
    }

    fn civil(self) -> Option<jiff::Timestamp> {
        jiff::Timestamp::from_microsecond(self.0).ok()
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;
    fn add(self, span: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)),
        )
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;
    fn sub(self, span: Duration) -> Self {
        Self(
            self.0
                .saturating_sub(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_survives_the_round_trip() {
        let midnight = Timestamp::from_date("2026-03-12").unwrap();
        assert_eq!(midnight.rfc3339(), "2026-03-12T00:00:00Z");
        assert_eq!(
            (midnight + Duration::from_secs(86_399)).date(),
            "2026-03-12"
        );
        assert_eq!(Timestamp::from_date("yesterday"), None);
    }
}
