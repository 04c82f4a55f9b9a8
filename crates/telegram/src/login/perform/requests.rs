//! The requests of the way by phone number.

use grammers_tl_types::{functions, types};

use crate::login::private::{CodeHash, LoginCode, Phone};

pub(super) fn resend_code(phone: &Phone, hash: &CodeHash) -> functions::auth::ResendCode {
    functions::auth::ResendCode {
        phone_number: phone.reveal().to_owned(),
        phone_code_hash: hash.reveal().to_owned(),
        reason: None,
    }
}

pub(super) fn cancel_code(phone: &Phone, hash: &CodeHash) -> functions::auth::CancelCode {
    functions::auth::CancelCode {
        phone_number: phone.reveal().to_owned(),
        phone_code_hash: hash.reveal().to_owned(),
    }
}

pub(super) fn sign_in(
    phone: &Phone,
    hash: &CodeHash,
    code: &LoginCode,
    by_email: bool,
) -> functions::auth::SignIn {
    let code = code.reveal().to_owned();
    let (phone_code, email_verification) = if by_email {
        let code = types::EmailVerificationCode { code };
        (None, Some(code.into()))
    } else {
        (Some(code), None)
    };
    functions::auth::SignIn {
        phone_number: phone.reveal().to_owned(),
        phone_code_hash: hash.reveal().to_owned(),
        phone_code,
        email_verification,
    }
}
