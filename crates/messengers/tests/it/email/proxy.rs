//! E-mail through a proxy.

use std::net::Ipv4Addr;

use domain::delivery::Outcome;
use futures::FutureExt;
use messengers::email::{Settings, Tls};
use telegram::proxy::Proxy;
use testkit::free_port;
use testkit::http_proxy::HttpProxy;
use testkit::smtp_server::{SmtpServer, SmtpTls};
use testkit::socks_proxy::SocksProxy;
use tokio::net::TcpListener;

use super::{LOGIN, Rig, settings};

#[tokio::test]
async fn a_proxy_that_wants_a_password_leads_to_the_server_however_tls_begins() {
    let socks = SocksProxy::start(Some(("me", "p@ss"))).await;
    let http = HttpProxy::start("me", "p@ss").await;
    for (address, there, how) in [
        (
            format!("socks5://me:p%40ss@{}", socks.shown()),
            SmtpTls::StartTls,
            Tls::StartTls,
        ),
        (
            format!("http://me:p%40ss@{}", http.shown()),
            SmtpTls::Implicit,
            Tls::Implicit,
        ),
    ] {
        let server = SmtpServer::start(there, LOGIN).await;
        let through = Settings {
            proxy: Proxy::parse(&address),
            ..settings(&server, how)
        };
        let rig = Rig::start(server, through);
        rig.wait_until_up().await;
        assert_eq!(rig.send("alice").await, Outcome::Sent);
        assert_eq!(rig.server.taken(1).await.len(), 1);
    }
    assert_eq!((socks.led(), http.led()), (1, 1));
}

#[tokio::test]
async fn a_proxy_that_is_not_there_or_refuses_the_password_is_named_and_never_passed_by() {
    let socks = SocksProxy::start(Some(("me", "p@ss"))).await;
    let http = HttpProxy::start("me", "p@ss").await;
    let nobody = free_port();
    let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let password = "the proxy wants another user name or password";
    for (address, said) in [
        (format!("socks5://me:wrong@{}", socks.shown()), password),
        (format!("socks5://{}", socks.shown()), password),
        (format!("http://me:wrong@{}", http.shown()), password),
        (
            format!("http://127.0.0.1:{nobody}"),
            "the proxy cannot be reached: connection refused",
        ),
        (
            "socks5://proxy.invalid:1080".to_owned(),
            "the proxy's name has no address",
        ),
    ] {
        let other = SmtpServer::start(SmtpTls::StartTls, LOGIN).await;
        let through = Settings {
            proxy: Proxy::parse(&address),
            port: server.local_addr().unwrap().port(),
            ..settings(&other, Tls::StartTls)
        };
        let rig = Rig::start(other, through);
        let said = format!("no connection to the SMTP server: {said}");
        rig.wait_until_down(&said).await;
        let sent = rig.send("alice").await;
        assert!(matches!(sent, Outcome::Later { .. }), "{sent:?}");
    }
    assert_eq!((socks.led(), http.led()), (0, 0));
    assert!(server.accept().now_or_never().is_none(), "nobody came");
}

#[tokio::test]
async fn security_24_a_certificate_is_checked_behind_a_proxy_too() {
    let proxy = SocksProxy::start(None).await;
    for (there, how) in [
        (SmtpTls::StartTls, Tls::StartTls),
        (SmtpTls::Implicit, Tls::Implicit),
    ] {
        let server = SmtpServer::start(there, None).await;
        let through = Settings {
            proxy: Proxy::parse(&format!("socks5://{}", proxy.shown())),
            ca_file: None,
            login: None,
            ..settings(&server, how)
        };
        let rig = Rig::start(server, through);
        rig.wait_until_down("certificate is not trusted: ").await;
    }
}
