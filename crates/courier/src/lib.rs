//! The outbox: claim, word, send, record.
