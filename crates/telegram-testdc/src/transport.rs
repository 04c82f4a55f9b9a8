//! How packets stand in the stream of bytes, told apart by its first bytes.
//!
//! Source: <https://core.telegram.org/mtproto/mtproto-transports>.

mod detect;
mod frame;

use anyhow::{Result, ensure};
use grammers_crypto::ObfuscatedCipher;

use frame::{Frame, Numbers};

/// The longest packet that is taken, in bytes; a file part is 512 KiB.
const LONGEST: usize = 2 << 20;

/// Cuts what is received into packets and frames what is sent.
#[derive(Default)]
pub(crate) struct Transport {
    frame: Option<Frame>,
    cipher: Option<ObfuscatedCipher>,
    received: Vec<u8>,
    /// How much of `received` is not enciphered any more.
    clear: usize,
    numbers: Numbers,
}

impl Transport {
    /// Takes what was read from the socket.
    pub(crate) fn feed(&mut self, data: &[u8]) {
        self.received.extend(data);
    }

    /// The next whole packet, if it is there.
    pub(crate) fn next_packet(&mut self) -> Result<Option<Vec<u8>>> {
        let Some(frame) = self.detect() else {
            return Ok(None);
        };
        if let Some(cipher) = &mut self.cipher {
            cipher.decrypt(&mut self.received[self.clear..]);
            self.clear = self.received.len();
        }
        let Some(place) = frame.place(&self.received) else {
            return Ok(None);
        };
        ensure!(place.end <= LONGEST, "a packet of {} bytes", place.end);
        if self.received.len() < place.end {
            return Ok(None);
        }
        frame.check(&self.received[..place.end], &mut self.numbers)?;
        let packet = frame.trim(&self.received[place.start..place.stop]).to_vec();
        self.received.drain(..place.end);
        self.clear = self.clear.saturating_sub(place.end);
        Ok(Some(packet))
    }

    /// Frames a packet.
    pub(crate) fn pack(&mut self, packet: &[u8]) -> Vec<u8> {
        let frame = self.frame.unwrap_or(Frame::Intermediate);
        let framed = frame.pack(packet, &mut self.numbers);
        self.encipher(framed)
    }

    /// Frames an error such as -404; the full transport has it in place of the length.
    pub(crate) fn pack_error(&mut self, code: i32) -> Vec<u8> {
        if self.frame == Some(Frame::Full) {
            return code.to_le_bytes().repeat(3);
        }
        self.pack(&code.to_le_bytes())
    }

    fn encipher(&mut self, mut framed: Vec<u8>) -> Vec<u8> {
        if let Some(cipher) = &mut self.cipher {
            cipher.encrypt(&mut framed);
        }
        framed
    }
}
