//! Hashing with argon2id (19 MiB, 2 passes: OWASP's first recommendation), a few at a time so that a flood of
//! sign-ins cannot take all memory.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash as Phc;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use domain::secret::PasswordHash;
use domain::world::World;
use tokio::sync::Semaphore;

use crate::{FlowError, Result};

static SLOTS: Semaphore = Semaphore::const_new(4);

/// A hash that no password has: compared with when there is no such user, so that the answer takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmUuLg$MlcmZTwoMTLXQ8P7fHS1QSHmIqiC4AqvEnxyUjLlSVM";

/// A salt: the same one may serve several secrets of one user that are made together.
pub(crate) struct Grain([u8; 16]);

impl Grain {
    pub(crate) fn draw(world: &World) -> Self {
        Self(world.bytes())
    }
}

/// Hashes each of `secrets` with the same salt.
pub(crate) async fn hash_all(secrets: Vec<String>, salt: Grain) -> Result<Vec<PasswordHash>> {
    let _slot = SLOTS
        .acquire()
        .await
        .map_err(|e| FlowError::Hash(e.to_string()))?;
    tokio::task::spawn_blocking(move || {
        secrets
            .iter()
            .map(|secret| hash_with(secret, &salt.0))
            .collect()
    })
    .await
    .map_err(|e| FlowError::Hash(e.to_string()))?
}

/// Hashes a password with a fresh salt.
pub(crate) async fn hash(secret: &str, world: &World) -> Result<PasswordHash> {
    let mut hashes = hash_all(vec![secret.to_owned()], Grain::draw(world)).await?;
    hashes
        .pop()
        .ok_or_else(|| FlowError::Hash("nothing was hashed".into()))
}

/// Whether `secret` has this hash; `None` takes as long and is always false.
pub(crate) async fn verify(secret: &str, hash: Option<&PasswordHash>) -> Result<bool> {
    let known = hash.is_some();
    let stored = hash.map_or_else(|| NOBODY.to_owned(), |hash| hash.reveal().to_owned());
    let secret = secret.to_owned();
    let _slot = SLOTS
        .acquire()
        .await
        .map_err(|e| FlowError::Hash(e.to_string()))?;
    let same = tokio::task::spawn_blocking(move || {
        let parsed = Phc::new(&stored).map_err(|e| FlowError::Hash(e.to_string()))?;
        Ok::<_, FlowError>(
            Argon2::default()
                .verify_password(secret.as_bytes(), &parsed)
                .is_ok(),
        )
    })
    .await
    .map_err(|e| FlowError::Hash(e.to_string()))??;
    Ok(same && known)
}

/// Which of `hashes`, all made with one salt, `secret` has: one hashing for all of them.
pub(crate) async fn position(secret: &str, hashes: Vec<PasswordHash>) -> Result<Option<usize>> {
    let secret = secret.to_owned();
    let _slot = SLOTS
        .acquire()
        .await
        .map_err(|e| FlowError::Hash(e.to_string()))?;
    tokio::task::spawn_blocking(move || {
        let Some(first) = hashes.first() else {
            return Ok(None);
        };
        let parsed = Phc::new(first.reveal()).map_err(|e| FlowError::Hash(e.to_string()))?;
        let Some(salt) = parsed.salt else {
            return Ok(None);
        };
        let ours = hash_with(&secret, salt.as_ref())?;
        Ok(hashes.iter().position(|hash| {
            domain::secret::same(hash.reveal().as_bytes(), ours.reveal().as_bytes())
        }))
    })
    .await
    .map_err(|e| FlowError::Hash(e.to_string()))?
}

fn hash_with(secret: &str, salt: &[u8]) -> Result<PasswordHash> {
    let hash: Phc = Argon2::default()
        .hash_password_with_salt(secret.as_bytes(), salt)
        .map_err(|e| FlowError::Hash(e.to_string()))?;
    Ok(PasswordHash::new(hash.to_string()))
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Waker};

    use super::*;

    fn real() -> PasswordHash {
        hash_with("correct horse battery", &[7; 16]).unwrap()
    }

    #[test]
    fn security_55_nobodys_hash_costs_what_a_users_costs() {
        let (nobody, user) = (Phc::new(NOBODY).unwrap(), real());
        let user = Phc::new(user.reveal()).unwrap();
        let costs = |hash: &Phc| {
            (
                hash.algorithm.to_string(),
                hash.version,
                hash.params.to_string(),
                hash.salt.as_ref().map(|salt| salt.as_ref().len()),
                hash.hash.as_ref().map(|hash| hash.as_ref().len()),
            )
        };
        assert_eq!(costs(&nobody), costs(&user));
    }

    #[tokio::test]
    async fn security_55_a_password_is_hashed_for_nobody_as_for_a_user() {
        let user = real();
        // Without room to hash, none of them is answered: not even nobody, whose answer is known before.
        let room = SLOTS.acquire_many(4).await.unwrap();
        let mut context = Context::from_waker(Waker::noop());
        let mut known = pin!(verify("a guess", Some(&user)));
        let mut unknown = pin!(verify("a guess", None));
        assert!(known.as_mut().poll(&mut context).is_pending());
        assert!(unknown.as_mut().poll(&mut context).is_pending());
        drop(room);
        assert!(!known.await.unwrap() && !unknown.await.unwrap());
        assert!(verify("correct horse battery", Some(&user)).await.unwrap());
        assert!(!verify("correct horse battery", None).await.unwrap());
    }
}
