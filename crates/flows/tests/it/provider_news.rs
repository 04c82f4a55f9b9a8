use std::time::Duration;

use domain::linked_account::LinkedAccount;
use domain::outage::{APART, PATIENCE, STEADY};
use flows::tell_of_provider::{Told, Watched, tell_admins};
use store::linked_accounts;
use testkit::{FakeProvider, Persona, TestApp};

/// What a watchman of these fake providers tells.
struct House {
    app: TestApp,
    watched: Watched,
    admin: Persona,
}

impl House {
    /// Alice is an admin with an account at both providers, XMPP first.
    async fn new() -> Self {
        let app = TestApp::new().await;
        let admin = app.admin("alice").await;
        app.link(&admin, "xmpp", "alice@xmpp").await;
        app.link(&admin, "other", "alice@other").await;
        let watched = app.watched();
        Self {
            app,
            watched,
            admin,
        }
    }

    /// Looks around, and gives how often it told.
    async fn looks(&self) -> Vec<Told> {
        tell_admins(&self.app.context, &self.watched).await.unwrap()
    }

    /// Time passes, and it looks around each second of it, as a program that is started anew each time would.
    async fn waits(&self, span: Duration) -> Vec<Told> {
        let mut told = Vec::new();
        for _ in 0..span.as_secs() / 5 {
            self.app.advance(Duration::from_secs(5));
            told.extend(self.looks().await);
        }
        told
    }

    async fn xmpp_goes_down(&self) {
        self.app.xmpp.goes_down();
        self.app.wait_for_connection("xmpp", false).await;
    }

    async fn xmpp_is_locked_out(&self) {
        self.app.xmpp.locks_us_out();
        self.app.wait_for_connection("xmpp", false).await;
    }

    async fn xmpp_comes_up(&self) {
        self.app.xmpp.comes_up();
        self.app.wait_for_connection("xmpp", true).await;
    }
}

fn texts(fake: &FakeProvider, account: &str) -> Vec<String> {
    let got = fake.arrived_at(account).into_iter();
    got.map(|letter| letter.text).collect()
}

async fn mute(app: &TestApp, account: &LinkedAccount) {
    let mut tx = app.context.db.begin().await.unwrap();
    let since = Some(app.now());
    linked_accounts::set_muted(&mut tx, account.id, since)
        .await
        .unwrap();
    store::commit(tx).await.unwrap();
}

#[tokio::test]
async fn an_admin_is_told_by_another_provider_when_one_goes_down_and_when_it_is_back() {
    let house = House::new().await;
    let began = house.app.now();
    house.xmpp_goes_down().await;
    assert!(house.looks().await.is_empty());
    let told = house.waits(PATIENCE).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (told[0].provider.as_str(), told[0].is_back, told[0].admins),
        ("xmpp", false, 1)
    );
    let letter = house.app.other.letter("alice@other", 1).await;
    let minute = began.minute();
    let expected = format!(
        "My Server\nXMPP is down: the cable is cut\nSince {minute} UTC\n\
         Postern goes on trying, and tells you when it is back. Until then messages for XMPP wait, and nobody gets \
         a sign-in code there. How it stands: https://postern.example/server"
    );
    assert_eq!(letter.text, expected);

    house.waits(Duration::from_secs(600)).await;
    house.xmpp_comes_up().await;
    let told = house.waits(STEADY).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].is_back);
    let letter = house.app.other.letter("alice@other", 2).await;
    let says = "XMPP is back: connected as postern@fake. It was down for 12 minutes.";
    assert!(letter.text.contains(says), "{}", letter.text);
    assert!(house.waits(Duration::from_secs(1_200)).await.is_empty());
    house.app.settle().await;
    assert_eq!(texts(&house.app.other, "alice@other").len(), 2);
    assert!(house.app.xmpp.got().is_empty());
}

