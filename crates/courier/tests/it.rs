//! The courier on a real database, with a fake messenger and a moved clock.
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

mod it {
    mod codes;
    mod fallback;
    mod fences;
    mod house;
    mod news;
    mod outcomes;
    mod providers;
    mod quiet;
    mod retention;
    mod retries;
    mod sending;
    mod stopping;
    mod throughput;
    mod trouble;
}
