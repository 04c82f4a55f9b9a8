//! What programs may do for people: log them in, look others up, begin chats.

mod language;
mod letting_in;
mod logging_in;
mod people;
mod program;
mod several;
