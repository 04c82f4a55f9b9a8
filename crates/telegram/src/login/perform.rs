//! Making the calls of a conversation.
