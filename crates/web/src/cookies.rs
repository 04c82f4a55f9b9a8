//! Our cookies. The `__Host-` prefix makes browsers refuse them unless they are secure and of this host alone.

use axum::http::HeaderMap;
use axum_extra::extract::CookieJar;
use domain::secret::Token;
use domain::tenant::Domain;

const FLAGS: &str = "; Path=/; Secure; HttpOnly; SameSite=Lax";

/// The tokens that a browser may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Of a session.
    Session,
    /// Of a sign-in that waits for its second factor.
    PendingSignIn,
    /// Of the page on which a Telegram account is logged in.
    TelegramLogin,
}

/// The token that the browser sent, if it did.
pub(crate) fn read(headers: &HeaderMap, domain: &Domain, kept: Kept) -> Option<Token> {
    let jar = CookieJar::from_headers(headers);
    jar.get(&name(domain, kept))
        .map(|cookie| Token::new(cookie.value()))
}

/// A `Set-Cookie` header that holds the token; how long it works, the database knows.
pub(crate) fn keep(domain: &Domain, kept: Kept, token: &Token) -> String {
    let age = match kept {
        Kept::Session => format!("; Max-Age={}", domain::session::LIFETIME.as_secs()),
        Kept::PendingSignIn | Kept::TelegramLogin => String::new(),
    };
    format!("{}={}{FLAGS}{age}", name(domain, kept), token.reveal())
}

/// A `Set-Cookie` header that makes the browser forget the token.
pub(crate) fn forget(domain: &Domain, kept: Kept) -> String {
    format!("{}={FLAGS}; Max-Age=0", name(domain, kept))
}

/// One name a domain, since all domains of a host share its cookies.
fn name(domain: &Domain, kept: Kept) -> String {
    let stem = match kept {
        Kept::Session => "__Host-postern",
        Kept::PendingSignIn => "__Host-postern-pending",
        Kept::TelegramLogin => "__Host-postern-telegram",
    };
    if domain.name.is_empty() {
        return stem.to_owned();
    }
    let hex = domain
        .name
        .bytes()
        .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    format!("{stem}-{hex}")
}
