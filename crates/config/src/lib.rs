//! config.json to typed settings.
