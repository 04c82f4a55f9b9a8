//! `postern integration …`: tokens for programs.

use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use domain::id::IntegrationId;
use flows::{By, add_integration};
use store::integrations;

use crate::cli::{Integration, PlaceArgs};
use crate::house::House;
use crate::say;

/// Runs the command.
pub(crate) async fn run(place: &PlaceArgs, command: Integration) -> Result<ExitCode> {
    let house = House::open(place).await?;
    match command {
        Integration::Add { name, domain } => {
            let domain = house.domain(&domain.domain)?;
            ensure!(!name.trim().is_empty(), "the program needs a name");
            let (_, token) =
                add_integration::add(&house.context, &domain, By::OPERATOR, &name).await?;
            say::line(token.reveal());
            say::fault(format!(
                "This token is shown once. Send it as `Authorization: Bearer TOKEN` to {}/api/v1/messages.",
                domain.base_url
            ));
            house.explain_link();
        }
        Integration::List { domain } => {
            let domain = house.domain(&domain.domain)?;
            for one in
                integrations::list(&mut *house.context.db.read().await?, &domain.name).await?
            {
                let used = one.used_at.map_or_else(
                    || "never used".to_owned(),
                    |at| format!("used {}", at.rfc3339()),
                );
                say::line(format!("{}\t{}\t{used}", one.id, one.name));
            }
        }
        Integration::Revoke { id, domain } => {
            let domain = house.domain(&domain.domain)?;
            let id: IntegrationId = id
                .parse()
                .ok()
                .context("that is no id; `postern integration list` prints them")?;
            ensure!(
                add_integration::revoke(&house.context, &domain, By::OPERATOR, id).await?,
                "there is no such program, or its token was taken back before"
            );
            say::line("The token works no more.");
        }
    }
    house.context.db.close().await;
    Ok(ExitCode::SUCCESS)
}
