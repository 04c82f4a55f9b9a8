//! mtcute, driven by `mtcute_checks.mjs`: one check a test.

use std::path::Path;

use crate::stage::{self, beside};

async fn check(name: &str) {
    check_in("mtcute_checks.mjs", name).await;
}

/// Does one check of a file beside this.
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
pub(crate) async fn check_in(file: &str, name: &str) {
    let folder = tokio::task::spawn_blocking(testkit::npm::folder)
        .await
        .unwrap();
    stage::check(Path::new("node"), &beside(file), &folder, name).await;
}

#[tokio::test]
async fn a_bot_logs_in_and_writes_over_padded_and_obfuscated_transports() {
    check("botOverEveryTransport").await;
}

#[tokio::test]
async fn a_user_logs_in_by_code_once_it_is_right() {
    check("loginByCode").await;
}

#[tokio::test]
async fn a_password_is_asked_for_and_only_the_right_one_opens() {
    check("loginWithPassword").await;
}

#[tokio::test]
async fn a_qr_code_logs_in_with_and_without_a_password() {
    check("loginByQr").await;
}

#[tokio::test]
async fn two_users_write_to_each_other() {
    check("sendAndReceive").await;
}

#[tokio::test]
async fn buttons_are_shown_to_a_client_of_an_older_layer() {
    check("buttons").await;
}

#[tokio::test]
async fn dialogs_and_history_come_page_by_page() {
    check("dialogsAndHistory").await;
}

#[tokio::test]
async fn logins_move_to_the_data_centre_of_the_account() {
    check("migration").await;
}

#[tokio::test]
async fn a_session_survives_new_salts_and_dropped_connections() {
    check("saltsAndDrops").await;
}

#[tokio::test]
async fn a_lost_update_is_healed() {
    check("lostUpdate").await;
}

#[tokio::test]
async fn temporary_keys_are_bound_and_replaced() {
    check("temporaryKeys").await;
}

#[tokio::test]
async fn a_forgotten_key_logs_out_over_every_transport() {
    check("forgottenKeys").await;
}
