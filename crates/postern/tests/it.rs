//! The program itself, as an operator starts it and as people meet it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod it {
    mod browser;
    mod commands;
    mod dialogue;
    mod discord;
    mod imports;
    mod kinds;
    mod matrix_bridge;
    mod pasted;
    mod place;
    mod program;
    mod provider_news;
    mod qr_reader;
    mod setup;
    mod setup_by_questions;
    mod setup_telegram;
    mod telegram;
    mod walk;
    mod xmpp;
    mod xmpp_burst;
    mod xmpp_codes;
}
