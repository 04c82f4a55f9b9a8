//! The page on which people on Matrix log their Telegram accounts in, with a data centre that speaks real `MTProto`.

mod elsewhere;
mod hostile;
mod in_a_browser;
mod links;
mod own_account;
mod pictures;
mod stage;
mod ways;
