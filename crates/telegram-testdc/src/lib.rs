//! A local Telegram data centre for tests.
