//! Reading columns into our types.

use std::str::FromStr;

use domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::{Result, StoreError};

/// Typed access to the columns of a row.
pub(crate) trait Columns {
    fn text(&self, column: &'static str) -> Result<String>;
    fn opt_text(&self, column: &'static str) -> Result<Option<String>>;
    fn number(&self, column: &'static str) -> Result<i64>;
    fn opt_number(&self, column: &'static str) -> Result<Option<i64>>;
    fn opt_bytes(&self, column: &'static str) -> Result<Option<Vec<u8>>>;

    /// An id, or anything else that reads itself from text.
    fn parsed<T: FromStr>(&self, column: &'static str) -> Result<T> {
        self.text(column)?
            .parse()
            .map_err(|_| StoreError::Inconsistent { column })
    }

    fn opt_parsed<T: FromStr>(&self, column: &'static str) -> Result<Option<T>> {
        let text = self.opt_text(column)?;
        text.map(|text| {
            text.parse()
                .map_err(|_| StoreError::Inconsistent { column })
        })
        .transpose()
    }

    fn flag(&self, column: &'static str) -> Result<bool> {
        Ok(self.number(column)? != 0)
    }

    fn time(&self, column: &'static str) -> Result<Timestamp> {
        self.number(column).map(Timestamp::from_micros)
    }

    fn opt_time(&self, column: &'static str) -> Result<Option<Timestamp>> {
        Ok(self.opt_number(column)?.map(Timestamp::from_micros))
    }
}

impl Columns for AnyRow {
    fn text(&self, column: &'static str) -> Result<String> {
        Ok(self.try_get(column)?)
    }

    fn opt_text(&self, column: &'static str) -> Result<Option<String>> {
        Ok(self.try_get(column)?)
    }

    fn number(&self, column: &'static str) -> Result<i64> {
        Ok(self.try_get(column)?)
    }

    fn opt_number(&self, column: &'static str) -> Result<Option<i64>> {
        Ok(self.try_get(column)?)
    }

    fn opt_bytes(&self, column: &'static str) -> Result<Option<Vec<u8>>> {
        Ok(self.try_get(column)?)
    }
}

/// `$first, $first+1, …`, `count` of them. Long lists are bound in pieces of at most [`PIECE`].
pub(crate) fn placeholders(first: usize, count: usize) -> String {
    let marks: Vec<String> = (first..first + count).map(|n| format!("${n}")).collect();
    marks.join(", ")
}

/// `($1, $2), ($3, $4), …`: `count` rows of `width` values.
pub(crate) fn rows(count: usize, width: usize) -> String {
    let rows: Vec<String> = (0..count)
        .map(|row| format!("({})", placeholders(1 + row * width, width)))
        .collect();
    rows.join(", ")
}

/// Cuts a list into pieces of a few fixed lengths, so that each statement is prepared once and kept.
pub(crate) fn chunks<T>(mut items: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = [128, 64, 32, 16, 8, 4, 2, 1]
            .into_iter()
            .find(|size| items.len() >= *size)?;
        let (chunk, rest) = items.split_at(size);
        items = rest;
        Some(chunk)
    })
}

/// How many values of a list are bound at once.
pub(crate) const PIECE: usize = 500;

/// A time as it is bound.
pub(crate) fn micros(time: Timestamp) -> i64 {
    time.as_micros()
}

#[cfg(test)]
mod tests {
    #[test]
    fn chunks_hold_everything_in_order() {
        let items: Vec<u32> = (0..175).collect();
        let pieces: Vec<&[u32]> = super::chunks(&items).collect();
        assert_eq!(
            pieces.iter().map(|p| p.len()).collect::<Vec<_>>(),
            [128, 32, 8, 4, 2, 1]
        );
        assert_eq!(pieces.concat(), items);
    }

    #[test]
    fn rows_are_numbered_on() {
        assert_eq!(super::rows(2, 2), "($1, $2), ($3, $4)");
    }
}
