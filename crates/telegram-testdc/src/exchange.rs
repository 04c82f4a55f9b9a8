//! The key exchange (<https://core.telegram.org/mtproto/auth_key>), the server's side.

use anyhow::{Context, Result, bail, ensure};
use grammers_crypto::{aes, generate_key_data_from_nonce};
use grammers_tl_types::{
    self as tl, Cursor, Deserializable, Identifiable, Serializable, enums, functions as f,
    types as t,
};
use num_bigint::BigUint;

use crate::chance;
use crate::clock;
use crate::crypto::message::AuthKey;
use crate::crypto::rsa::RsaKey;
use crate::crypto::{dh, sha1};

/// The product of two primes that a client has to find: its proof of work.
const PQ: u64 = 0x17ED_4894_1A08_F981;

/// A key exchange that has begun.
pub(crate) struct Exchange {
    nonce: [u8; 16],
    server_nonce: [u8; 16],
    new_nonce: [u8; 32],
    /// How long the key is to live, in seconds, if it is a temporary one.
    lives: Option<i32>,
    secret: BigUint,
}

/// The key that an exchange ended with.
pub(crate) struct Made {
    /// The key itself.
    pub(crate) key: AuthKey,
    /// Its first salt.
    pub(crate) salt: i64,
    /// How long it lives, in seconds, if it is a temporary one.
    pub(crate) lives: Option<i32>,
}

/// The answer to one step, and the key if it was the last.
pub(crate) type Step = (Vec<u8>, Option<Made>);

/// Answers one step of the exchange.
pub(crate) fn step(state: &mut Option<Exchange>, rsa: &RsaKey, body: &[u8]) -> Result<Step> {
    let cursor = &mut Cursor::from_slice(body);
    match u32::deserialize(cursor)? {
        // Both differ in nothing but their name.
        f::ReqPqMulti::CONSTRUCTOR_ID | f::ReqPq::CONSTRUCTOR_ID => {
            let nonce = f::ReqPqMulti::deserialize(cursor)?.nonce;
            Ok((begin(state, rsa, nonce), None))
        }
        f::ReqDhParams::CONSTRUCTOR_ID => {
            let request = f::ReqDhParams::deserialize(cursor)?;
            let exchange = state.as_mut().context("no exchange has begun")?;
            Ok((exchange.offer(rsa, &request)?, None))
        }
        f::SetClientDhParams::CONSTRUCTOR_ID => {
            let request = f::SetClientDhParams::deserialize(cursor)?;
            let exchange = state.take().context("no exchange has begun")?;
            let (answer, made) = exchange.finish(request)?;
            Ok((answer, Some(made)))
        }
        // Old clients acknowledge even here.
        t::MsgsAck::CONSTRUCTOR_ID => Ok((Vec::new(), None)),
        id => bail!("{} is not part of a key exchange", tl::name_for_id(id)),
    }
}

fn begin(state: &mut Option<Exchange>, rsa: &RsaKey, nonce: [u8; 16]) -> Vec<u8> {
    let server_nonce = chance::bytes();
    *state = Some(Exchange {
        nonce,
        server_nonce,
        new_nonce: [0; 32],
        lives: None,
        secret: dh::secret(),
    });
    let answer = t::ResPq {
        nonce,
        server_nonce,
        pq: PQ.to_be_bytes().to_vec(),
        server_public_key_fingerprints: vec![rsa.fingerprint()],
    };
    enums::ResPq::Pq(answer).to_bytes()
}

impl Exchange {
    /// `req_DH_params`: checks the work and offers our half of the key.
    fn offer(&mut self, rsa: &RsaKey, request: &f::ReqDhParams) -> Result<Vec<u8>> {
        self.expect(request.nonce, request.server_nonce)?;
        ensure!(
            request.public_key_fingerprint == rsa.fingerprint(),
            "another server's key"
        );
        let data = rsa.open(&request.encrypted_data);
        self.read_inner(&data.context("p_q_inner_data does not open")?)?;
        let inner = t::ServerDhInnerData {
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            g: dh::G as i32,
            g_a: dh::padded(&dh::public(&self.secret)).to_vec(),
            dh_prime: dh::PRIME.to_bytes_be(),
            server_time: clock::now(),
        };
        let inner = enums::ServerDhInnerData::Data(inner).to_bytes();
        let mut sealed = [&sha1(&[&inner])[..], &inner].concat();
        sealed.resize(sealed.len().next_multiple_of(16), 0);
        let (key, iv) = generate_key_data_from_nonce(&self.server_nonce, &self.new_nonce);
        aes::ige_encrypt(&mut sealed, &key, &iv);
        let answer = t::ServerDhParamsOk {
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            encrypted_answer: sealed,
        };
        Ok(enums::ServerDhParams::Ok(answer).to_bytes())
    }

    fn read_inner(&mut self, data: &[u8]) -> Result<()> {
        let (p, q, nonce, new_nonce, lives) = match enums::PQInnerData::from_bytes(data)? {
            enums::PQInnerData::Data(d) => (d.p, d.q, d.nonce, d.new_nonce, None),
            enums::PQInnerData::Dc(d) => (d.p, d.q, d.nonce, d.new_nonce, None),
            enums::PQInnerData::Temp(d) => (d.p, d.q, d.nonce, d.new_nonce, Some(d.expires_in)),
            enums::PQInnerData::TempDc(d) => (d.p, d.q, d.nonce, d.new_nonce, Some(d.expires_in)),
        };
        let number = |digits: &[u8]| digits.iter().fold(0_u64, |n, d| n << 8 | u64::from(*d));
        ensure!(
            nonce == self.nonce && number(&p).wrapping_mul(number(&q)) == PQ,
            "p_q_inner_data is wrong"
        );
        (self.new_nonce, self.lives) = (new_nonce, lives);
        Ok(())
    }

    /// `set_client_DH_params`: takes the client's half and makes the key.
    fn finish(self, mut request: f::SetClientDhParams) -> Result<(Vec<u8>, Made)> {
        self.expect(request.nonce, request.server_nonce)?;
        let data = &mut request.encrypted_data;
        ensure!(
            data.len().is_multiple_of(16) && data.len() > 20,
            "the client's half has a wrong length"
        );
        let (key, iv) = generate_key_data_from_nonce(&self.server_nonce, &self.new_nonce);
        aes::ige_decrypt(data, &key, &iv);
        let enums::ClientDhInnerData::Data(inner) =
            enums::ClientDhInnerData::from_bytes(&data[20..])?;
        self.expect(inner.nonce, inner.server_nonce)?;
        let g_b = BigUint::from_bytes_be(&inner.g_b);
        ensure!(dh::is_safe(&g_b), "the client's half is not safe");
        let key = dh::padded(&g_b.modpow(&self.secret, &dh::PRIME));
        let salt = std::array::from_fn(|at| self.new_nonce[at] ^ self.server_nonce[at]);
        let auth_key = grammers_crypto::AuthKey::from_bytes(key);
        let answer = t::DhGenOk {
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            new_nonce_hash1: auth_key.calc_new_nonce_hash(&self.new_nonce, 1),
        };
        let made = Made {
            key,
            salt: i64::from_le_bytes(salt),
            lives: self.lives,
        };
        Ok((
            enums::SetClientDhParamsAnswer::DhGenOk(answer).to_bytes(),
            made,
        ))
    }

    fn expect(&self, nonce: [u8; 16], server_nonce: [u8; 16]) -> Result<()> {
        ensure!(
            (nonce, server_nonce) == (self.nonce, self.server_nonce),
            "the numbers of another exchange"
        );
        Ok(())
    }
}
