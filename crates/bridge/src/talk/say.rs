//! What a room adds to what a login conversation says.

use telegram::login::{Note, Say, Wants};

/// Whether it only says that Telegram is being asked.
pub(super) fn is_asking(say: &Say) -> bool {
    const ASKING: [Note; 7] = [
        Note::RequestingCode,
        Note::CheckingCode,
        Note::FetchingHint,
        Note::CheckingPassword,
        Note::CheckingToken,
        Note::PreparingQr,
        Note::QrScanned,
    ];
    matches!(say, Say::Note(note) if ASKING.contains(note))
}

/// Which words can be typed instead of an answer, as a key; `None` if nothing is asked for.
pub(super) const fn hint(wants: &Wants) -> Option<&'static str> {
    Some(match wants {
        Wants::Phone => "bridge-login-hint-phone",
        Wants::Token => "bridge-login-hint-token",
        Wants::Code { words: false, .. } => "bridge-login-hint-code",
        Wants::Code { words: true, .. } => "bridge-login-hint-words",
        Wants::NewCode => "bridge-login-hint-new-code",
        Wants::Password => "bridge-login-hint-password",
        Wants::Scan { .. } => "bridge-login-hint-scan",
        Wants::NewQr => "bridge-login-hint-new-qr",
        Wants::Patience => "bridge-login-hint-patience",
        Wants::Nothing => return None,
    })
}
