//! Links from a chat on Matrix to the page where somebody logs in to Telegram.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::secret::Token;
use crate::world::World;

/// How long a link can be opened.
pub const LIFETIME: Duration = Duration::from_secs(15 * 60);

/// How long the browser that opened a link can use the page. Each login that is begun there has a lifetime of its own.
pub const PAGE_LIFETIME: Duration = Duration::from_secs(60 * 60);

/// Where the page lies; the token follows.
pub const PATH: &str = "/telegram-login/";

/// Draws the token of a new link: 128 bits in 22 characters of `A-Z a-z 0-9 _ -`.
pub fn draw(world: &World) -> Token {
    Token::new(URL_SAFE_NO_PAD.encode(world.bytes::<16>()))
}

/// The whole link. `pages` is the address of our pages, such as `https://postern.example.org`.
pub fn address(pages: &str, token: &Token) -> String {
    format!("{}{PATH}{}", pages.trim_end_matches('/'), token.reveal())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    #[test]
    fn security_29_a_link_has_128_bits_and_works_for_a_quarter_of_an_hour() {
        let world = World::new(|| Timestamp::from_micros(0), |bytes| bytes.fill(0xff));
        let token = draw(&world);
        assert_eq!(token.reveal().len(), 22);
        assert_eq!(
            address("https://a.example/", &token),
            format!("https://a.example/telegram-login/{}", token.reveal())
        );
        assert_eq!(LIFETIME.as_secs(), 900);
    }
}
