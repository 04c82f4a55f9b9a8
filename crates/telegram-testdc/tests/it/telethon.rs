//! Telethon, driven by `telethon_checks.py`: one check a test.

use crate::stage::{self, beside};

#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
async fn check(name: &str) {
    let python = tokio::task::spawn_blocking(testkit::venv::python)
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    stage::check(&python, &beside("telethon_checks.py"), folder.path(), name).await;
}

#[tokio::test]
async fn a_bot_logs_in_and_writes_over_every_transport() {
    check("bot_over_every_transport").await;
}

#[tokio::test]
async fn a_bot_gets_start_payloads_and_presses_of_its_buttons() {
    check("bot_conversation").await;
}

#[tokio::test]
async fn presses_wait_for_their_answers_in_whatever_order_they_come() {
    check("presses_wait").await;
}

#[tokio::test]
async fn a_bot_may_not_write_first_nor_to_whom_has_blocked_it() {
    check("bot_may_not_write_first").await;
}

#[tokio::test]
async fn a_user_logs_in_by_code_once_it_is_right() {
    check("login_by_code").await;
}

#[tokio::test]
async fn numbers_and_codes_are_refused_by_the_names_telegram_has() {
    check("login_refusals").await;
}

#[tokio::test]
async fn a_password_is_asked_for_and_only_the_right_one_opens() {
    check("login_with_password").await;
}

#[tokio::test]
async fn a_qr_code_logs_in() {
    check("login_by_qr").await;
}

#[tokio::test]
async fn a_qr_code_leads_to_the_data_centre_of_whoever_scans_it() {
    check("login_by_qr_elsewhere").await;
}

#[tokio::test]
async fn dialogs_and_history_come_page_by_page() {
    check("dialogs_and_history").await;
}

#[tokio::test]
async fn messages_are_edited_deleted_and_read_on_both_sides() {
    check("edit_delete_read").await;
}

#[tokio::test]
async fn files_come_back_as_they_were_sent() {
    check("files").await;
}

#[tokio::test]
async fn logins_move_to_the_data_centre_of_the_account() {
    check("migration").await;
}

#[tokio::test]
async fn a_session_survives_new_salts_and_dropped_connections() {
    check("salts_and_drops").await;
}

#[tokio::test]
async fn a_lost_update_is_healed() {
    check("lost_update").await;
}

#[tokio::test]
async fn a_flood_wait_is_obeyed_and_errors_come_as_ordered() {
    check("ordered_errors").await;
}

#[tokio::test]
async fn a_revoked_session_is_logged_out() {
    check("revoked").await;
}

#[tokio::test]
async fn a_frozen_server_answers_once_it_thaws() {
    check("frozen").await;
}

#[tokio::test]
async fn contacts_are_found_by_number() {
    check("contacts").await;
}

#[tokio::test]
async fn new_names_and_login_codes_are_told_to_those_who_are_logged_in() {
    check("names_and_codes_are_told").await;
}

#[tokio::test]
async fn a_qr_code_is_accepted_by_a_client_that_is_logged_in() {
    check("qr_accepted_by_a_client").await;
}

#[tokio::test]
async fn nobody_signs_up() {
    check("no_account_is_made").await;
}

#[tokio::test]
async fn a_network_migration_is_followed() {
    check("network_migration").await;
}

#[tokio::test]
async fn a_forgotten_key_is_told_over_every_transport() {
    check("forgotten_keys").await;
}

#[tokio::test]
async fn the_control_answers_as_its_readme_says() {
    check("documented_calls").await;
}
