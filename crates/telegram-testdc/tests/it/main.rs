//! Clients that no one here wrote take the data centre for Telegram.

mod grammers;
mod groups;
mod groups_speed;
mod mtcute;
mod mtcute_groups;
mod program;
mod speed;
mod stage;
mod telethon;
