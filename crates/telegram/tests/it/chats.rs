//! Chats of a logged-in person: lists, histories, members, and what is done in them.

mod files;
mod lists;
mod members;
mod writing;
