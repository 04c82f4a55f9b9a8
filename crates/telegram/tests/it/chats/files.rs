//! Files, both ways.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use telegram::chats::files::{LoadError, chat_photo, load};
use telegram::chats::history::{self, Part};
use telegram::chats::list::dialogs;
use telegram::chats::media::Media;
use telegram::chats::people::people;
use telegram::chats::spans::Rich;
use telegram::chats::write::{self, Shape, Upload};
use telegram_testdc::{Attachment, GroupChange, GroupKind, NewPost};

use crate::it::person::{Alice, draft, group, person, sent};
use crate::it::stage::{PATIENCE, Stage};

const NEWEST: Part = Part {
    before: 0,
    after: 0,
    limit: 1,
};

#[tokio::test]
async fn a_file_of_many_parts_is_loaded_unless_it_is_too_large() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let chat = group(&stage, GroupKind::Supergroup, "Super", bob, alice.id);
    let bytes: Vec<u8> = (0..1_200_000_u32).map(|at| (at % 251) as u8).collect();
    let data = STANDARD.encode(&bytes);
    let media = Attachment::Document("data.bin".into(), "application/octet-stream".into(), data);
    let post = NewPost {
        from: bob,
        to: chat,
        media: Some(media),
        ..NewPost::default()
    };
    stage.dc.post(post).unwrap();
    dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    let page = history::page(&alice.connection, chat, NEWEST, PATIENCE).await;
    let page = page.unwrap();
    let file = page.posts[0].media.as_ref().and_then(Media::file).unwrap();
    assert_eq!(file.size, bytes.len() as u64);
    let loaded = load(&alice.connection, &file.handle, file.size, PATIENCE).await;
    assert!(loaded.unwrap() == bytes);
    let refused = load(&alice.connection, &file.handle, file.size - 1, PATIENCE).await;
    assert!(
        matches!(refused, Err(LoadError::TooLarge(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn an_expired_handle_is_replaced_by_reading_the_message_again() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let chat = group(&stage, GroupKind::Supergroup, "Super", bob, alice.id);
    let post = NewPost {
        from: bob,
        to: chat,
        media: Some(Attachment::Photo(STANDARD.encode("a picture"))),
        ..NewPost::default()
    };
    let id = stage.dc.post(post).unwrap();
    dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    let read = async || {
        let page = history::posts(&alice.connection, chat, &[id], PATIENCE).await;
        page.unwrap().posts.remove(0).media.unwrap()
    };
    let media = read().await;
    assert!(matches!(media, Media::Photo(_)), "{media:?}");
    let handle = &media.file().unwrap().handle;
    stage.dc.expire_file_references();
    let refused = load(&alice.connection, handle, 100, PATIENCE).await;
    assert!(matches!(refused, Err(LoadError::Stale)), "{refused:?}");
    let media = read().await;
    let loaded = load(
        &alice.connection,
        &media.file().unwrap().handle,
        100,
        PATIENCE,
    )
    .await;
    assert_eq!(loaded.unwrap(), b"a picture");
}

#[tokio::test]
async fn a_file_in_another_data_centre_is_loaded_there() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let post = |name: &str| {
        let data = STANDARD.encode(name);
        let media = Attachment::Document(name.into(), "text/plain".into(), data);
        let post = NewPost {
            from: bob,
            to: alice.id,
            media: Some(media),
            ..NewPost::default()
        };
        let id = stage.dc.post(post).unwrap();
        (id, name.to_owned())
    };
    let posts = [post("far.txt"), post("gone.txt")];
    assert!(stage.dc.migrate_file(bob, posts[0].0, 1));
    dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    let part = Part { limit: 2, ..NEWEST };
    let page = history::page(&alice.connection, bob, part, PATIENCE).await;
    // The other one goes away after it was read.
    assert!(stage.dc.migrate_file(bob, posts[1].0, 1));
    for post in page.unwrap().posts {
        let file = post.media.as_ref().and_then(Media::file).unwrap();
        let loaded = load(&alice.connection, &file.handle, 100, PATIENCE).await;
        assert_eq!(loaded.unwrap(), file.name.as_ref().unwrap().as_bytes());
    }
    let calls = stage.dc.calls();
    let far = calls
        .iter()
        .filter(|call| call.dc == 1 && call.method == "upload.getFile");
    assert!(far.filter(|call| call.error.is_none()).count() == 2);
    // Her login is still the one it was.
    alice.write(bob, "thanks").await;
}

#[tokio::test]
async fn pictures_of_chats_and_people_are_loaded() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    stage.dc.set_photo(bob, b"bob".to_vec());
    let mut expected = vec![(bob, b"bob".to_vec())];
    for kind in [GroupKind::Basic, GroupKind::Supergroup, GroupKind::Channel] {
        let chat = group(&stage, kind, "With a picture", bob, alice.id);
        let bytes = format!("picture of {chat}").into_bytes();
        let change = GroupChange {
            photo: Some(STANDARD.encode(&bytes)),
            ..GroupChange::default()
        };
        stage.dc.change_group(chat, change).unwrap();
        expected.push((chat, bytes));
    }
    let listed = dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    let listed = listed.dialogs.iter();
    let mut photos: Vec<_> = listed.map(|d| (d.chat.id, d.chat.photo.unwrap())).collect();
    let found = people(&alice.connection, &[bob], PATIENCE).await.unwrap();
    photos.push((bob, found[0].photo.unwrap()));
    for (chat, bytes) in expected {
        let (_, photo) = photos.iter().find(|(found, _)| *found == chat).unwrap();
        let handle = chat_photo(&alice.connection, chat, *photo, true).await;
        let loaded = load(&alice.connection, &handle.unwrap(), 100, PATIENCE).await;
        assert_eq!(loaded.unwrap(), bytes, "{chat}");
    }
    let handle = chat_photo(&alice.connection, bob, 1, true).await.unwrap();
    let refused = load(&alice.connection, &handle, 100, PATIENCE).await;
    assert!(matches!(refused, Err(LoadError::Unknown)), "{refused:?}");
}

#[tokio::test]
async fn files_of_every_shape_arrive_as_they_were_sent_and_large_ones_too() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let chat = group(&stage, GroupKind::Supergroup, "Super", bob, alice.id);
    dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    let duration = Duration::from_secs(7);
    let (width, height) = (320, 240);
    let video = Shape::Video {
        duration,
        width,
        height,
    };
    let large = vec![7; 11 * 1024 * 1024];
    let small = b"small".as_slice();
    let shapes = [
        ("Photo(…)", "a.jpg", "image/jpeg", Shape::Photo, small),
        (
            "Document(…)",
            "a.pdf",
            "application/pdf",
            Shape::Document,
            small,
        ),
        (
            "Document(…)",
            "b.bin",
            "application/x",
            Shape::Document,
            &large,
        ),
        (
            "Voice(…)",
            "a.ogg",
            "audio/ogg",
            Shape::Voice { duration },
            small,
        ),
        (
            "Audio(…)",
            "a.mp3",
            "audio/mpeg",
            Shape::Audio { duration },
            small,
        ),
        ("Video(…)", "a.mp4", "video/mp4", video, small),
        (
            "Animation(…)",
            "b.mp4",
            "video/mp4",
            Shape::Animation,
            small,
        ),
    ];
    for (kind, name, mime_type, shape, bytes) in shapes {
        let text = Rich::plain("under it");
        let mut draft = draft(chat, &text);
        draft.idempotency_key = name;
        let upload = Upload {
            bytes,
            name,
            mime_type,
            shape,
        };
        let id = sent(write::file(&alice.connection, &draft, &upload, PATIENCE).await);
        let page = history::posts(&alice.connection, chat, &[id], PATIENCE).await;
        let post = page.unwrap().posts.remove(0);
        assert_eq!(post.text.words, "under it");
        let media = post.media.unwrap();
        assert_eq!(format!("{media:?}"), kind);
        let file = media.file().unwrap();
        assert_eq!(file.mime_type, mime_type);
        assert_eq!(stage.dc.file_in(bob, chat, id).unwrap(), bytes);
        if shape == video {
            let said = (file.dimensions, file.duration, file.name.as_deref());
            assert_eq!(said, (Some((width, height)), Some(duration), Some("a.mp4")));
        }
    }
}
