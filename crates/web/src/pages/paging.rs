//! Long lists, a page at a time.

use crate::fault::encode;

/// The links below a page of a long list, as paths with queries; none of them, if all rows stand on one page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Paging {
    /// To the first page, from any other.
    pub(crate) first: Option<String>,
    /// To the next page, if there is one.
    pub(crate) next: Option<String>,
}

/// Where a page of a list begins.
pub(crate) struct Place<'a> {
    /// The path of the list.
    pub(crate) path: &'a str,
    /// The query that asks for this list, whatever the page.
    pub(crate) query: &'a str,
    /// The name of the query's part that says where a page begins: `before` or `after`.
    pub(crate) key: &'a str,
    /// What that part said for this page; empty for the first one.
    pub(crate) at: &'a str,
}

/// How many rows to ask for, so as to know whether there are more than `rows`.
pub(crate) fn one_more(rows: usize) -> i64 {
    i64::try_from(rows + 1).unwrap_or(i64::MAX)
}

impl Paging {
    /// Cuts what was found by [`one_more`] down to `rows`. `name` gives what the next page begins at, for the last row.
    pub(crate) fn cut<T>(
        found: &mut Vec<T>,
        rows: usize,
        place: &Place<'_>,
        name: impl Fn(&T) -> String,
    ) -> Self {
        let has_more = found.len() > rows;
        found.truncate(rows);
        let Place {
            path,
            query,
            key,
            at,
        } = place;
        let next = found.last().filter(|_| has_more).map(|last| {
            let joint = if query.is_empty() { "" } else { "&" };
            format!("{path}?{query}{joint}{key}={}", encode(&name(last)))
        });
        let first = (!at.is_empty()).then(|| {
            if query.is_empty() {
                (*path).to_owned()
            } else {
                format!("{path}?{query}")
            }
        });
        Self { first, next }
    }

    /// Whether there is any page but this one.
    pub(crate) fn has_links(&self) -> bool {
        self.first.is_some() || self.next.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place<'a>(query: &'a str, at: &'a str) -> Place<'a> {
        Place {
            path: "/list",
            query,
            key: "after",
            at,
        }
    }

    #[test]
    fn the_next_page_begins_after_the_last_row_of_this_one() {
        let mut found = vec!["a", "b & c", "d"];
        let paging = Paging::cut(&mut found, 2, &place("q=1", ""), ToString::to_string);
        assert_eq!(found, ["a", "b & c"]);
        assert_eq!(paging.next.as_deref(), Some("/list?q=1&after=b%20%26%20c"));
        assert_eq!(paging.first, None);
    }

    #[test]
    fn the_last_page_leads_back_to_the_first() {
        let mut found = vec!["d", "e"];
        let paging = Paging::cut(&mut found, 2, &place("", "c"), ToString::to_string);
        assert_eq!(paging.next, None);
        assert_eq!(paging.first.as_deref(), Some("/list"));
        assert!(paging.has_links());
    }
}
