//! Databases in the PostgreSQL that `cargo xtask test` starts.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use url::Url;

/// A database of its own for one test; it is dropped with this value.
#[derive(Debug)]
pub(crate) struct PostgresDatabase {
    /// The cluster's database `postgres`, from which others are made.
    cluster: Url,
    name: String,
}

impl PostgresDatabase {
    /// Makes an empty database in the cluster at `POSTERN_TEST_POSTGRES`.
    pub(crate) async fn create() -> Self {
        let cluster = std::env::var("POSTERN_TEST_POSTGRES").expect(
            "POSTERN_TEST_DATABASE=postgres needs the URL of a PostgreSQL in POSTERN_TEST_POSTGRES; \
             `cargo xtask test --only postgres` starts one and sets both",
        );
        let database = Self {
            cluster: Url::parse(&cluster).expect("POSTERN_TEST_POSTGRES is a URL"),
            name: unused_name(),
        };
        // A former process with our id may have been killed before it could drop its own.
        run(&database.cluster, &database.drop_statement()).await;
        let create = format!("CREATE DATABASE {} TEMPLATE template0", database.name);
        run(&database.cluster, &create).await;
        database
    }

    /// Where a program connects to it.
    pub(crate) fn url(&self) -> String {
        let mut url = self.cluster.clone();
        url.set_path(&self.name);
        url.into()
    }

    fn drop_statement(&self) -> String {
        format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        let cluster = self.cluster.clone();
        let statement = self.drop_statement();
        // `drop` cannot wait for a future, and the test's own runtime may be ending: another thread can.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime
                .expect("a runtime starts")
                .block_on(run(&cluster, &statement));
        });
        // What it could not drop goes with the cluster; its complaint has been printed.
        let _ = dropped.join();
    }
}

/// A name that no other test uses at the same time: the process and a count within it.
fn unused_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("postern_test_{}_{count}", std::process::id())
}

async fn run(cluster: &Url, statement: &str) {
    let mut connection = PgConnection::connect(cluster.as_str())
        .await
        .expect("the PostgreSQL at POSTERN_TEST_POSTGRES answers");
    connection
        .execute(AssertSqlSafe(statement.to_owned()))
        .await
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
    connection.close().await.expect("the connection closes");
}
