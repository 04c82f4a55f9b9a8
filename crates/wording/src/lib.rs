//! What Postern says: a key and a locale to a text.
//!
//! The texts are Fluent files in `locales/`, built into the program. `messages.ftl` goes to messengers
//! ([`message`]), `reception.ftl` answers whoever writes there ([`reception`]), `pages.ftl`, `account.ftl` and `admin.ftl` are on pages, `faults.ftl` says what is wrong with what somebody typed.

mod bundles;
pub mod message;
pub mod reception;
mod rich;
mod words;

pub use fluent_bundle::FluentValue as Value;
pub use words::Words;
