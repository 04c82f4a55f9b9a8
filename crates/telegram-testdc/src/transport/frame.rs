//! The four ways to frame a packet.

use anyhow::{Result, ensure};

use crate::chance;

/// A way to frame a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// Length, number, packet, CRC-32.
    Full,
    /// Length in words of four bytes, in one byte or four.
    Abridged,
    /// Length in four bytes.
    Intermediate,
    /// As [`Frame::Intermediate`], with up to 15 random bytes behind the packet.
    Padded,
}

/// The numbers that packets of the full transport bear, in each direction.
#[derive(Default)]
pub(super) struct Numbers {
    received: u32,
    sent: u32,
}

/// Where a packet begins and stops, and where its frame ends.
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) stop: usize,
    pub(super) end: usize,
}

impl Frame {
    /// Where the first packet lies, if its length is there.
    pub(super) fn place(self, bytes: &[u8]) -> Option<Place> {
        let (start, length, tail) = match self {
            Self::Full => (8, (word(bytes, 0)? as usize).saturating_sub(12), 4),
            Self::Abridged => {
                let short = usize::from(bytes.first()? & 0x7f);
                if short == 0x7f {
                    (4, (word(bytes, 0)? >> 8) as usize * 4, 0)
                } else {
                    (1, short * 4, 0)
                }
            }
            // The highest bit asks for a quick acknowledgement, which nobody needs here.
            Self::Intermediate | Self::Padded => (4, (word(bytes, 0)? & 0x7fff_ffff) as usize, 0),
        };
        let stop = start + length;
        Some(Place {
            start,
            stop,
            end: stop + tail,
        })
    }

    /// Checks number and sum where the transport has them.
    pub(super) fn check(self, framed: &[u8], numbers: &mut Numbers) -> Result<()> {
        if self != Self::Full {
            return Ok(());
        }
        let body = framed.len() - 4;
        ensure!(
            word(framed, 4) == Some(numbers.received),
            "a packet out of its order"
        );
        let sum = crc32fast::hash(&framed[..body]);
        ensure!(word(framed, body) == Some(sum), "a packet with a wrong sum");
        numbers.received = numbers.received.wrapping_add(1);
        Ok(())
    }

    /// Takes the random bytes away that stand behind a padded packet.
    pub(super) fn trim(self, packet: &[u8]) -> &[u8] {
        if self != Self::Padded {
            return packet;
        }
        let plain = packet.starts_with(&[0; 8]);
        let length = if plain {
            // Key id, message id, length, body.
            word(packet, 16).map_or(packet.len(), |body| 20 + body as usize)
        } else {
            // Key id and message key, then whole blocks of 16 bytes.
            packet.len() - packet.len().saturating_sub(24) % 16
        };
        &packet[..length.min(packet.len())]
    }

    /// Frames a packet.
    pub(super) fn pack(self, packet: &[u8], numbers: &mut Numbers) -> Vec<u8> {
        let length = packet.len() as u32;
        let mut out = Vec::with_capacity(packet.len() + 20);
        match self {
            Self::Full => {
                out.extend((length + 12).to_le_bytes());
                out.extend(numbers.sent.to_le_bytes());
                out.extend(packet);
                out.extend(crc32fast::hash(&out).to_le_bytes());
                numbers.sent = numbers.sent.wrapping_add(1);
            }
            Self::Abridged => {
                let words = length / 4;
                if words < 0x7f {
                    out.push(words as u8);
                } else {
                    out.extend((words << 8 | 0x7f).to_le_bytes());
                }
                out.extend(packet);
            }
            Self::Intermediate => {
                out.extend(length.to_le_bytes());
                out.extend(packet);
            }
            Self::Padded => {
                let random = chance::bytes::<16>();
                // An error must stay shorter than a packet, so it gets no padding.
                let padding = if packet.len() > 4 {
                    random[0] & 0x0f
                } else {
                    0
                };
                out.extend((length + u32::from(padding)).to_le_bytes());
                out.extend(packet);
                out.extend(&random[1..][..usize::from(padding)]);
            }
        }
        out
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let word = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_le_bytes(word))
}
