//! Wrong guesses in a row.

use domain::failures::{Failures, Guessed, Guesser};
use domain::time::Timestamp;

use crate::columns::{Columns, micros};
use crate::{Conn, Result};

/// How many guesses in a row were wrong. Until the transaction ends, nobody else gets past this for the same guesser:
/// guesses made at once are judged one after another.
pub async fn find(conn: &mut Conn, guesser: &Guesser, now: Timestamp) -> Result<Failures> {
    let row = sqlx::query(
        "INSERT INTO failures (guessed, guessed_at, place, count, last_at) VALUES ($1, $2, $3, 0, $4)
         ON CONFLICT (guessed, guessed_at, place) DO UPDATE SET count = failures.count
         RETURNING count, last_at",
    )
    .bind(guesser.guessed.word())
    .bind(&guesser.at)
    .bind(&guesser.place)
    .bind(micros(now))
    .fetch_one(conn)
    .await?;
    Ok(Failures {
        count: row.number("count")?,
        last_at: row.time("last_at")?,
    })
}

/// Counts one more. It is taken back by [`forget`] if the guess turns out right.
pub async fn add(conn: &mut Conn, guesser: &Guesser, now: Timestamp) -> Result<()> {
    sqlx::query(
        "UPDATE failures SET count = count + 1, last_at = $4 WHERE guessed = $1 AND guessed_at = $2 AND place = $3",
    )
    .bind(guesser.guessed.word())
    .bind(&guesser.at)
    .bind(&guesser.place)
    .bind(micros(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets what was counted: a guess was right.
pub async fn forget(conn: &mut Conn, guesser: &Guesser) -> Result<()> {
    sqlx::query("DELETE FROM failures WHERE guessed = $1 AND guessed_at = $2 AND place = $3")
        .bind(guesser.guessed.word())
        .bind(&guesser.at)
        .bind(&guesser.place)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets what was counted from all places.
pub async fn forget_all(conn: &mut Conn, guessed: Guessed, at: &str) -> Result<()> {
    sqlx::query("DELETE FROM failures WHERE guessed = $1 AND guessed_at = $2")
        .bind(guessed.word())
        .bind(at)
        .execute(conn)
        .await?;
    Ok(())
}
