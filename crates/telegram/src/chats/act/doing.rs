//! What somebody is doing in a chat just now.

use grammers_tl_types::{enums, types};

/// What somebody is doing in a chat just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Writes.
    Typing,
    /// Records a voice message or a film.
    Recording,
    /// Sends a file.
    Uploading,
    /// Has stopped.
    Nothing,
    /// Something else, such as choosing a sticker.
    Other,
}

impl Doing {
    /// From Telegram's form.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "there are a dozen more, which no other messenger shows"
    )]
    pub(crate) const fn of(action: &enums::SendMessageAction) -> Self {
        match action {
            enums::SendMessageAction::SendMessageTypingAction => Self::Typing,
            enums::SendMessageAction::SendMessageCancelAction => Self::Nothing,
            enums::SendMessageAction::SendMessageRecordVideoAction
            | enums::SendMessageAction::SendMessageRecordAudioAction
            | enums::SendMessageAction::SendMessageRecordRoundAction => Self::Recording,
            enums::SendMessageAction::SendMessageUploadVideoAction(_)
            | enums::SendMessageAction::SendMessageUploadAudioAction(_)
            | enums::SendMessageAction::SendMessageUploadPhotoAction(_)
            | enums::SendMessageAction::SendMessageUploadDocumentAction(_)
            | enums::SendMessageAction::SendMessageUploadRoundAction(_) => Self::Uploading,
            _ => Self::Other,
        }
    }

    pub(super) fn told(self) -> enums::SendMessageAction {
        match self {
            Self::Typing | Self::Other => enums::SendMessageAction::SendMessageTypingAction,
            Self::Nothing => enums::SendMessageAction::SendMessageCancelAction,
            Self::Recording => enums::SendMessageAction::SendMessageRecordAudioAction,
            Self::Uploading => types::SendMessageUploadDocumentAction { progress: 0 }.into(),
        }
    }
}
