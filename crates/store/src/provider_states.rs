//! How each provider is connected.

use domain::provider::{Connection, Provider, ProviderState};
use domain::time::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::{Conn, Result, StoreError};

/// Records a provider's connection.
pub async fn set(
    conn: &mut Conn,
    provider: &Provider,
    connection: &Connection,
    now: Timestamp,
) -> Result<()> {
    let (account, why) = match connection {
        Connection::Up { account } => (Some(account.clone()), None),
        Connection::Down { why } => (None, Some(why.clone())),
    };
    sqlx::query(
        "INSERT INTO provider_states (provider, account, why, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (provider) DO UPDATE SET account = excluded.account, why = excluded.why, since = excluded.since",
    )
    .bind(provider.as_str())
    .bind(account)
    .bind(why)
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
        (None, Some(why)) => Connection::Down { why },
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
