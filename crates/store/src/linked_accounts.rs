//! Linked accounts.

use std::collections::HashMap;

use domain::id::{LinkedAccountId, UserId};
use domain::linked_account::{Broken, LinkedAccount, Standing, Uses};
use domain::provider::{Provider, RemoteId};
use domain::time::Timestamp;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use crate::columns::{Columns, PIECE, chunks, micros, placeholders};
use crate::{Conn, Query, Result};

/// Adds an account. Fails with [`crate::StoreError::is_duplicate`] if the user has it already.
pub async fn insert(conn: &mut Conn, account: &LinkedAccount) -> Result<()> {
    let (verified_at, vouched_at) = standing_columns(account.standing);
    sqlx::query(
        "INSERT INTO linked_accounts
             (id, user_id, provider, handle, remote_id, position, for_notifications, for_codes, verified_at, vouched_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(account.id.to_string())
    .bind(account.user_id.to_string())
    .bind(account.provider.as_str())
    .bind(&account.handle)
    .bind(account.remote_id.as_ref().map(|id| id.0.clone()))
    .bind(account.position)
    .bind(i64::from(account.uses.notifications))
    .bind(i64::from(account.uses.codes))
    .bind(verified_at)
    .bind(vouched_at)
    .bind(micros(account.created_at))
    .execute(conn)
    .await?;
    Ok(())
}

/// The account of this id, if it is this user's.
pub async fn find(
    conn: &mut Conn,
    user: UserId,
    id: LinkedAccountId,
) -> Result<Option<LinkedAccount>> {
    let row = sqlx::query("SELECT * FROM linked_accounts WHERE id = $1 AND user_id = $2")
        .bind(id.to_string())
        .bind(user.to_string())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(linked_account).transpose()
}

/// All accounts, of whatever user, that are this one at the provider.
pub async fn list_by_remote(
    conn: &mut Conn,
    provider: &Provider,
    remote_id: &RemoteId,
) -> Result<Vec<LinkedAccount>> {
    let rows = sqlx::query(
        "SELECT * FROM linked_accounts WHERE provider = $1 AND remote_id = $2 ORDER BY id",
    )
    .bind(provider.as_str())
    .bind(&remote_id.0)
    .fetch_all(conn)
    .await?;
    rows.iter().map(linked_account).collect()
}

/// A user's accounts in the user's order.
pub async fn list_of_user(conn: &mut Conn, user: UserId) -> Result<Vec<LinkedAccount>> {
    let rows =
        sqlx::query("SELECT * FROM linked_accounts WHERE user_id = $1 ORDER BY position, id")
            .bind(user.to_string())
            .fetch_all(conn)
            .await?;
    rows.iter().map(linked_account).collect()
}

/// The accounts of several users, each user's in that user's order.
pub async fn list_of_users(conn: &mut Conn, users: &[UserId]) -> Result<Vec<LinkedAccount>> {
    let mut accounts = Vec::new();
    for piece in users.chunks(PIECE) {
        let sql = format!(
            "SELECT * FROM linked_accounts WHERE user_id IN ({}) ORDER BY user_id, position, id",
            placeholders(1, piece.len())
        );
        let query = piece
            .iter()
            .fold(sqlx::query(AssertSqlSafe(sql)), |query, id| {
                query.bind(id.to_string())
            });
        for row in query.fetch_all(&mut *conn).await? {
            accounts.push(linked_account(&row)?);
        }
    }
    Ok(accounts)
}

/// Users' accounts, by the key of the user's name, in the user's order. A name that is missing is no user's.
pub type ByName = HashMap<String, Vec<LinkedAccount>>;

/// The users of these names in a domain, with their accounts.
pub async fn list_by_names(conn: &mut Conn, domain: &str, names: &[String]) -> Result<ByName> {
    let mut found = ByName::with_capacity(names.len());
    for chunk in chunks(names) {
        let sql = format!(
            "SELECT u.name_key AS owner_key, a.*
             FROM users u LEFT JOIN linked_accounts a ON a.user_id = u.id
             WHERE u.domain = $1 AND u.name_key IN ({})
             ORDER BY u.id, a.position, a.id",
            placeholders(2, chunk.len())
        );
        let query = chunk.iter().fold(
            sqlx::query(AssertSqlSafe(sql)).bind(domain.to_owned()),
            |query: Query, name| query.bind(name.clone()),
        );
        for row in query.fetch_all(&mut *conn).await? {
            let accounts = found.entry(row.text("owner_key")?).or_default();
            if row.opt_text("id")?.is_some() {
                accounts.push(linked_account(&row)?);
            }
        }
    }
    Ok(found)
}

/// Says what an account is for.
pub async fn set_uses(conn: &mut Conn, id: LinkedAccountId, uses: Uses) -> Result<()> {
    sqlx::query("UPDATE linked_accounts SET for_notifications = $1, for_codes = $2 WHERE id = $3")
        .bind(i64::from(uses.notifications))
        .bind(i64::from(uses.codes))
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Says since when an account is muted, or that it is not.
pub async fn set_muted(
    conn: &mut Conn,
    id: LinkedAccountId,
    since: Option<Timestamp>,
) -> Result<()> {
    sqlx::query("UPDATE linked_accounts SET muted_at = $1 WHERE id = $2")
        .bind(since.map(micros))
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Sets an account's place in its user's order.
pub async fn set_position(conn: &mut Conn, id: LinkedAccountId, position: i64) -> Result<()> {
    sqlx::query("UPDATE linked_accounts SET position = $1 WHERE id = $2")
        .bind(position)
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Records that the user proved the account to be theirs, and what it is for from now on; it works again, too.
pub async fn verify(
    conn: &mut Conn,
    id: LinkedAccountId,
    remote_id: Option<&RemoteId>,
    uses: Uses,
    at: Timestamp,
) -> Result<()> {
    sqlx::query(
        "UPDATE linked_accounts
         SET verified_at = $1, remote_id = $2, for_notifications = $3, for_codes = $4, broken_at = NULL, broken_why = NULL
         WHERE id = $5",
    )
    .bind(micros(at))
    .bind(remote_id.map(|id| id.0.clone()))
    .bind(i64::from(uses.notifications))
    .bind(i64::from(uses.codes))
    .bind(id.to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// Fills in the immutable id that the provider was asked for, where it was unknown; not if the user has the very
/// same account already.
pub async fn set_remote_id(
    conn: &mut Conn,
    id: LinkedAccountId,
    remote_id: &RemoteId,
) -> Result<()> {
    sqlx::query(
        "UPDATE linked_accounts SET remote_id = $1
         WHERE id = $2 AND remote_id IS NULL AND NOT EXISTS (
             SELECT 1 FROM linked_accounts other
             WHERE other.user_id = linked_accounts.user_id AND other.provider = linked_accounts.provider AND other.remote_id = $1)",
    )
    .bind(&remote_id.0)
    .bind(id.to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// Records that the provider refuses the account for good.
pub async fn mark_broken(conn: &mut Conn, id: LinkedAccountId, broken: &Broken) -> Result<()> {
    sqlx::query("UPDATE linked_accounts SET broken_at = $1, broken_why = $2 WHERE id = $3")
        .bind(micros(broken.at))
        .bind(&broken.why)
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Records that a message went there; so the account works.
pub async fn mark_sent(conn: &mut Conn, id: LinkedAccountId, at: Timestamp) -> Result<()> {
    sqlx::query("UPDATE linked_accounts SET last_sent_at = $1, broken_at = NULL, broken_why = NULL WHERE id = $2")
        .bind(micros(at))
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes an account; true if it was there.
pub async fn delete(conn: &mut Conn, user: UserId, id: LinkedAccountId) -> Result<bool> {
    let done = sqlx::query("DELETE FROM linked_accounts WHERE id = $1 AND user_id = $2")
        .bind(id.to_string())
        .bind(user.to_string())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes all of a user's accounts out of the second factor, and removes those that were for nothing else.
pub async fn drop_codes(conn: &mut Conn, user: UserId) -> Result<()> {
    sqlx::query("DELETE FROM linked_accounts WHERE user_id = $1 AND for_notifications = 0")
        .bind(user.to_string())
        .execute(&mut *conn)
        .await?;
    sqlx::query("UPDATE linked_accounts SET for_codes = 0 WHERE user_id = $1")
        .bind(user.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

fn standing_columns(standing: Standing) -> (Option<i64>, Option<i64>) {
    match standing {
        Standing::Verified { at } => (Some(micros(at)), None),
        Standing::Vouched { at } => (None, Some(micros(at))),
        Standing::SetByAdmin => (None, None),
    }
}

fn linked_account(row: &AnyRow) -> Result<LinkedAccount> {
    let standing = match (row.opt_time("verified_at")?, row.opt_time("vouched_at")?) {
        (Some(at), _) => Standing::Verified { at },
        (None, Some(at)) => Standing::Vouched { at },
        (None, None) => Standing::SetByAdmin,
    };
    let broken = row
        .opt_time("broken_at")?
        .zip(row.opt_text("broken_why")?)
        .map(|(at, why)| Broken { at, why });
    Ok(LinkedAccount {
        id: row.parsed("id")?,
        user_id: row.parsed("user_id")?,
        provider: Provider::new(row.text("provider")?),
        handle: row.text("handle")?,
        remote_id: row.opt_text("remote_id")?.map(RemoteId),
        position: row.number("position")?,
        uses: Uses {
            notifications: row.flag("for_notifications")?,
            codes: row.flag("for_codes")?,
        },
        standing,
        broken,
        muted_at: row.opt_time("muted_at")?,
        created_at: row.time("created_at")?,
        last_sent_at: row.opt_time("last_sent_at")?,
    })
}
