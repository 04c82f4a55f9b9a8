//! An empty database for one test, on the database the round of tests is about.

use std::path::Path;

use tempfile::TempDir;

use crate::postgres::PostgresDatabase;

/// The variable that chooses: `sqlite` (the default) or `postgres`.
const CHOICE: &str = "POSTERN_TEST_DATABASE";

/// An empty database that is removed with this value; keep it as long as the test runs.
#[derive(Debug)]
pub struct TestDatabase {
    /// Where `store::Db::open` finds it.
    pub url: String,
    place: Place,
}

/// What is removed in the end.
#[derive(Debug)]
enum Place {
    Sqlite(TempDir),
    Postgres(#[expect(dead_code, reason = "held to be dropped")] PostgresDatabase),
}

impl TestDatabase {
    /// An empty database of the kind that `POSTERN_TEST_DATABASE` names.
    ///
    /// Panics if that is `postgres` and `POSTERN_TEST_POSTGRES` does not say where one is.
    pub async fn fresh() -> Self {
        match std::env::var(CHOICE).as_deref() {
            Err(_) | Ok("sqlite") => Self::sqlite(),
            Ok("postgres") => Self::postgres().await,
            Ok(other) => panic!("{CHOICE} is `{other}`; it may be `sqlite` or `postgres`"),
        }
    }

    /// An empty SQLite database, whatever the round of tests is about.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("there is room for temporary files");
        Self {
            url: format!("sqlite:{}", folder.path().join("postern.db").display()),
            place: Place::Sqlite(folder),
        }
    }

    /// Whether it is PostgreSQL, for the few tests that only one of the two can pass.
    pub fn is_postgres(&self) -> bool {
        matches!(self.place, Place::Postgres(_))
    }

    /// The folder of the SQLite file and its log; `None` on PostgreSQL.
    pub fn folder(&self) -> Option<&Path> {
        match &self.place {
            Place::Sqlite(folder) => Some(folder.path()),
            Place::Postgres(_) => None,
        }
    }

    async fn postgres() -> Self {
        let database = PostgresDatabase::create().await;
        Self {
            url: database.url(),
            place: Place::Postgres(database),
        }
    }
}
