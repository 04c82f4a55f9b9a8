//! `postern report …`: prints reports.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use domain::provider::Provider;
use domain::time::Timestamp;
use store::sign_ins::{self, Filter};
use web::report::{self, Row};
use wording::Words;

use crate::cli::{Format, PlaceArgs, Report};
use crate::house::House;
use crate::{providers, say};

/// The most rows that are printed at once.
const MOST_ROWS: i64 = 1_000_000;

/// Runs the command.
pub(crate) async fn run(place: &PlaceArgs, report: &Report) -> Result<ExitCode> {
    let Report::SignIns {
        format,
        user,
        from,
        until,
        domain,
    } = report;
    let house = House::open(place).await?;
    let domain = house.domain(&domain.domain)?;
    let user = match user {
        Some(name) => Some(house.user(&domain, name).await?.id),
        None => None,
    };
    let day = |text: &str| {
        Timestamp::from_date(text).with_context(|| format!("{text:?} is no day such as 2026-03-12"))
    };
    let filter = Filter {
        user,
        from: from.as_deref().map(day).transpose()?,
        until: until
            .as_deref()
            .map(day)
            .transpose()?
            .map(|day| day + Duration::from_secs(24 * 3600)),
        before: None,
    };
    let found = sign_ins::list(
        &mut *house.context.db.read().await?,
        &domain.name,
        &filter,
        MOST_ROWS,
    )
    .await?;
    let entries = providers::entries(&house.loaded);
    let title = |provider: &Provider| {
        let entry = entries.iter().find(|entry| entry.provider == *provider);
        entry.map_or_else(|| provider.to_string(), |entry| entry.title.clone())
    };
    let rows: Vec<Row> = found
        .iter()
        .map(|sign_in| Row::new(sign_in, title))
        .collect();
    let text = match format {
        Format::Table => report::table(&rows, Words::default()),
        Format::Csv => report::csv(&rows),
        Format::Json => report::json(&rows),
    };
    say::line(text.trim_end());
    house.context.db.close().await;
    Ok(ExitCode::SUCCESS)
}
