//! Sign-ins: the rows of the report.

use domain::id::{SignInId, UserId};
use domain::place::Place;
use domain::provider::Provider;
use domain::sign_in::{End, SignIn};
use domain::time::Timestamp;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use crate::columns::{Columns, PIECE, micros, placeholders};
use crate::{Conn, Result, StoreError};

/// Which sign-ins a list holds.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only this user's.
    pub user: Option<UserId>,
    /// Only those from this time on.
    pub from: Option<Timestamp>,
    /// Only those before this time.
    pub until: Option<Timestamp>,
    /// Only those before this one, for the next page.
    pub before: Option<SignInId>,
}

/// Adds one.
pub async fn insert(conn: &mut Conn, sign_in: &SignIn) -> Result<()> {
    let (result, detail, provider) = sign_in.end.words();
    sqlx::query(
        "INSERT INTO sign_ins (id, domain, user_id, name, at, ip, network, browser, system, result, detail, provider)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(sign_in.id.to_string())
    .bind(&sign_in.domain)
    .bind(sign_in.user_id.map(|id| id.to_string()))
    .bind(&sign_in.name)
    .bind(micros(sign_in.at))
    .bind(sign_in.place.ip.to_string())
    .bind(sign_in.place.network())
    .bind(&sign_in.place.browser)
    .bind(&sign_in.place.system)
    .bind(result)
    .bind(detail)
    .bind(provider.map(|p| p.as_str().to_owned()))
    .execute(conn)
    .await?;
    Ok(())
}

/// Sign-ins at a domain, newest first.
pub async fn list(
    conn: &mut Conn,
    domain: &str,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<SignIn>> {
    let rows = sqlx::query(
        "SELECT * FROM sign_ins
         WHERE domain = $1 AND ($2 = '' OR user_id = $2) AND at >= $3 AND at < $4 AND id < $5
         ORDER BY id DESC
         LIMIT $6",
    )
    .bind(domain)
    .bind(filter.user.map_or_else(String::new, |id| id.to_string()))
    .bind(filter.from.map_or(i64::MIN, micros))
    .bind(filter.until.map_or(i64::MAX, micros))
    .bind(
        filter
            .before
            .map_or_else(|| "g".to_owned(), |id| id.to_string()),
    )
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(sign_in).collect()
}

/// Sign-ins at a domain by user, each user's newest first. `filter.before` is the last one of the page before.
pub async fn list_by_user(
    conn: &mut Conn,
    domain: &str,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<SignIn>> {
    let rows = sqlx::query(
        "WITH named AS (
             SELECT s.*, coalesce(u.name_key, lower(s.name)) AS name_key FROM sign_ins s LEFT JOIN users u ON u.id = s.user_id
             WHERE s.domain = $1)
         SELECT * FROM named
         WHERE ($2 = '' OR user_id = $2) AND at >= $3 AND at < $4
           AND ($5 = '' OR name_key > (SELECT name_key FROM named WHERE id = $5)
                OR (name_key = (SELECT name_key FROM named WHERE id = $5) AND id < $5))
         ORDER BY name_key, id DESC
         LIMIT $6",
    )
    .bind(domain)
    .bind(filter.user.map_or_else(String::new, |id| id.to_string()))
    .bind(filter.from.map_or(i64::MIN, micros))
    .bind(filter.until.map_or(i64::MAX, micros))
    .bind(filter.before.map_or_else(String::new, |id| id.to_string()))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(sign_in).collect()
}

/// When each of these users last entered; those who never did are left out.
pub async fn last_entered_of(
    conn: &mut Conn,
    users: &[UserId],
) -> Result<Vec<(UserId, Timestamp)>> {
    let mut last = Vec::with_capacity(users.len());
    for piece in users.chunks(PIECE) {
        let sql = format!(
            "SELECT user_id, max(at) AS at FROM sign_ins WHERE user_id IN ({}) AND result = 'entered' GROUP BY user_id",
            placeholders(1, piece.len())
        );
        let query = piece
            .iter()
            .fold(sqlx::query(AssertSqlSafe(sql)), |query, id| {
                query.bind(id.to_string())
            });
        for row in query.fetch_all(&mut *conn).await? {
            last.push((row.parsed("user_id")?, row.time("at")?));
        }
    }
    Ok(last)
}

/// When the user last entered.
pub async fn last_entered(conn: &mut Conn, user: UserId) -> Result<Option<Timestamp>> {
    let row =
        sqlx::query("SELECT max(at) AS at FROM sign_ins WHERE user_id = $1 AND result = 'entered'")
            .bind(user.to_string())
            .fetch_one(conn)
            .await?;
    row.opt_time("at")
}

/// Whether the user entered before at all, and from this network with this browser. Nobody never did, which costs the
/// same to find out.
pub async fn seen_before(
    conn: &mut Conn,
    user: Option<UserId>,
    place: &Place,
) -> Result<(bool, bool)> {
    let row = sqlx::query(
        "SELECT count(*) AS ever, coalesce(sum(CASE WHEN network = $2 AND browser = $3 AND system = $4 THEN 1 ELSE 0 END), 0) AS here
         FROM sign_ins WHERE user_id = $1 AND result = 'entered'",
    )
    .bind(user.map_or_else(String::new, |id| id.to_string()))
    .bind(place.network())
    .bind(&place.browser)
    .bind(&place.system)
    .fetch_one(conn)
    .await?;
    Ok((row.number("ever")? > 0, row.number("here")? > 0))
}

fn sign_in(row: &AnyRow) -> Result<SignIn> {
    let provider = row.opt_text("provider")?.map(Provider::new);
    let end = End::from_words(&row.text("result")?, &row.text("detail")?, provider);
    Ok(SignIn {
        id: row.parsed("id")?,
        domain: row.text("domain")?,
        user_id: row.opt_parsed("user_id")?,
        name: row.text("name")?,
        at: row.time("at")?,
        place: place(row)?,
        end: end.ok_or(StoreError::Inconsistent {
            column: "sign_ins.result",
        })?,
    })
}

/// Reads the columns of a place.
pub(crate) fn place(row: &AnyRow) -> Result<Place> {
    Ok(Place {
        ip: row.parsed("ip")?,
        browser: row.text("browser")?,
        system: row.text("system")?,
    })
}