#[tokio::test]
async fn a_refused_login_is_told_at_once_with_what_to_do() {
    let house = House::new().await;
    house.xmpp_is_locked_out().await;
    assert_eq!(house.looks().await.len(), 1);
    let letter = house.app.other.letter("alice@other", 1).await;
    assert!(
        letter
            .text
            .contains("XMPP is down: the password was refused"),
        "{}",
        letter.text
    );
    assert!(letter.text.contains("postern check --connect"));
}

#[tokio::test]
async fn an_outage_that_is_soon_over_is_not_told() {
    let house = House::new().await;
    house.xmpp_goes_down().await;
    assert!(house.waits(PATIENCE / 2).await.is_empty());
    house.xmpp_comes_up().await;
    assert!(house.waits(Duration::from_secs(600)).await.is_empty());
    assert!(house.app.other.got().is_empty());
}

#[tokio::test]
async fn flapping_is_told_once_in_ten_minutes_at_most() {
    let house = House::new().await;
    let mut told = Vec::new();
    let began = house.app.now();
    while house.app.now().since(began) < APART * 3 {
        house.xmpp_is_locked_out().await;
        told.extend(house.waits(STEADY).await);
        house.xmpp_comes_up().await;
        told.extend(house.waits(STEADY * 2).await);
    }
    let down = told.iter().filter(|one| !one.is_back).count();
    assert_eq!(down, 3, "{told:?}");
    assert_eq!(told.len(), 2 * down);
}

#[tokio::test]
async fn of_several_nodes_one_tells_and_a_restart_tells_nothing_again() {
    let house = House::new().await;
    house.xmpp_is_locked_out().await;
    let look = || tell_admins(&house.app.context, &house.watched);
    let (a, b, c, d) = tokio::join!(look(), look(), look(), look());
    let all: Vec<_> = [a, b, c, d].into_iter().flat_map(Result::unwrap).collect();
    assert_eq!(all.len(), 1, "{all:?}");

    // A new engine hears of the connection anew.
    let later = Watched {
        since: house.app.now(),
        ..house.watched.clone()
    };
    let told = tell_admins(&house.app.context, &later).await.unwrap();
    assert!(told.is_empty(), "{told:?}");
    house.app.settle().await;
    assert_eq!(texts(&house.app.other, "alice@other").len(), 1);
}

#[tokio::test]
async fn how_a_provider_was_connected_before_the_start_is_no_news() {
    let house = House::new().await;
    house.xmpp_is_locked_out().await;
    house.app.advance(Duration::from_secs(3_600));
    let restarted = house.app.watched();
    let told = tell_admins(&house.app.context, &restarted).await.unwrap();
    assert!(told.is_empty(), "{told:?}");
}

#[tokio::test]
async fn only_admins_with_an_account_elsewhere_that_takes_notifications_are_told() {
    let house = House::new().await;
    let app = &house.app;
    let bob = app.user("bob").await;
    app.link(&bob, "other", "bob@other").await;
    let carol = app.admin("carol").await;
    app.link(&carol, "xmpp", "carol@xmpp").await;
    let dave = app.admin("dave").await;
    let quiet = app.link(&dave, "other", "dave@other").await;
    mute(app, &quiet).await;
    house.xmpp_is_locked_out().await;
    let told = house.looks().await;
    assert_eq!(told[0].admins, 1);
    // Nothing waits for the provider that is down.
    app.settle().await;
    let told: Vec<_> = app.other.got().into_iter().map(|got| got.to).collect();
    assert_eq!(told, ["alice@other"]);
    assert!(app.xmpp.got().is_empty());
}

#[tokio::test]
async fn each_admin_reads_the_news_in_their_own_language() {
    let house = House::new().await;
    let app = &house.app;
    let mut tx = app.context.db.begin().await.unwrap();
    let german = Some(domain::locale::Locale::German);
    let alice = house.admin.user.id;
    store::users::set_profile(&mut tx, alice, None, german)
        .await
        .unwrap();
    store::commit(tx).await.unwrap();
    house.xmpp_is_locked_out().await;
    house.looks().await;
    let letter = app.other.letter("alice@other", 1).await;
    let says = "XMPP ist nicht verbunden: the password was refused";
    assert!(letter.text.contains(says), "{}", letter.text);
}
