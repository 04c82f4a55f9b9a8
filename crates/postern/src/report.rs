//! `postern report …`: prints reports.

mod audit;
mod sign_ins;

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::{PlaceArgs, Report};
use crate::house::House;
use crate::say;

/// Runs the command.
pub(crate) async fn run(place: &PlaceArgs, report: &Report) -> Result<ExitCode> {
    let house = House::open(place).await?;
    let text = match report {
        Report::SignIns {
            format,
            user,
            from,
            until,
            domain,
        } => {
            let domain = house.domain(&domain.domain)?;
            let asked = sign_ins::Asked {
                user: user.as_deref(),
                from: from.as_deref(),
                until: until.as_deref(),
            };
            sign_ins::report(&house, &domain, *format, &asked).await?
        }
        Report::Audit {
            format,
            after,
            domain,
        } => audit::report(&house, &house.domain(&domain.domain)?, *format, *after).await?,
    };
    say::line(text.trim_end());
    house.context.db.close().await;
    Ok(ExitCode::SUCCESS)
}
