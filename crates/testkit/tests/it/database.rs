//! Databases of their own.

use sqlx::{AnyConnection, Connection, Executor};
use testkit::TestDatabase;

async fn connect(database: &TestDatabase) -> AnyConnection {
    sqlx::any::install_default_drivers();
    let url = if database.is_postgres() {
        database.url.clone()
    } else {
        format!("{}?mode=rwc", database.url)
    };
    let connected = AnyConnection::connect(&url).await;
    connected.expect("the database is there")
}

#[tokio::test]
async fn two_tests_do_not_see_each_others_tables() {
    let (mine, yours) = (TestDatabase::fresh().await, TestDatabase::fresh().await);
    for database in [&mine, &yours] {
        let mut connection = connect(database).await;
        connection
            .execute("CREATE TABLE only_mine (id INTEGER)")
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_dropped_database_is_gone_even_with_a_connection_open() {
    let database = TestDatabase::fresh().await;
    let mut connection = connect(&database).await;
    connection
        .execute("CREATE TABLE here (id INTEGER)")
        .await
        .unwrap();
    let url = database.url.clone();
    drop(database);
    assert!(AnyConnection::connect(&url).await.is_err());
}
