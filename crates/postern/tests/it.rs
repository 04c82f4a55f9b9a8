//! The program itself, as an operator starts it and as people meet it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod it {
    mod browser;
    mod commands;
    mod imports;
    mod place;
    mod program;
    mod setup;
    mod walk;
    mod xmpp;
    mod xmpp_burst;
    mod xmpp_codes;
}
