use domain::delivery::Outcome;
use domain::secret::Password;
use messengers::Messenger;
use messengers::xmpp::Settings;
use telegram::proxy::Proxy;
use testkit::free_port;
use testkit::http_proxy::HttpProxy;
use testkit::prosody::{Prosody, Setup};
use testkit::socks_proxy::SocksProxy;

use crate::rig::{BOT, PASSWORD, Rig, letter, settings};

async fn server() -> Prosody {
    let prosody = Prosody::start(Setup::default()).await;
    prosody.register(BOT, PASSWORD);
    prosody
}

#[tokio::test]
async fn it_connects_by_starttls_with_a_ca_file() {
    let prosody = server().await;
    let rig = Rig::connected(settings(&prosody)).await;
    assert!(rig.xmpp.entry().carries_codes);
}

#[tokio::test]
async fn it_connects_by_direct_tls() {
    let prosody = server().await;
    for (service, direct_tls) in [("xmpp", true), ("xmpps", false)] {
        let settings = Settings {
            service: format!("{service}://127.0.0.1:{}", prosody.direct_port()),
            direct_tls,
            ..settings(&prosody)
        };
        Rig::connected(settings).await;
    }
}

#[tokio::test]
async fn the_ca_file_may_be_the_servers_own_certificate() {
    let prosody = server().await;
    let settings = Settings {
        ca_file: Some(prosody.own_certificate()),
        ..settings(&prosody)
    };
    Rig::connected(settings).await;
}

#[tokio::test]
async fn a_wrong_password_is_said_and_tried_again_until_it_is_right() {
    let prosody = server().await;
    let settings = Settings {
        password: Password::new("battery staple"),
        ..settings(&prosody)
    };
    let rig = Rig::start(settings);
    let why = rig.wait_until_down("password").await;
    assert_eq!(why, "the password was refused");
    prosody.register(BOT, "battery staple");
    rig.wait_until_up().await;
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let prosody = server().await;
    let settings = Settings {
        ca_file: None,
        ..settings(&prosody)
    };
    let rig = Rig::start(settings);
    let why = rig.wait_until_down("certificate").await;
    let said = "the certificate is not trusted: nobody known vouches for it (set messaging.xmpp.caFile if it is right)";
    assert_eq!(why, said);
}

#[tokio::test]
async fn a_domain_that_the_server_does_not_serve_is_said() {
    let prosody = server().await;
    let settings = Settings {
        domain: Some("other.test".to_owned()),
        ..settings(&prosody)
    };
    let rig = Rig::start(settings);
    let why = rig.wait_until_down("host-unknown").await;
    assert!(
        why.starts_with("the server ended the connection: host-unknown"),
        "{why}"
    );
}

#[tokio::test]
async fn security_24_a_server_without_starttls_is_refused() {
    let prosody = Prosody::start(Setup {
        starttls: false,
        ..Setup::default()
    })
    .await;
    let rig = Rig::start(settings(&prosody));
    let why = rig.wait_until_down("STARTTLS").await;
    assert_eq!(
        why,
        "prosody.test offers no STARTTLS, and without TLS nothing is sent"
    );
}

#[tokio::test]
async fn starting_waits_for_nobody_and_sending_meanwhile_is_for_later() {
    let settings = Settings {
        service: format!("127.0.0.1:{}", free_port()),
        ca_file: None,
        ..settings(&server().await)
    };
    let rig = Rig::start(settings);
    rig.wait_until_down("connection refused").await;
    let Outcome::Later { after: None, why } = rig.send(&letter(1, "alice", "hi")).await else {
        panic!("it cannot be sent now");
    };
    assert!(
        why.starts_with("not connected: 127.0.0.1 has no XMPP server that answers"),
        "{why}"
    );
}

#[tokio::test]
async fn stopping_ends_all_tasks_and_what_is_under_way() {
    let prosody = server().await;
    let rig = Rig::connected(settings(&prosody)).await;
    let letters: Vec<_> = (0..100)
        .map(|number| letter(number, "nobody", "hi"))
        .collect();
    let sending = futures::future::join_all(letters.iter().map(|letter| rig.send(letter)));
    let stopping = async {
        rig.stop.cancel();
        rig.tasks.close();
        rig.tasks.wait().await;
    };
    let (outcomes, ()) = tokio::join!(sending, stopping);
    assert!(
        outcomes.iter().all(|outcome| *outcome != Outcome::Sent),
        "nobody got any"
    );
    assert!(matches!(rig.send(&letters[0]).await, Outcome::Later { .. }));
}

#[tokio::test]
async fn it_connects_through_a_proxy_that_wants_a_password() {
    let prosody = server().await;
    let socks = SocksProxy::start(Some(("me", "p@ss"))).await;
    let http = HttpProxy::start("me", "p@ss").await;
    for address in [
        format!("socks5://me:p%40ss@{}", socks.shown()),
        format!("http://me:p%40ss@{}", http.shown()),
    ] {
        let settings = Settings {
            proxy: Proxy::parse(&address),
            ..settings(&prosody)
        };
        Rig::connected(settings).await;
    }
    assert_eq!((socks.led(), http.led()), (1, 1));
}

#[tokio::test]
async fn a_proxy_that_does_not_lead_on_is_named() {
    let prosody = server().await;
    let socks = SocksProxy::start(Some(("me", "p@ss"))).await;
    let http = HttpProxy::start("me", "p@ss").await;
    let nobody = free_port();
    for (address, part) in [
        (
            format!("socks5://me:wrong@{}", socks.shown()),
            "the proxy wants another user name or password",
        ),
        (
            format!("http://{}", http.shown()),
            "the proxy wants another user name or password",
        ),
        (
            format!("http://127.0.0.1:{nobody}"),
            "the proxy cannot be reached: connection refused",
        ),
    ] {
        let settings = Settings {
            proxy: Proxy::parse(&address),
            ..settings(&prosody)
        };
        let why = Rig::start(settings).wait_until_down("proxy").await;
        assert!(why.contains(part), "{why}");
        assert!(!why.contains("wrong"), "{why}");
    }
}
