//! Drawing a code: only its digest is stored, and that before it is sent.

use domain::challenge::{Code, CodeDigits};
use domain::delivery::Cargo;
use domain::provider::RemoteId;
use store::outbox::Claimed;
use store::{Conn, Result, challenges};

use crate::desk::Desk;
use crate::quiet::is_unwanted;

/// What there is to send.
#[derive(Debug)]
pub(crate) enum Load {
    /// A notification.
    Notification,
    /// A code that was drawn just now. The one before it works no more.
    Code(Code),
    /// Nothing: there is a newer code, or none is wanted any more.
    Void,
    /// Nothing: the account was muted after the notification was accepted.
    Muted,
}

/// Draws the code of a claimed delivery, if it carries one, and stores its digest with where it goes.
pub(crate) async fn arm(
    conn: &mut Conn,
    desk: &Desk,
    claimed: &Claimed,
    to: &RemoteId,
) -> Result<Load> {
    let Cargo::Code { challenge, issue } = claimed.delivery.cargo else {
        let is_unwanted = is_unwanted(conn, desk, claimed).await?;
        return Ok(if is_unwanted {
            Load::Muted
        } else {
            Load::Notification
        });
    };
    let domain = desk.domains.get(&claimed.domain);
    let digits = domain.map_or_else(CodeDigits::default, |domain| domain.code_digits);
    let code = Code::draw(&desk.world, digits);
    let digest = code.digest(challenge, &desk.key);
    let now = desk.world.now();
    let wanted = challenges::set_code(conn, challenge, issue, &digest, to, now).await?;
    Ok(if wanted { Load::Code(code) } else { Load::Void })
}
