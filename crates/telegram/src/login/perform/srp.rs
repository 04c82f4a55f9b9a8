//! The proof that a password is known, without sending it (<https://core.telegram.org/api/srp>).

use domain::secret::Password;
use domain::world::World;
use grammers_crypto::two_factor_auth::{calculate_2fa, check_p_and_g};
use grammers_mtsender::RpcError;
use grammers_tl_types::{enums, types};

/// The proof, or the error by whose name the conversation knows what is wrong with the terms.
///
/// It takes a second of computing, so it is not done where other tasks run.
pub(super) async fn proof(
    terms: types::account::Password,
    password: Password,
    world: &World,
) -> Result<enums::InputCheckPasswordSrp, RpcError> {
    let drawn: [u8; 256] = world.bytes();
    // The library panics on terms that it does not expect; that ends this piece of work, and nothing else.
    let work = tokio::task::spawn_blocking(move || compute(&terms, &password, drawn));
    work.await
        .unwrap_or_else(|_| Err(named("PASSWORD_UNKNOWN_KDF")))
}

fn compute(
    terms: &types::account::Password,
    password: &Password,
    mut secret: [u8; 256],
) -> Result<enums::InputCheckPasswordSrp, RpcError> {
    let Some(algorithm) = &terms.current_algo else {
        return Err(named("PASSWORD_MISSING"));
    };
    let enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow(algorithm) =
        algorithm
    else {
        return Err(named("PASSWORD_UNKNOWN_KDF"));
    };
    let (Some(g_b), Some(srp_id)) = (&terms.srp_b, terms.srp_id) else {
        return Err(named("SRP_ID_INVALID"));
    };
    if !(2..=7).contains(&algorithm.g) || !check_p_and_g(&algorithm.p, &algorithm.g) {
        return Err(named("PASSWORD_UNKNOWN_KDF"));
    }
    // Telegram sends random bytes to be mixed in; what they are must not decide alone.
    for (byte, theirs) in secret.iter_mut().zip(&terms.secure_random) {
        *byte ^= theirs;
    }
    let (m1, g_a) = calculate_2fa(
        &algorithm.salt1,
        &algorithm.salt2,
        &algorithm.p,
        &algorithm.g,
        g_b.clone(),
        secret.to_vec(),
        password.reveal(),
    );
    let proof = types::InputCheckPasswordSrp {
        srp_id,
        a: g_a.to_vec(),
        m1: m1.to_vec(),
    };
    Ok(proof.into())
}

fn named(name: &str) -> RpcError {
    RpcError {
        code: 400,
        name: name.to_owned(),
        value: None,
        caused_by: None,
    }
}
