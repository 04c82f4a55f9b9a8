//! Claiming: what a courier takes to send.

use domain::delivery::{Cargo, Delivery, LEASE, lane};
use domain::locale::Locale;
use domain::notification::Kind;
use domain::place::Place;
use domain::provider::Provider;
use domain::time::Timestamp;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use super::bind_ids;
use crate::columns::{Columns, chunks, micros, placeholders};
use crate::deliveries::delivery;
use crate::{Conn, Result, db};

/// A claimed delivery with all that is needed to put it into words.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The delivery; its attempt number is this claim's.
    pub delivery: Delivery,
    /// How many tries failed before; a wait that the provider asked for is none.
    pub failures: i64,
    /// The domain of the user.
    pub domain: String,
    /// The user's language, if chosen.
    pub locale: Option<Locale>,
    /// What it is about.
    pub matter: Matter,
}

/// What a claimed delivery is about.
#[derive(Debug, Clone)]
pub enum Matter {
    /// A notification.
    Notification {
        /// What it says.
        kind: Kind,
        /// The name of the person or program that wrote it, if one did and is still known.
        sender: Option<String>,
        /// When it was accepted.
        accepted_at: Timestamp,
        /// Whether the account that it goes to is muted now.
        is_muted: bool,
    },
    /// A code to sign in, and from where it was asked for, if that is still known.
    SignInCode(Option<Place>),
    /// A code to link an account, and from where it was asked for, if that is still known.
    LinkCode(Option<Place>),
}

/// Takes up to `limit` due deliveries of a provider out of a [`lane`], longest due first, no two couriers the same
/// one. Must be called in a transaction, and that committed before anything is sent.
pub async fn claim(
    conn: &mut Conn,
    provider: &Provider,
    in_lane: i64,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Claimed>> {
    let skip_locked = if db::is_postgres(conn) {
        "FOR UPDATE OF d SKIP LOCKED"
    } else {
        ""
    };
    let (columns, joins) = if in_lane == lane::CODES {
        (CODE_COLUMNS, CODE_JOINS)
    } else {
        (NOTIFICATION_COLUMNS, NOTIFICATION_JOINS)
    };
    let due = format!(
        "SELECT d.*, u.domain AS user_domain, u.locale AS user_locale, {columns}
         FROM deliveries d JOIN users u ON u.id = d.user_id {joins}
         WHERE d.provider = $1 AND d.lane = $2 AND d.state = 'pending' AND d.due_at <= $3
         ORDER BY d.due_at
         LIMIT $4 {skip_locked}"
    );
    let rows = sqlx::query(AssertSqlSafe(due))
        .bind(provider.as_str())
        .bind(in_lane)
        .bind(micros(now))
        .bind(limit)
        .fetch_all(&mut *conn)
        .await?;
    let claimed: Vec<Claimed> = rows.iter().map(claimed).collect::<Result<_>>()?;
    lease(conn, &claimed, now).await?;
    Ok(claimed)
}

async fn lease(conn: &mut Conn, claimed: &[Claimed], now: Timestamp) -> Result<()> {
    for chunk in chunks(claimed) {
        let update = format!(
            "UPDATE deliveries SET attempt = attempt + 1, due_at = $1, why = NULL, not_before = NULL WHERE id IN ({})",
            placeholders(2, chunk.len())
        );
        bind_ids(
            sqlx::query(AssertSqlSafe(update)).bind(micros(now + LEASE)),
            chunk.iter().map(|one| one.delivery.id),
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

const NOTIFICATION_COLUMNS: &str = "n.body AS notification_body, n.created_at AS accepted_at, coalesce(by_user.display_name, by_user.name, by_program.name) AS sender, account.muted_at AS muted_at";
const NOTIFICATION_JOINS: &str = "JOIN notifications n ON n.id = d.notification_id
         LEFT JOIN users by_user ON n.source = 'user' AND by_user.id = n.source_id
         LEFT JOIN integrations by_program ON n.source = 'integration' AND by_program.id = n.source_id
         LEFT JOIN linked_accounts account ON account.id = d.account_id";
const CODE_COLUMNS: &str = "c.pending_sign_in_id AS pending_sign_in_id, coalesce(p.ip, s.ip) AS place_ip,
         coalesce(p.browser, s.browser) AS place_browser, coalesce(p.system, s.system) AS place_system";
const CODE_JOINS: &str = "JOIN challenges c ON c.id = d.challenge_id
         LEFT JOIN pending_sign_ins p ON p.id = c.pending_sign_in_id
         LEFT JOIN sessions s ON s.id = c.session_id";

/// Whether a delivery of this provider is due in a [`lane`]: a look that takes no lock.
pub async fn has_due(
    conn: &mut Conn,
    provider: &Provider,
    in_lane: i64,
    now: Timestamp,
) -> Result<bool> {
    let row = sqlx::query(
        "SELECT 1 AS due FROM deliveries
         WHERE provider = $1 AND lane = $2 AND state = 'pending' AND due_at <= $3 LIMIT 1",
    )
    .bind(provider.as_str())
    .bind(in_lane)
    .bind(micros(now))
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

fn claimed(row: &AnyRow) -> Result<Claimed> {
    let mut delivery = delivery(row)?;
    delivery.attempt += 1;
    let matter = match delivery.cargo {
        Cargo::Notification(_) => Matter::Notification {
            kind: crate::notifications::kind(&row.text("notification_body")?)?,
            sender: row.opt_text("sender")?,
            accepted_at: row.time("accepted_at")?,
            is_muted: row.opt_time("muted_at")?.is_some(),
        },
        Cargo::Code { .. } => match row.opt_text("pending_sign_in_id")? {
            Some(_) => Matter::SignInCode(place(row)?),
            None => Matter::LinkCode(place(row)?),
        },
    };
    let locale = row
        .opt_text("user_locale")?
        .and_then(|tag| Locale::from_tag(&tag));
    Ok(Claimed {
        delivery,
        failures: row.number("failures")?,
        domain: row.text("user_domain")?,
        locale,
        matter,
    })
}

/// The place that was joined in; `None` if its sign-in or session is gone.
fn place(row: &AnyRow) -> Result<Option<Place>> {
    let Some(ip) = row.opt_parsed("place_ip")? else {
        return Ok(None);
    };
    Ok(Some(Place {
        ip,
        browser: row.text("place_browser")?,
        system: row.text("place_system")?,
    }))
}
