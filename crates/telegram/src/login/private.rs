//! What a person would not want to see in a log: texts with a silent `Debug`.

macro_rules! private_text {
    ($($(#[$meta:meta])* $name:ident)*) => {$(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// Takes the text in.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text, for the one place that must have it.
            pub fn reveal(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

private_text! {
    /// What a person typed, as it was typed; nothing is known about it yet.
    Typed
    /// A login code, tidied.
    LoginCode
    /// A phone number in the form of E.164: `+` and 7 to 15 digits.
    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(transparent)]
    Phone
    /// What Telegram ties a code to, `phone_code_hash`.
    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(transparent)]
    CodeHash
    /// The hint that a person has set for the password.
    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(transparent)]
    Hint
    /// A link `tg://login?token=…`, to be shown as a QR code.
    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(transparent)]
    QrLink
    /// The name of an account, as its owner calls it.
    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(transparent)]
    AccountName
}
