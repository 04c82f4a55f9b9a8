//! The pictures of this page in the guide; made anew together with those of `crate::pictures`.

use testkit::Browser;

use super::super::pictures::take;
use super::stage::{PHONE, Stage};

#[tokio::test]
#[ignore = "writes files of the repository"]
async fn pictures_of_the_page_on_which_somebody_logs_in_to_telegram() {
    let stage = Stage::set().await;
    stage.bob(None);
    let (link, address) = (stage.link().await, stage.serve().await);
    let browser = Browser::phone().start().await;
    browser.open(&format!("{address}{}", link.path)).await;
    browser.fill("Phone number", PHONE).await;
    take(&browser, "telegram-login-phone").await;
    browser.click("Request code").await;
    browser.sees("Telegram has sent a code by SMS").await;
    take(&browser, "telegram-login-code").await;
    browser.click("Scan a QR code").await;
    browser.sees("scan this QR code").await;
    take(&browser, "telegram-login-qr").await;
    browser.close().await;
}
