//! What can go wrong with the database.

/// A database error, or a row that makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The driver or the database refused.
    #[error("the database refused")]
    Database(#[from] sqlx::Error),
    /// The tables could not be brought up to date.
    #[error("the tables could not be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row says something that cannot be.
    #[error("column {column} holds what cannot be there")]
    Inconsistent {
        /// The column.
        column: &'static str,
    },
    /// The address of the database cannot be read.
    #[error("{0}")]
    Address(String),
}

/// A result of this crate.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

impl StoreError {
    /// Whether the database is there and refused a statement; else it is away, and will refuse all others, too.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(_)))
    }

    /// Whether a UNIQUE constraint was violated: somebody else was first.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}
