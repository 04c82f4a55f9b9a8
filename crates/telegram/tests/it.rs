//! Connections to the local data centre, with its faults.
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

mod it {
    mod faults;
    mod library;
    mod long_run;
    mod peers;
    mod proxy;
    mod sending;
    mod sessions;
    mod stage;
    mod updates;
    mod users;
}
