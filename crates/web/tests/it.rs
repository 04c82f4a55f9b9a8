//! Scenarios through pages and API, on a real database.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod it {
    mod account;
    mod chat;
    mod claims;
    mod factors;
    mod guessing;
    mod hostile;
    mod in_a_browser;
    mod joining;
    mod managing;
    mod no_shortcuts;
    mod pictures;
    mod programs;
    mod records;
    mod reports;
    mod secret_handles;
    mod security;
    mod sign_in;
    mod start_links;
    mod telegram_login;
    mod unfit;
    mod writing;
}
