//! `postern report audit`: who did what to whom.

use anyhow::Result;
use domain::id::AuditId;
use domain::tenant::Domain;
use store::audit_entries;
use web::audit;

use crate::cli::Format;
use crate::house::House;

/// How many entries are read at once.
const PAGE: i64 = 10_000;

/// All entries after one, or all there are; the oldest first.
pub(super) async fn report(
    house: &House,
    domain: &Domain,
    format: Format,
    after: Option<AuditId>,
) -> Result<String> {
    let mut conn = house.context.db.read().await?;
    let (mut entries, mut last) = (Vec::new(), after);
    loop {
        let page = audit_entries::list(&mut conn, &domain.name, last, PAGE).await?;
        let Some(newest) = page.last() else { break };
        last = Some(newest.id);
        entries.extend(page);
    }
    Ok(match format {
        Format::Table => audit::table(&entries),
        Format::Csv => audit::csv(&entries),
        Format::Json => audit::json(&entries),
    })
}
