//! Groups, supergroups, channels and forums with mtcute, which speaks an older layer, driven by `mtcute_groups.mjs`:
//! one check a test.

use crate::mtcute::check_in;

async fn check(name: &str) {
    check_in("mtcute_groups.mjs", name).await;
}

#[tokio::test]
async fn every_kind_of_group_is_listed_and_tells_of_its_messages() {
    check("everyKindOfGroup").await;
}

#[tokio::test]
async fn messages_are_written_answered_changed_reacted_to_pinned_and_deleted() {
    check("writing").await;
}

#[tokio::test]
async fn a_history_comes_page_by_page() {
    check("historyByPage").await;
}

#[tokio::test]
async fn reading_and_typing_are_told_in_groups() {
    check("readingAndTyping").await;
}

#[tokio::test]
async fn who_comes_and_goes_and_what_changes_is_told() {
    check("comingAndGoing").await;
}

#[tokio::test]
async fn members_are_listed_and_rights_are_enforced() {
    check("membersAndRights").await;
}

#[tokio::test]
async fn topics_are_made_listed_and_written_to() {
    check("forum").await;
}

#[tokio::test]
async fn files_in_groups_are_loaded_sent_and_forwarded() {
    check("mediaAndForwards").await;
}

#[tokio::test]
async fn lost_updates_of_a_group_are_fetched() {
    check("lostUpdates").await;
}

#[tokio::test]
async fn bots_read_and_write_in_groups() {
    check("botsInGroups").await;
}
