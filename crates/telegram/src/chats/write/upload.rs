//! Files on their way to Telegram.

use std::time::Duration;

use grammers_tl_types::{enums, functions as calls, types};
use tokio::time::Instant;

use crate::connection::{CallError, Connection};

/// How much goes up in one call, in bytes.
const PART: usize = 512 * 1024;
/// Files beyond this go up by another call, which knows how many parts there are.
///
/// <https://core.telegram.org/api/files#uploading-files>
const BIG: usize = 10 * 1024 * 1024;

/// A file to be sent.
#[derive(Clone, Copy)]
pub struct Upload<'a> {
    /// What is in it. Telegram takes 2,000 MiB from most people.
    pub bytes: &'a [u8],
    /// Its name, with an ending.
    pub name: &'a str,
    /// What type of file it is, such as `image/jpeg`.
    pub mime_type: &'a str,
    /// As what it is shown.
    pub shape: Shape,
}

/// As what a file is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A picture, which Telegram makes smaller. 10 MB at most.
    Photo,
    /// A file of any kind.
    Document,
    /// A voice message: Opus in Ogg.
    Voice {
        /// How long it plays.
        duration: Duration,
    },
    /// Music and the like.
    Audio {
        /// How long it plays.
        duration: Duration,
    },
    /// A film.
    Video {
        /// How long it plays.
        duration: Duration,
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// A film without sound that is shown over and over.
    Animation,
}

/// Sends the parts of a file; gives what a message takes it by.
pub(super) async fn upload(
    connection: &Connection,
    file: &Upload<'_>,
    id: i64,
    until: Instant,
) -> Result<enums::InputMedia, CallError> {
    let parts = file.bytes.chunks(PART);
    let count = i32::try_from(parts.len()).unwrap_or(i32::MAX);
    let big = (file.bytes.len() > BIG).then_some(count);
    for (number, part) in (0..).zip(parts) {
        let left = until.saturating_duration_since(Instant::now());
        send_part(connection, (id, number, big), part.to_vec(), left).await?;
    }
    let name = file.name.to_owned();
    let parts = count;
    let sent = if big.is_some() {
        types::InputFileBig { id, parts, name }.into()
    } else {
        let md5_checksum = String::new();
        types::InputFile {
            id,
            parts,
            name,
            md5_checksum,
        }
        .into()
    };
    Ok(file.media(sent))
}

/// Sends a part: of which file, its number, and how many there are if the file is big.
async fn send_part(
    connection: &Connection,
    (file_id, file_part, big): (i64, i32, Option<i32>),
    bytes: Vec<u8>,
    deadline: Duration,
) -> Result<bool, CallError> {
    let Some(file_total_parts) = big else {
        let request = calls::upload::SaveFilePart {
            file_id,
            file_part,
            bytes,
        };
        return connection.invoke(&request, deadline).await;
    };
    let request = calls::upload::SaveBigFilePart {
        file_id,
        file_part,
        file_total_parts,
        bytes,
    };
    connection.invoke(&request, deadline).await
}

impl Upload<'_> {
    fn media(&self, file: enums::InputFile) -> enums::InputMedia {
        if self.shape == Shape::Photo {
            let photo = types::InputMediaUploadedPhoto {
                spoiler: false,
                live_photo: false,
                file,
                stickers: None,
                ttl_seconds: None,
                video: None,
            };
            return photo.into();
        }
        let document = types::InputMediaUploadedDocument {
            nosound_video: self.shape == Shape::Animation,
            force_file: self.shape == Shape::Document,
            spoiler: false,
            file,
            thumb: None,
            mime_type: self.mime_type.to_owned(),
            attributes: self.attributes(),
            stickers: None,
            video_cover: None,
            video_timestamp: None,
            ttl_seconds: None,
        };
        document.into()
    }

    fn attributes(&self) -> Vec<enums::DocumentAttribute> {
        let file_name = self.name.to_owned();
        let name = types::DocumentAttributeFilename { file_name }.into();
        let shape = match self.shape {
            Shape::Photo | Shape::Document => None,
            Shape::Voice { duration } => Some(audio(duration, true)),
            Shape::Audio { duration } => Some(audio(duration, false)),
            Shape::Video {
                duration,
                width,
                height,
            } => Some(video(duration, width, height)),
            Shape::Animation => Some(enums::DocumentAttribute::Animated),
        };
        std::iter::once(name).chain(shape).collect()
    }
}

fn audio(duration: Duration, voice: bool) -> enums::DocumentAttribute {
    types::DocumentAttributeAudio {
        voice,
        duration: duration.as_secs().try_into().unwrap_or(i32::MAX),
        title: None,
        performer: None,
        waveform: None,
    }
    .into()
}

fn video(duration: Duration, width: u32, height: u32) -> enums::DocumentAttribute {
    types::DocumentAttributeVideo {
        round_message: false,
        supports_streaming: true,
        nosound: false,
        duration: duration.as_secs_f64(),
        w: width.try_into().unwrap_or(i32::MAX),
        h: height.try_into().unwrap_or(i32::MAX),
        preload_prefix_size: None,
        video_start_ts: None,
        video_codec: None,
    }
    .into()
}

impl std::fmt::Debug for Upload<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload")
            .field("size", &self.bytes.len())
            .field("shape", &self.shape)
            .finish_non_exhaustive()
    }
}
