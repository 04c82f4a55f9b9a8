//! `postern report sign-ins`: every sign-in and how it ended.

use std::time::Duration;

use anyhow::{Context, Result};
use domain::provider::Provider;
use domain::tenant::Domain;
use domain::time::Timestamp;
use store::sign_ins::{self, Filter};
use web::report::{self, Row};
use wording::Words;

use crate::cli::Format;
use crate::house::House;
use crate::providers;

/// The most rows that are printed at once.
const MOST_ROWS: i64 = 1_000_000;

/// Which sign-ins were asked for.
pub(super) struct Asked<'a> {
    /// Only this user's.
    pub(super) user: Option<&'a str>,
    /// Only from this day on, such as `2026-03-12`.
    pub(super) from: Option<&'a str>,
    /// Only up to and including this day.
    pub(super) until: Option<&'a str>,
}

/// The sign-ins that were asked for, the newest first.
pub(super) async fn report(
    house: &House,
    domain: &Domain,
    format: Format,
    asked: &Asked<'_>,
) -> Result<String> {
    let user = match asked.user {
        Some(name) => Some(house.user(domain, name).await?.id),
        None => None,
    };
    let until = asked.until.map(day).transpose()?;
    let filter = Filter {
        user,
        from: asked.from.map(day).transpose()?,
        until: until.map(|day| day + Duration::from_secs(24 * 3600)),
        before: None,
    };
    let mut conn = house.context.db.read().await?;
    let found = sign_ins::list(&mut conn, &domain.name, &filter, MOST_ROWS).await?;
    let entries = providers::entries(&house.loaded);
    let title = |provider: &Provider| {
        let entry = entries.iter().find(|entry| entry.provider == *provider);
        entry.map_or_else(|| provider.to_string(), |entry| entry.title.clone())
    };
    let rows: Vec<Row> = found
        .iter()
        .map(|sign_in| Row::new(sign_in, title))
        .collect();
    Ok(match format {
        Format::Table => report::table(&rows, Words::default()),
        Format::Csv => report::csv(&rows),
        Format::Json => report::json(&rows),
    })
}

fn day(text: &str) -> Result<Timestamp> {
    Timestamp::from_date(text).with_context(|| format!("{text:?} is no day such as 2026-03-12"))
}
