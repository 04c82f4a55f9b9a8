//! Messages that grow and shrink by being edited.

use telegram_testdc::GroupKind;

use super::stage::Scene;

/// A text of two pieces: Telegram takes no longer ones than 4,096 characters.
fn long(end: &str) -> String {
    let line = format!("{}\n", "x".repeat(79));
    format!("{}{end}", line.repeat(80))
}

#[tokio::test]
async fn a_message_that_grows_and_shrinks_and_grows_again_is_there_as_a_whole() {
    for kind in [GroupKind::Supergroup, GroupKind::Basic] {
        let scene = Scene::of(kind).await;
        let (stage, bob, room) = (&scene.stage, &scene.bob, &scene.room);
        let (ann, chat) = (scene.ann, scene.chat);
        let event = bob.say(room, "short").await;
        stage.until_known(&event).await;
        for end in ["the first end", "the second end"] {
            bob.edit(room, &event, &long(end)).await;
            let has_end =
                |texts: &[(i64, String)]| texts.iter().any(|(_, text)| text.ends_with(end));
            stage.until_texts(ann, chat, end, has_end).await;
            assert_eq!(stage.texts(ann, chat).len(), 2, "{kind:?}");
            bob.edit(room, &event, "short again").await;
            stage
                .until_texts(ann, chat, "one piece", |texts| texts.len() == 1)
                .await;
        }
        assert_eq!(stage.words(ann, chat), ["short again"]);
        // All that was sent is known as sent: whatever is held back for it would wait.
        bob.redact(room, &event).await;
        stage
            .until_texts(ann, chat, "nothing", <[_]>::is_empty)
            .await;
        stage.assert_no_echo(bob, room, &scene.account).await;
    }
}
