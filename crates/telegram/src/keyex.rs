//! The exchange of keys with servers that are not Telegram's own.
//!
//! The library knows Telegram's public keys alone, but takes any key from the session. So the key is made here, by the
//! exchange of <https://core.telegram.org/mtproto/auth_key>, and put into the session before the library connects.

use std::net::SocketAddr;
use std::time::Duration;

use domain::world::World;
use grammers_crypto::two_factor_auth::check_p_and_g;
use grammers_crypto::{AuthKey, aes, factorize, generate_key_data_from_nonce, rsa};
use grammers_mtproto::{mtp, transport};
use grammers_mtsender::{InvocationError, Sender, ServerAddr};
use grammers_tl_types::{Cursor, Deserializable, Serializable, enums, functions as calls, types};
use num_bigint::BigUint;
use sha1::{Digest, Sha1};
use sha2::Sha256;

use crate::proxy::{Proxy, ProxyFault, Relay};
use crate::server_key::PublicKey;
use crate::session_string::KEY;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The server cannot be reached, or hangs up.
    #[error("the server cannot be reached to exchange keys")]
    Unreachable(#[from] std::io::Error),
    /// The proxy does not lead there.
    #[error(transparent)]
    Proxy(ProxyFault),
    /// The exchange broke off.
    #[error("the exchange of keys broke off")]
    Broken(#[from] InvocationError),
    /// It has none of the keys that were given.
    #[error("the server has another public key than those that are configured")]
    OtherKey,
    /// An answer is not what the protocol asks for.
    #[error("the server's answer in the exchange of keys is wrong: {0}")]
    Wrong(&'static str),
}

/// The SHA-256 of the prime that Telegram uses.
const USUAL_PRIME: [u8; 32] = [
    0x02, 0xf8, 0x5e, 0x76, 0x87, 0xfc, 0x6f, 0x33, 0xba, 0x67, 0x82, 0x26, 0xa9, 0x63, 0xb3, 0xc8,
    0xa1, 0x91, 0xb4, 0x7c, 0x89, 0x0c, 0xf3, 0x0d, 0xeb, 0xe1, 0x7c, 0x1d, 0x62, 0x3b, 0x5a, 0xf1,
];

type Plain = Sender<transport::Full, mtp::Plain>;

/// What both sides have drawn.
struct Nonces {
    nonce: [u8; 16],
    server_nonce: [u8; 16],
    new_nonce: [u8; 32],
}

/// Makes a key with the server at `address`, which must have one of `keys`, perhaps through a proxy, which may take so long
/// to lead there. It has no deadline of its own.
pub async fn exchange(
    address: SocketAddr,
    proxy: Option<(&Proxy, Duration)>,
    keys: &[PublicKey],
    world: &World,
) -> Result<[u8; KEY], ExchangeError> {
    let Some((proxy, deadline)) = proxy else {
        return exchange_at(ServerAddr::Tcp { address }, keys, world).await;
    };
    let relay = Relay::open(proxy, deadline, world)?;
    let way = ServerAddr::Proxied {
        address,
        proxy: relay.url(),
    };
    let made = relay.serve(exchange_at(way, keys, world)).await;
    made.map_err(|error| relay.road().fault().map_or(error, ExchangeError::Proxy))
}

async fn exchange_at(
    address: ServerAddr,
    keys: &[PublicKey],
    world: &World,
) -> Result<[u8; KEY], ExchangeError> {
    let mut server = Sender::connect(transport::Full::new(), mtp::Plain::new(), address).await?;
    let (nonces, sealed) = ask(&mut server, keys, world).await?;
    let (aes_key, iv) = generate_key_data_from_nonce(&nonces.server_nonce, &nonces.new_nonce);
    let inside = open(&nonces, sealed, &aes_key, &iv)?;
    let exponent: [u8; 256] = world.bytes();
    // A few milliseconds of arithmetic, for servers that few have: not worth another thread.
    let (own, shared) = agree(&inside, &exponent)?;
    let inner = types::ClientDhInnerData {
        nonce: nonces.nonce,
        server_nonce: nonces.server_nonce,
        retry_id: 0,
        g_b: own,
    };
    let inner = enums::ClientDhInnerData::Data(inner).to_bytes();
    let mut text = [&Sha1::digest(&inner)[..], &inner].concat();
    text.resize(text.len().next_multiple_of(16), 0);
    aes::ige_encrypt(&mut text, &aes_key, &iv);
    let answer = server
        .invoke(&calls::SetClientDhParams {
            nonce: nonces.nonce,
            server_nonce: nonces.server_nonce,
            encrypted_data: text,
        })
        .await?;
    confirm(answer, &nonces, shared)
}

/// The first two steps; gives what the server has sealed.
async fn ask(
    server: &mut Plain,
    keys: &[PublicKey],
    world: &World,
) -> Result<(Nonces, Vec<u8>), ExchangeError> {
    let nonce = world.bytes();
    let enums::ResPq::Pq(answer) = server.invoke(&calls::ReqPqMulti { nonce }).await?;
    ensure(answer.nonce == nonce, "nonce")?;
    let key = keys
        .iter()
        .find(|key| {
            answer
                .server_public_key_fingerprints
                .contains(&key.fingerprint())
        })
        .ok_or(ExchangeError::OtherKey)?;
    let (p, q) = factorize(product(&answer.pq)?);
    let nonces = Nonces {
        nonce,
        server_nonce: answer.server_nonce,
        new_nonce: world.bytes(),
    };
    let inner = enums::PQInnerData::Data(types::PQInnerData {
        pq: answer.pq,
        p: trimmed(p),
        q: trimmed(q),
        nonce,
        server_nonce: nonces.server_nonce,
        new_nonce: nonces.new_nonce,
    });
    let rsa_key = key.to_rsa().ok_or(ExchangeError::OtherKey)?;
    let request = calls::ReqDhParams {
        nonce,
        server_nonce: nonces.server_nonce,
        p: trimmed(p),
        q: trimmed(q),
        public_key_fingerprint: key.fingerprint(),
        encrypted_data: rsa::encrypt_hashed(&inner.to_bytes(), &rsa_key, &world.bytes()),
    };
    let enums::ServerDhParams::Ok(answer) = server.invoke(&request).await? else {
        return Err(ExchangeError::Wrong("refused"));
    };
    ensure(answer.nonce == nonce, "nonce")?;
    ensure(answer.server_nonce == nonces.server_nonce, "server nonce")?;
    Ok((nonces, answer.encrypted_answer))
}

/// The number that is to be taken apart, from its bytes, the greatest first.
fn product(pq: &[u8]) -> Result<u64, ExchangeError> {
    let bytes = pq.iter().rev().zip(0..8);
    let product = bytes.fold(0, |sum, (byte, place)| {
        sum | u64::from(*byte) << (8 * place)
    });
    ensure(pq.len() <= 8 && product > 1, "pq")?;
    Ok(product)
}

fn open(
    nonces: &Nonces,
    mut sealed: Vec<u8>,
    key: &[u8; 32],
    iv: &[u8; 32],
) -> Result<types::ServerDhInnerData, ExchangeError> {
    ensure(
        sealed.len() > 20 && sealed.len().is_multiple_of(16),
        "length of the answer",
    )?;
    aes::ige_decrypt(&mut sealed, key, iv);
    let (hash, answer) = sealed.split_at(20);
    let mut cursor = Cursor::from_slice(answer);
    let enums::ServerDhInnerData::Data(inside) = enums::ServerDhInnerData::deserialize(&mut cursor)
        .map_err(|_| ExchangeError::Wrong("inside of the answer"))?;
    ensure(Sha1::digest(&answer[..cursor.pos()])[..] == *hash, "hash")?;
    ensure(inside.nonce == nonces.nonce, "nonce")?;
    ensure(inside.server_nonce == nonces.server_nonce, "server nonce")?;
    Ok(inside)
}

/// Our half of the agreement, and the key.
fn agree(
    inside: &types::ServerDhInnerData,
    exponent: &[u8; 256],
) -> Result<(Vec<u8>, [u8; KEY]), ExchangeError> {
    ensure(good_group(&inside.dh_prime, inside.g), "prime or generator")?;
    let prime = BigUint::from_bytes_be(&inside.dh_prime);
    let theirs = BigUint::from_bytes_be(&inside.g_a);
    let exponent = BigUint::from_bytes_be(exponent);
    let generator = BigUint::from(inside.g.unsigned_abs());
    let own = generator.modpow(&exponent, &prime);
    let margin = BigUint::from(1_u8) << (2048 - 64);
    for half in [&theirs, &own] {
        ensure(
            *half > margin && *half < &prime - &margin,
            "half of the key",
        )?;
    }
    let shared = theirs.modpow(&exponent, &prime).to_bytes_be();
    let mut key = [0; KEY];
    key[KEY - shared.len()..].copy_from_slice(&shared);
    Ok((own.to_bytes_be(), key))
}

/// Whether the prime is a safe one and the generator fits it. To test a prime takes long, so that the one that all
/// servers of Telegram have used so far is known here by its SHA-256.
fn good_group(prime: &[u8], generator: i32) -> bool {
    let usual = Sha256::digest(prime)[..] == USUAL_PRIME && generator == 3;
    usual || (2..=7).contains(&generator) && check_p_and_g(prime, &generator)
}

fn confirm(
    answer: enums::SetClientDhParamsAnswer,
    nonces: &Nonces,
    key: [u8; KEY],
) -> Result<[u8; KEY], ExchangeError> {
    let enums::SetClientDhParamsAnswer::DhGenOk(answer) = answer else {
        return Err(ExchangeError::Wrong("refused"));
    };
    let hash = AuthKey::from_bytes(key).calc_new_nonce_hash(&nonces.new_nonce, 1);
    ensure(answer.nonce == nonces.nonce, "nonce")?;
    ensure(answer.server_nonce == nonces.server_nonce, "server nonce")?;
    ensure(answer.new_nonce_hash1 == hash, "hash of the key")?;
    Ok(key)
}

fn trimmed(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    bytes.into_iter().skip_while(|byte| *byte == 0).collect()
}

fn ensure(right: bool, what: &'static str) -> Result<(), ExchangeError> {
    right.then_some(()).ok_or(ExchangeError::Wrong(what))
}
