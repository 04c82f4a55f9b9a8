//! The database: SQLite in one file, or PostgreSQL.

use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, Executor, Transaction};

use crate::{Result, StoreError};

/// One connection, in or out of a transaction.
pub type Conn = sqlx::AnyConnection;
/// A transaction; it is undone unless committed.
pub type Tx = Transaction<'static, Any>;

static SQLITE_MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES_MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations/postgres");

/// How long to wait for a connection before giving up.
const ACQUIRE: Duration = Duration::from_secs(30);

/// The two databases that are spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sqlite,
    Postgres,
}

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    readers: AnyPool,
    /// SQLite lets one writer in at a time; one connection queues them fairly, where several would wait for each
    /// other in turns of up to a second. On PostgreSQL this is the same pool as `readers`.
    writer: AnyPool,
    kind: Kind,
}

impl Db {
    /// Connects to `sqlite:FILE` or `postgres://…` and brings the tables up to date.
    pub async fn open(url: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let kind = kind_of(url)?;
        let (readers, writer) = match kind {
            Kind::Sqlite => {
                // The writer comes first: it makes the file and switches it to the write-ahead log.
                let url = if url.contains('?') {
                    url.to_owned()
                } else {
                    format!("{url}?mode=rwc")
                };
                let writer = sqlite_pool(&url, 1).await?;
                (sqlite_pool(&url, 8).await?, writer)
            }
            Kind::Postgres => {
                let pool = AnyPoolOptions::new()
                    .max_connections(24)
                    .acquire_timeout(ACQUIRE)
                    .connect_with(options(url)?)
                    .await?;
                (pool.clone(), pool)
            }
        };
        let migrations = match kind {
            Kind::Sqlite => &SQLITE_MIGRATIONS,
            Kind::Postgres => &POSTGRES_MIGRATIONS,
        };
        migrations.run(&writer).await?;
        Ok(Self {
            readers,
            writer,
            kind,
        })
    }

    /// Connects to a database that is there already and leaves its tables as they are, of whatever version: for a look
    /// beside a running server. What a table lacks is an error.
    pub async fn look(url: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let kind = kind_of(url)?;
        let pool = match kind {
            Kind::Sqlite if url.contains('?') => sqlite_pool(url, 1).await?,
            Kind::Sqlite => sqlite_pool(&format!("{url}?mode=rw"), 1).await?,
            Kind::Postgres => {
                let pool = AnyPoolOptions::new()
                    .max_connections(1)
                    .acquire_timeout(ACQUIRE);
                pool.connect_with(options(url)?).await?
            }
        };
        Ok(Self {
            readers: pool.clone(),
            writer: pool,
            kind,
        })
    }

    /// A connection to read with.
    pub async fn read(&self) -> Result<PoolConnection<Any>> {
        Ok(self.readers.acquire().await?)
    }

    /// Begins a transaction that may write.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(match self.kind {
            // Taking the write lock at once; a transaction that read first could not get it later.
            Kind::Sqlite => self.writer.begin_with("BEGIN IMMEDIATE").await?,
            Kind::Postgres => self.writer.begin().await?,
        })
    }

    /// Closes all connections; what was committed is on disk.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Commits: from here on it is on disk.
pub async fn commit(tx: Tx) -> Result<()> {
    Ok(tx.commit().await?)
}

fn kind_of(url: &str) -> Result<Kind> {
    match url.split(':').next() {
        Some("sqlite") => Ok(Kind::Sqlite),
        Some("postgres" | "postgresql") => Ok(Kind::Postgres),
        _ => Err(StoreError::Address(
            "the database address must begin with sqlite: or postgres://".into(),
        )),
    }
}

fn options(url: &str) -> Result<AnyConnectOptions> {
    // The driver's own message may repeat the address, and with it the password.
    url.parse()
        .map_err(|_| StoreError::Address("the database address cannot be read".into()))
}

async fn sqlite_pool(url: &str, connections: u32) -> Result<AnyPool> {
    let pool = AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        // A file does not go away as a server may; to ask each time would double the cost of a short read.
        .test_before_acquire(false)
        .after_connect(|conn, _| {
            Box::pin(async move {
                conn.execute(
                    "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                     PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000;
                     PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY;",
                )
                .await?;
                Ok(())
            })
        })
        .connect_with(options(url)?)
        .await?;
    Ok(pool)
}

/// Whether this connection speaks to PostgreSQL: for the one clause that only it gets.
pub(crate) fn is_postgres(conn: &Conn) -> bool {
    conn.backend_name() == "PostgreSQL"
}
