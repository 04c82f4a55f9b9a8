//! Logins to Telegram: data centres with their sealed keys, peers with their access hashes, where updates stand.

use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use crate::columns::{Columns, chunks, rows};
use crate::{Conn, Result, StoreError};

/// A session as it is loaded: all but its peers, of which only the account itself.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The data centre in which the account lives.
    pub home_dc: i32,
    /// Where the stream of updates stands.
    pub place: Place,
    /// The data centres.
    pub data_centres: Vec<DataCentre>,
    /// The account itself, once it is known.
    pub own: Option<Peer>,
}

/// Where the stream of updates stands; all 0 if it never began.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The account's own counter.
    pub pts: i32,
    /// The second counter, of bots.
    pub qts: i32,
    /// Seconds since 1970, by the server's clock.
    pub date: i32,
    /// The counter of batches.
    pub seq: i32,
    /// Each channel's own counter.
    pub channels: Vec<(i64, i32)>,
}

/// A data centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataCentre {
    /// Its number.
    pub dc: i32,
    /// `address:port`.
    pub ipv4: String,
    /// `[address]:port`.
    pub ipv6: String,
    /// The key for it, sealed.
    pub auth_key: Option<Vec<u8>>,
}

/// A peer: somebody or something one can write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The id with its kind in it: users positive, groups negative, channels below -1000000000000.
    pub peer: i64,
    /// What lets this session address it.
    pub access_hash: Option<i64>,
    /// What it is; `None` if that is not known.
    pub kind: Option<&'static str>,
    /// Whether it is the account itself.
    pub is_self: bool,
}

/// Every kind of peer there is.
const KINDS: [&str; 7] = [
    "person",
    "bot",
    "group",
    "broadcast",
    "megagroup",
    "gigagroup",
    "community",
];

