//! How each provider is connected.

use domain::outage::{Outage, Record};
use domain::provider::{Connection, Provider, ProviderState};
use domain::time::Timestamp;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::{Conn, Result, StoreError, db};

/// Records a provider's connection.
pub async fn set(
    conn: &mut Conn,
    provider: &Provider,
    connection: &Connection,
    now: Timestamp,
) -> Result<()> {
    let (account, why, needs_operator) = match connection {
        Connection::Up { account } => (Some(account.clone()), None, false),
        Connection::Down {
            why,
            needs_operator,
        } => (None, Some(why.clone()), *needs_operator),
    };
    sqlx::query(
        "INSERT INTO provider_states (provider, account, why, needs_operator, since) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (provider) DO UPDATE SET account = excluded.account, why = excluded.why,
             needs_operator = excluded.needs_operator, since = excluded.since",
    )
    .bind(provider.as_str())
    .bind(account)
    .bind(why)
    .bind(i64::from(needs_operator))
    .bind(micros(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// The state of every provider that was ever started.
pub async fn list(conn: &mut Conn) -> Result<Vec<ProviderState>> {
    let rows = sqlx::query("SELECT * FROM provider_states ORDER BY provider")
        .fetch_all(conn)
        .await?;
    rows.iter().map(state).collect()
}

/// The state of every provider, with what is stored of its outages.
pub async fn list_with_records(conn: &mut Conn) -> Result<Vec<(ProviderState, Record)>> {
    let rows = sqlx::query("SELECT * FROM provider_states ORDER BY provider")
        .fetch_all(conn)
        .await?;
    rows.iter().map(with_record).collect()
}

/// The same of one provider. No other transaction looks at it until this one ends.
pub async fn lock_with_record(
    conn: &mut Conn,
    provider: &Provider,
) -> Result<Option<(ProviderState, Record)>> {
    let lock = if db::is_postgres(conn) {
        "FOR UPDATE"
    } else {
        ""
    };
    let find = format!("SELECT * FROM provider_states WHERE provider = $1 {lock}");
    let row = sqlx::query(AssertSqlSafe(find))
        .bind(provider.as_str())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(with_record).transpose()
}

/// Stores what is known of a provider's outages.
pub async fn set_record(conn: &mut Conn, provider: &Provider, record: &Record) -> Result<()> {
    sqlx::query(
        "UPDATE provider_states SET out_since = $1, told_at = $2, last_told_at = $3 WHERE provider = $4",
    )
    .bind(record.outage.map(|outage| micros(outage.since)))
    .bind(record.outage.and_then(|outage| outage.told_at).map(micros))
    .bind(record.last_told_at.map(micros))
    .bind(provider.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets the states of all providers but these.
pub async fn keep_only(conn: &mut Conn, providers: &[Provider]) -> Result<()> {
    for state in list(conn).await? {
        if !providers.contains(&state.provider) {
            sqlx::query("DELETE FROM provider_states WHERE provider = $1")
                .bind(state.provider.as_str())
                .execute(&mut *conn)
                .await?;
        }
    }
    Ok(())
}

fn state(row: &AnyRow) -> Result<ProviderState> {
    let connection = match (row.opt_text("account")?, row.opt_text("why")?) {
        (Some(account), None) => Connection::Up { account },
        (None, Some(why)) => Connection::Down {
            why,
            needs_operator: row.flag("needs_operator")?,
        },
        (Some(_), Some(_)) | (None, None) => {
            return Err(StoreError::Inconsistent {
                column: "provider_states.account",
            });
        }
    };
    Ok(ProviderState {
        provider: Provider::new(row.text("provider")?),
        connection,
        since: row.time("since")?,
    })
}

fn with_record(row: &AnyRow) -> Result<(ProviderState, Record)> {
    let told_at = row.opt_time("told_at")?;
    let outage = row
        .opt_time("out_since")?
        .map(|since| Outage { since, told_at });
    let last_told_at = row.opt_time("last_told_at")?;
    let record = Record {
        outage,
        last_told_at,
    };
    Ok((state(row)?, record))
}
