//! Flows on a real database.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod it {
    mod accepting;
    mod provider_news;
}
