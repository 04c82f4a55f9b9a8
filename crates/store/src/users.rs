//! Users.

use domain::id::UserId;
use domain::locale::Locale;
use domain::secret::PasswordHash;
use domain::time::Timestamp;
use domain::user::{Role, User, UserName};
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use crate::columns::{Columns, PIECE, micros, placeholders};
use crate::{Conn, Result, StoreError};

/// Which users a list holds.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only those whose name, display name or a linked handle contains this.
    pub search: String,
    /// Only those with a linked account.
    pub with_account: bool,
    /// Only those after this name (in the order of names), for the next page.
    pub after: Option<String>,
}

/// Adds a user. Fails with [`StoreError::is_duplicate`] if the name is taken.
pub async fn insert(conn: &mut Conn, user: &User) -> Result<()> {
    sqlx::query(
        "INSERT INTO users (id, domain, name, name_key, display_name, role, locale, password_hash, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(user.id.to_string())
    .bind(&user.domain)
    .bind(user.name.as_str())
    .bind(user.name.key())
    .bind(user.display_name.clone())
    .bind(user.role.word())
    .bind(user.locale.map(Locale::tag))
    .bind(user.password.as_ref().map(|hash| hash.reveal().to_owned()))
    .bind(micros(user.created_at))
    .execute(conn)
    .await?;
    Ok(())
}

/// The user of this id.
pub async fn find(conn: &mut Conn, id: UserId) -> Result<Option<User>> {
    let row = sqlx::query("SELECT * FROM users WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(user).transpose()
}

/// The user of this name, however its letters are cased.
pub async fn find_by_name(conn: &mut Conn, domain: &str, name: &UserName) -> Result<Option<User>> {
    let row = sqlx::query("SELECT * FROM users WHERE domain = $1 AND name_key = $2")
        .bind(domain)
        .bind(name.key())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(user).transpose()
}

/// Users in the order of their names, at most `limit`.
pub async fn list(conn: &mut Conn, domain: &str, filter: &Filter, limit: i64) -> Result<Vec<User>> {
    let pattern = format!("%{}%", escape_like(&filter.search.to_lowercase()));
    let rows = sqlx::query(
        r"SELECT * FROM users
          WHERE domain = $1
            AND name_key > $2
            AND (name_key LIKE $3 ESCAPE '\' OR lower(coalesce(display_name, '')) LIKE $3 ESCAPE '\'
                 OR EXISTS (SELECT 1 FROM linked_accounts a WHERE a.user_id = users.id AND lower(a.handle) LIKE $3 ESCAPE '\'))
            AND ($4 = 0 OR EXISTS (SELECT 1 FROM linked_accounts a WHERE a.user_id = users.id))
          ORDER BY name_key
          LIMIT $5",
    )
    .bind(domain)
    .bind(filter.after.clone().unwrap_or_default())
    .bind(pattern)
    .bind(i64::from(filter.with_account))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(user).collect()
}

/// Those of these users that are of this domain, in the order of their names.
pub async fn list_of_ids(conn: &mut Conn, domain: &str, ids: &[UserId]) -> Result<Vec<User>> {
    let mut users = Vec::with_capacity(ids.len());
    for piece in ids.chunks(PIECE) {
        let sql = format!(
            "SELECT * FROM users WHERE id IN ({}) AND domain = ${}",
            placeholders(1, piece.len()),
            piece.len() + 1
        );
        let query = piece
            .iter()
            .fold(sqlx::query(AssertSqlSafe(sql)), |query, id| {
                query.bind(id.to_string())
            });
        for row in query.bind(domain).fetch_all(&mut *conn).await? {
            users.push(user(&row)?);
        }
    }
    users.sort_by_key(|user| user.name.key());
    users.dedup_by_key(|user| user.id);
    Ok(users)
}

/// How many users the domain has.
pub async fn count(conn: &mut Conn, domain: &str) -> Result<i64> {
    let row = sqlx::query("SELECT count(*) AS n FROM users WHERE domain = $1")
        .bind(domain)
        .fetch_one(conn)
        .await?;
    row.number("n")
}

/// How many admins can sign in.
pub async fn count_admins(conn: &mut Conn, domain: &str) -> Result<i64> {
    let row = sqlx::query("SELECT count(*) AS n FROM users WHERE domain = $1 AND role = 'admin' AND locked_at IS NULL")
        .bind(domain)
        .fetch_one(conn)
        .await?;
    row.number("n")
}

/// The admins who can sign in, in the order of their names.
pub async fn list_admins(conn: &mut Conn, domain: &str) -> Result<Vec<User>> {
    let rows = sqlx::query(
        "SELECT * FROM users WHERE domain = $1 AND role = 'admin' AND locked_at IS NULL ORDER BY name_key",
    )
    .bind(domain)
    .fetch_all(conn)
    .await?;
    rows.iter().map(user).collect()
}

/// Sets the password.
pub async fn set_password(conn: &mut Conn, id: UserId, hash: &PasswordHash) -> Result<()> {
    sqlx::query("UPDATE users SET password_hash = $1 WHERE id = $2")
        .bind(hash.reveal())
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Sets how the user is shown and in which language it is spoken to.
pub async fn set_profile(
    conn: &mut Conn,
    id: UserId,
    display_name: Option<&str>,
    locale: Option<Locale>,
) -> Result<()> {
    sqlx::query("UPDATE users SET display_name = $1, locale = $2 WHERE id = $3")
        .bind(display_name.map(str::to_owned))
        .bind(locale.map(Locale::tag))
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Sets the role.
pub async fn set_role(conn: &mut Conn, id: UserId, role: Role) -> Result<()> {
    sqlx::query("UPDATE users SET role = $1 WHERE id = $2")
        .bind(role.word())
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps the user out from `at` on, or lets it in again.
pub async fn set_locked(conn: &mut Conn, id: UserId, at: Option<Timestamp>) -> Result<()> {
    sqlx::query("UPDATE users SET locked_at = $1 WHERE id = $2")
        .bind(at.map(micros))
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes the user and all that hangs on it; sign-ins and audit entries stay.
pub async fn delete(conn: &mut Conn, id: UserId) -> Result<()> {
    sqlx::query("DELETE FROM users WHERE id = $1")
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

fn user(row: &AnyRow) -> Result<User> {
    let name = UserName::parse(&row.text("name")?).map_err(|_| StoreError::Inconsistent {
        column: "users.name",
    })?;
    Ok(User {
        id: row.parsed("id")?,
        domain: row.text("domain")?,
        name,
        display_name: row.opt_text("display_name")?,
        role: Role::from_word(&row.text("role")?).ok_or(StoreError::Inconsistent {
            column: "users.role",
        })?,
        locale: row
            .opt_text("locale")?
            .and_then(|tag| Locale::from_tag(&tag)),
        password: row.opt_text("password_hash")?.map(PasswordHash::new),
        created_at: row.time("created_at")?,
        locked_at: row.opt_time("locked_at")?,
    })
}

/// Makes the wildcards of LIKE ordinary characters.
fn escape_like(text: &str) -> String {
    text.replace('\\', r"\\")
        .replace('%', r"\%")
        .replace('_', r"\_")
}
