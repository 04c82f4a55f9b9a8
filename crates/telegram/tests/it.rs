//! Connections to the local data centre, with its faults.
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

mod it {
    mod chats;
    mod devices;
    mod faults;
    mod gramjs;
    mod library;
    mod long_run;
    mod lost;
    mod news;
    mod peers;
    mod person;
    mod proxy;
    mod sending;
    mod sessions;
    mod stage;
    mod updates;
    mod users;
}
