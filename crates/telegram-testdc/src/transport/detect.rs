//! Which transport a client has chosen.

use grammers_crypto::ObfuscatedCipher;

use super::Transport;
use super::frame::Frame;

const ABRIDGED: u8 = 0xef;
const INTERMEDIATE: [u8; 4] = [0xee; 4];
const PADDED: [u8; 4] = [0xdd; 4];
/// The length of what an obfuscated connection begins with.
const HEAD: usize = 64;

impl Transport {
    /// The transport, as soon as enough bytes are there to tell; its mark is taken from them.
    pub(super) fn detect(&mut self) -> Option<Frame> {
        if self.frame.is_some() {
            return self.frame;
        }
        let (frame, mark) = match *self.received.first()? {
            ABRIDGED => (Frame::Abridged, 1),
            _ => self.detect_longer()?,
        };
        self.received.drain(..mark);
        self.frame = Some(frame);
        self.frame
    }

    fn detect_longer(&mut self) -> Option<(Frame, usize)> {
        let start = self.received.get(..8)?;
        match (start[..4] == INTERMEDIATE, start[..4] == PADDED) {
            (true, _) => return Some((Frame::Intermediate, 4)),
            (_, true) => return Some((Frame::Padded, 4)),
            // The first packet of the full transport has the number 0.
            _ if start[4..] == [0; 4] => return Some((Frame::Full, 0)),
            _ => {}
        }
        self.detect_obfuscated()
    }

    /// The head is enciphered with the keys it holds itself; its last bytes name the transport within.
    fn detect_obfuscated(&mut self) -> Option<(Frame, usize)> {
        let mut head: [u8; HEAD] = self.received.get(..HEAD)?.try_into().ok()?;
        // We read with the keys that the client writes with: those of the reversed head.
        let mut reversed = head;
        reversed[8..56].reverse();
        let mut cipher = ObfuscatedCipher::new(&reversed);
        cipher.decrypt(&mut head);
        self.cipher = Some(cipher);
        let frame = match head[56] {
            ABRIDGED => Frame::Abridged,
            0xee => Frame::Intermediate,
            _ => Frame::Padded,
        };
        Some((frame, HEAD))
    }
}
