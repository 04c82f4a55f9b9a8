//! How fast notifications go the whole way: HTTP, outbox, courier, Prosody, and recorded as sent. Beside it, in the
//! same run, the same number of messages from a loop of nothing but tokio-xmpp.

mod peer;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Row};
use tokio::runtime::Runtime;

use self::peer::{Peer, send_bare};
use super::percentile::{a_second, percentile};
use super::prosody::Prosody;
use super::site::Site;
use crate::say::say;

/// Programs that ask at the same time.
const CLIENTS: usize = 64;
/// Requests of each.
const REQUESTS: usize = 300;
/// Messages that go alone, one after another.
const LONE: usize = 300;
/// What all accounts have.
pub(super) const PASSWORD: &str = "bench bench";
/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks into the database.
const LOOK: Duration = Duration::from_millis(10);

/// Measures a release build with SQLite and Prosody, and tokio-xmpp beside it.
pub(super) fn run(postern: &Path) -> Result<()> {
    let prosody = start_prosody()?;
    let runtime = Runtime::new()?;
    let alice = Peer::start(&runtime, "alice", prosody.port)?;
    let count = CLIENTS * REQUESTS;
    let bare = runtime.block_on(send_bare("bare", prosody.port, count, &alice))?;
    let site = Site::start(postern, &xmpp(&prosody), "alice@localhost")?;
    let lone = measure_lone(&site, &alice)?;
    let start = Instant::now();
    let accepted = site.load(CLIENTS, REQUESTS)?;
    ensure!(accepted.len() == count, "not all were accepted");
    let accepted = start.elapsed();
    runtime.block_on(wait_until_sent(&site, LONE + 1 + count))?;
    let recorded = start.elapsed();
    alice.wait_for(count)?;
    say(format_args!(
        "end to end: {CLIENTS} clients, {count} notifications, {} a second accepted, sent and recorded ({} a second accepted \
         meanwhile); a bare tokio-xmpp loop without TLS sends {} a second",
        a_second(count, recorded),
        a_second(count, accepted),
        a_second(count, bare),
    ));
    let [median, p99] = [50, 99].map(|percent| percentile(&lone, percent));
    say(format_args!(
        "end to end: {LONE} notifications one after another, from the request to the receiving client {:.2?} (p50), {:.2?} (p99)",
        median.context("nothing was measured")?,
        p99.context("nothing was measured")?,
    ));
    Ok(())
}

/// From the first byte of the request until the receiving client has the message. The first is not counted: it makes
/// connections and caches ready.
fn measure_lone(site: &Site, alice: &Peer) -> Result<Vec<Duration>> {
    let mut client = site.connect()?;
    (0..=LONE)
        .map(|number| {
            let start = Instant::now();
            client.notify(&format!("lone-{number}"))?;
            let arrived = alice.next()?;
            Ok(arrived.saturating_duration_since(start))
        })
        .skip(1)
        .collect()
}

/// Prosody with TLS and three accounts.
fn start_prosody() -> Result<Prosody> {
    let folder = tempfile::tempdir()?;
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])?;
    std::fs::write(folder.path().join("server.pem"), made.cert.pem())?;
    std::fs::write(
        folder.path().join("server.key"),
        made.signing_key.serialize_pem(),
    )?;
    let prosody = Prosody::start_in(folder, PATIENCE)?;
    for user in ["alice", "bare", "postern"] {
        prosody.register(user, PASSWORD)?;
    }
    Ok(prosody)
}

/// What Postern is configured with.
fn xmpp(prosody: &Prosody) -> String {
    let certificate = prosody.folder.path().join("server.pem");
    format!(
        r#"{{ "service": "127.0.0.1:{}", "domain": "localhost", "caFile": "{}",
             "credentials": {{ "username": "postern", "password": "{PASSWORD}" }} }}"#,
        prosody.port,
        certificate.display()
    )
}

/// Waits until so many deliveries are recorded as sent, and none as anything else.
async fn wait_until_sent(site: &Site, count: usize) -> Result<()> {
    let options = SqliteConnectOptions::new()
        .filename(site.database())
        .read_only(true);
    let mut conn = options.connect().await?;
    let waiting = async {
        while count_of(&mut conn, "state = 'pending'").await? > 0 {
            tokio::time::sleep(LOOK).await;
        }
        count_of(&mut conn, "state IN ('sent', 'delivered')").await
    };
    let sent = tokio::time::timeout(PATIENCE, waiting)
        .await
        .context("the outbox does not empty itself")??;
    ensure!(
        usize::try_from(sent)? == count,
        "{sent} of {count} were sent"
    );
    Ok(())
}

async fn count_of(conn: &mut SqliteConnection, which: &'static str) -> Result<i64> {
    let sql = format!("SELECT count(*) AS n FROM deliveries WHERE {which}");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .fetch_one(conn)
        .await?;
    Ok(row.try_get("n")?)
}
