//! Clients that no one here wrote take the data centre for Telegram.

mod mtcute;
mod stage;
mod telethon;
