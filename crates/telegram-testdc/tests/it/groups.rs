//! Groups, supergroups and channels with Telethon, driven by `telethon_groups.py`: one check a test.

use crate::stage::{self, beside};

#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
async fn check(name: &str) {
    let python = tokio::task::spawn_blocking(testkit::venv::python)
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    stage::check(&python, &beside("telethon_groups.py"), folder.path(), name).await;
}

#[tokio::test]
async fn a_basic_group_is_made_written_to_changed_and_upgraded() {
    check("basic_group").await;
}

#[tokio::test]
async fn a_link_leads_into_a_group_until_it_is_void() {
    check("invite_links").await;
}

#[tokio::test]
async fn rights_in_a_supergroup_are_enforced_and_changes_are_told() {
    check("supergroup").await;
}

#[tokio::test]
async fn a_group_opens_only_with_ones_own_hash_to_those_who_may() {
    check("access_hashes").await;
}

#[tokio::test]
async fn only_admins_post_to_a_channel() {
    check("channel").await;
}

#[tokio::test]
async fn members_come_page_by_page_and_by_filter() {
    check("members_by_page").await;
}

#[tokio::test]
async fn the_history_of_a_supergroup_comes_page_by_page_and_is_searched() {
    check("history_by_page").await;
}

#[tokio::test]
async fn two_hundred_groups_are_listed_the_newest_first() {
    check("two_hundred_dialogs").await;
}

#[tokio::test]
async fn reactions_and_pins_reach_all_members() {
    check("reactions_and_pins").await;
}

#[tokio::test]
async fn members_see_who_has_read_and_who_types() {
    check("reading_and_typing").await;
}

#[tokio::test]
async fn a_forum_has_topics_with_messages_of_their_own() {
    check("topics").await;
}

#[tokio::test]
async fn lost_updates_of_a_supergroup_are_healed() {
    check("channel_gap").await;
}

#[tokio::test]
async fn who_missed_too_much_is_told_so() {
    check("too_much_missed").await;
}

#[tokio::test]
async fn media_of_every_kind_come_back_as_they_were_sent() {
    check("media").await;
}

#[tokio::test]
async fn pictures_of_messages_groups_and_people_are_loaded() {
    check("photos").await;
}

#[tokio::test]
async fn albums_stay_together_also_when_they_are_forwarded() {
    check("albums_and_forwards").await;
}

#[tokio::test]
async fn bots_in_groups_hear_what_concerns_them_unless_they_may_read_all() {
    check("bots_in_groups").await;
}