/// The session of this name, if there is one.
pub async fn find(conn: &mut Conn, name: &str) -> Result<Option<Stored>> {
    let row = sqlx::query("SELECT * FROM telegram_sessions WHERE name = $1")
        .bind(name)
        .fetch_optional(&mut *conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let channels = sqlx::query("SELECT * FROM telegram_channel_states WHERE session = $1")
        .bind(name)
        .fetch_all(&mut *conn)
        .await?;
    let channels = channels
        .iter()
        .map(|row| Ok((row.number("channel")?, small(row, "pts")?)));
    let place = Place {
        pts: small(&row, "pts")?,
        qts: small(&row, "qts")?,
        date: small(&row, "date")?,
        seq: small(&row, "seq")?,
        channels: channels.collect::<Result<_>>()?,
    };
    let centres = sqlx::query("SELECT * FROM telegram_data_centres WHERE session = $1 ORDER BY dc")
        .bind(name)
        .fetch_all(&mut *conn)
        .await?;
    let own = sqlx::query("SELECT * FROM telegram_peers WHERE session = $1 AND is_self = 1")
        .bind(name)
        .fetch_optional(&mut *conn)
        .await?;
    Ok(Some(Stored {
        home_dc: small(&row, "home_dc")?,
        place,
        data_centres: centres.iter().map(data_centre).collect::<Result<_>>()?,
        own: own.as_ref().map(peer).transpose()?,
    }))
}

/// Sets the home data centre; makes the session if there is none.
pub async fn set_home(conn: &mut Conn, name: &str, home_dc: i32) -> Result<()> {
    sqlx::query(
        "INSERT INTO telegram_sessions (name, home_dc) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET home_dc = excluded.home_dc",
    )
    .bind(name)
    .bind(i64::from(home_dc))
    .execute(conn)
    .await?;
    Ok(())
}

/// Remembers a data centre of a session that is there.
pub async fn set_data_centre(conn: &mut Conn, name: &str, centre: &DataCentre) -> Result<()> {
    sqlx::query(
        "INSERT INTO telegram_data_centres (session, dc, ipv4, ipv6, auth_key) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (session, dc) DO UPDATE
         SET ipv4 = excluded.ipv4, ipv6 = excluded.ipv6, auth_key = excluded.auth_key",
    )
    .bind(name)
    .bind(i64::from(centre.dc))
    .bind(&centre.ipv4)
    .bind(&centre.ipv6)
    .bind(&centre.auth_key)
    .execute(conn)
    .await?;
    Ok(())
}

/// Remembers peers of a session that is there. No two of them may be the same. What is not known now but was known
/// before stays.
pub async fn set_peers(conn: &mut Conn, name: &str, peers: &[Peer]) -> Result<()> {
    if let Some(own) = peers.iter().find(|peer| peer.is_self) {
        sqlx::query("UPDATE telegram_peers SET is_self = 0 WHERE session = $1 AND peer <> $2 AND is_self = 1")
            .bind(name)
            .bind(own.peer)
            .execute(&mut *conn)
            .await?;
    }
    for peers in chunks(peers) {
        let sql = format!(
            "INSERT INTO telegram_peers (session, peer, access_hash, kind, is_self) VALUES {}
             ON CONFLICT (session, peer) DO UPDATE
             SET access_hash = COALESCE(excluded.access_hash, telegram_peers.access_hash),
                 kind = COALESCE(excluded.kind, telegram_peers.kind),
                 is_self = CASE WHEN excluded.is_self = 1 THEN 1 ELSE telegram_peers.is_self END",
            rows(peers.len(), 5)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for peer in peers {
            query = query
                .bind(name)
                .bind(peer.peer)
                .bind(peer.access_hash)
                .bind(peer.kind)
                .bind(i64::from(peer.is_self));
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// A peer by its id.
pub async fn find_peer(conn: &mut Conn, name: &str, id: i64) -> Result<Option<Peer>> {
    let row = sqlx::query("SELECT * FROM telegram_peers WHERE session = $1 AND peer = $2")
        .bind(name)
        .bind(id)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(peer).transpose()
}

/// Remembers where the stream of updates stands. `place.channels` names those that moved; the others stay.
pub async fn set_place(conn: &mut Conn, name: &str, place: &Place) -> Result<()> {
    sqlx::query(
        "UPDATE telegram_sessions SET pts = $2, qts = $3, date = $4, seq = $5 WHERE name = $1",
    )
    .bind(name)
    .bind(i64::from(place.pts))
    .bind(i64::from(place.qts))
    .bind(i64::from(place.date))
    .bind(i64::from(place.seq))
    .execute(&mut *conn)
    .await?;
    for channels in chunks(&place.channels) {
        let sql = format!(
            "INSERT INTO telegram_channel_states (session, channel, pts) VALUES {}
             ON CONFLICT (session, channel) DO UPDATE SET pts = excluded.pts",
            rows(channels.len(), 3)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (channel, pts) in channels {
            query = query.bind(name).bind(channel).bind(i64::from(*pts));
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Forgets a channel's place: the account is no longer in it.
pub async fn forget_channel(conn: &mut Conn, name: &str, channel: i64) -> Result<()> {
    sqlx::query("DELETE FROM telegram_channel_states WHERE session = $1 AND channel = $2")
        .bind(name)
        .bind(channel)
        .execute(conn)
        .await?;
    Ok(())
}

/// The bridge's sessions to which neither a login nor a login conversation refers: whoever used them was killed before
/// they could be forgotten. Their names without `at`, which is what names end with where servers are not Telegram's own
/// (empty where they are); those for other servers are passed over.
pub async fn list_left(conn: &mut Conn, at: &str) -> Result<Vec<String>> {
    let rows = sqlx::query(
        "SELECT name FROM telegram_sessions
         WHERE name LIKE 'bridge %' || $1 AND ($1 <> '' OR name NOT LIKE '% at %')
         AND name NOT IN (SELECT session || $1 FROM bridge_logins WHERE ended IS NULL OR ended = 'program')
         AND name NOT IN (SELECT session || $1 FROM telegram_logins)
         ORDER BY name",
    )
    .bind(at)
    .fetch_all(conn)
    .await?;
    let names = rows.iter().map(|row| {
        let name = row.text("name")?;
        Ok(name.strip_suffix(at).unwrap_or(&name).to_owned())
    });
    names.collect()
}

/// Forgets a session with all that belongs to it.
pub async fn remove(conn: &mut Conn, name: &str) -> Result<()> {
    sqlx::query("DELETE FROM telegram_sessions WHERE name = $1")
        .bind(name)
        .execute(conn)
        .await?;
    Ok(())
}

fn data_centre(row: &AnyRow) -> Result<DataCentre> {
    Ok(DataCentre {
        dc: small(row, "dc")?,
        ipv4: row.text("ipv4")?,
        ipv6: row.text("ipv6")?,
        auth_key: row.opt_bytes("auth_key")?,
    })
}

fn peer(row: &AnyRow) -> Result<Peer> {
    let kind = row.opt_text("kind")?;
    let known = |kind: String| {
        let known = KINDS.into_iter().find(|known| *known == kind);
        known.ok_or(StoreError::Inconsistent { column: "kind" })
    };
    Ok(Peer {
        peer: row.number("peer")?,
        access_hash: row.opt_number("access_hash")?,
        kind: kind.map(known).transpose()?,
        is_self: row.flag("is_self")?,
    })
}

fn small(row: &AnyRow, column: &'static str) -> Result<i32> {
    i32::try_from(row.number(column)?).map_err(|_| StoreError::Inconsistent { column })
}
