//! Files, which say by their attributes what they are.

use std::time::Duration;

use grammers_tl_types::{enums, types};

use super::{File, Media};
use crate::chats::files::FileHandle;

/// What the attributes of a file say.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "attributes are independent")]
struct Traits {
    name: Option<String>,
    dimensions: Option<(u32, u32)>,
    duration: Option<Duration>,
    sticker: Option<String>,
    is_voice: bool,
    is_audio: bool,
    is_video: bool,
    is_round: bool,
    is_animated: bool,
}

pub(super) fn of(media: &types::MessageMediaDocument) -> Media {
    let Some(enums::Document::Document(document)) = &media.document else {
        return Media::Gone;
    };
    let mut traits = Traits::default();
    for attribute in &document.attributes {
        traits.note(attribute);
    }
    let file = File {
        handle: FileHandle::document(document),
        size: document.size.try_into().unwrap_or(0),
        mime_type: document.mime_type.clone(),
        name: traits.name.take().filter(|name| !name.is_empty()),
        dimensions: traits.dimensions,
        duration: traits.duration,
        is_spoiler: media.spoiler,
    };
    match traits {
        Traits {
            sticker: Some(emoji),
            ..
        } => Media::Sticker { file, emoji },
        Traits { is_voice: true, .. } => Media::Voice(file),
        Traits { is_audio: true, .. } => Media::Audio(file),
        Traits {
            is_animated: true, ..
        } => Media::Animation(file),
        Traits { is_round: true, .. } => Media::Round(file),
        Traits { is_video: true, .. } => Media::Video(file),
        _ => Media::Document(file),
    }
}

impl Traits {
    fn note(&mut self, attribute: &enums::DocumentAttribute) {
        match attribute {
            enums::DocumentAttribute::Filename(name) => self.name = Some(name.file_name.clone()),
            enums::DocumentAttribute::ImageSize(size) => self.measure(size.w, size.h),
            enums::DocumentAttribute::Animated => self.is_animated = true,
            enums::DocumentAttribute::Sticker(sticker) => self.sticker = Some(sticker.alt.clone()),
            enums::DocumentAttribute::Video(video) => {
                self.measure(video.w, video.h);
                self.duration = Duration::try_from_secs_f64(video.duration).ok();
                (self.is_video, self.is_round) = (true, video.round_message);
            }
            enums::DocumentAttribute::Audio(audio) => {
                let seconds = audio.duration.try_into().ok();
                self.duration = seconds.map(Duration::from_secs);
                (self.is_audio, self.is_voice) = (true, audio.voice);
            }
            enums::DocumentAttribute::HasStickers | enums::DocumentAttribute::CustomEmoji(_) => {}
        }
    }

    fn measure(&mut self, width: i32, height: i32) {
        let sides = (width.try_into(), height.try_into());
        if let (Ok(width), Ok(height)) = sides {
            self.dimensions = Some((width, height));
        }
    }
}
