//! Steps that several walks take.

use testkit::Browser;

/// Signs in with the password; what comes next, the caller looks for.
pub(crate) async fn types_password(browser: &Browser, address: &str, name: &str, password: &str) {
    browser.open(&format!("{address}/sign-in")).await;
    browser.fill("User name", name).await;
    browser.fill("Password", password).await;
    browser.click("Sign in").await;
}

/// Signs out, and waits until that is done.
pub(crate) async fn signs_out(browser: &Browser) {
    browser.click("Sign out").await;
    browser.sees("You are signed out.").await;
}

/// Has a code for linking sent to an account.
pub(crate) async fn asks_to_link(browser: &Browser, provider: &str, handle: &str) {
    browser.click("Link your first account").await;
    browser.sees("Which messenger?").await;
    browser.tick(provider).await;
    browser.fill("Your account there", handle).await;
    browser.click("Send the code").await;
    browser.sees("Sent and delivered (").await;
}

/// Clicks one of the ways to go on with; it is called by its messenger and its shortened handle.
pub(crate) async fn chooses_way(browser: &Browser, name: &str) {
    let way = format!("//div[@class='ways']//*[self::button or self::a][span[.='{name}']]");
    let way = fantoccini::Locator::XPath(&way);
    // A page that is just being replaced by the next may have it, too.
    until_some(async || {
        let way = browser.client().find(way).await.ok()?;
        way.click().await.ok()
    })
    .await;
}

/// The first backup code on the page that shows them.
pub(crate) async fn first_backup_code(browser: &Browser) -> String {
    browser.sees("Keep these backup codes").await;
    let codes = fantoccini::Locator::Css("#codes code");
    until_some(async || {
        let codes = browser.client().find_all(codes).await.ok()?;
        assert_eq!(codes.len(), 10);
        codes.first()?.text().await.ok()
    })
    .await
}

/// The code of the newest message on the demo phone that says `part`.
pub(crate) async fn code_on_phone(browser: &Browser, address: &str, part: &str) -> String {
    browser.open(&format!("{address}/demo/phone")).await;
    browser.sees(part).await;
    let code = format!("//article[contains(., '{part}')]//code");
    let code = fantoccini::Locator::XPath(&code);
    // The page may be replaced by one with newer messages meanwhile.
    until_some(async || {
        let code = browser.client().find_all(code).await.ok()?;
        assert!(code.len() <= 1, "one message on the phone says {part}");
        code.first()?.text().await.ok()
    })
    .await
}

/// Looks until there is something; the test's own time limit ends what never comes.
pub(crate) async fn until_some<T>(mut look: impl AsyncFnMut() -> Option<T>) -> T {
    loop {
        if let Some(found) = look().await {
            return found;
        }
    }
}

/// Loads the page again until its text is as wanted: what a messenger reports, pages learn a moment later.
pub(crate) async fn reloads_until(browser: &Browser, wanted: impl Fn(&str) -> bool) {
    until_some(async || {
        browser.reload().await;
        wanted(&browser.page_text().await).then_some(())
    })
    .await;
}

/// The only six digits that stand alone in a message.
pub(crate) fn code_in(text: &str) -> String {
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut codes = text.split_whitespace().filter(is_code);
    let code = codes.next().expect("the message holds a code");
    assert_eq!(codes.next(), None, "one code and no more: {text}");
    code.to_owned()
}
