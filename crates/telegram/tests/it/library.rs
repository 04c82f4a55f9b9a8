//! What the library itself does wrong: it panics on some answers, and waits for ever for some connections.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use telegram::connection::{CallError, Status};
use telegram::send::SendOutcome;
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::stage::{PATIENCE, Stage, received, say, say_until_sent, server, until, up};

/// A port where connections are neither taken nor refused: its queue is full.
struct BlackHole {
    address: SocketAddr,
    _listener: TcpListener,
    _waiting: TcpStream,
}

impl BlackHole {
    async fn dig() -> Self {
        Self::dig_at(0).await
    }

    async fn dig_at(port: u16) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, port).into()).unwrap();
        let listener = socket.listen(0).unwrap();
        let address = listener.local_addr().unwrap();
        // The only place in the queue.
        let waiting = TcpStream::connect(address).await.unwrap();
        Self {
            address,
            _listener: listener,
            _waiting: waiting,
        }
    }
}

#[tokio::test]
async fn an_answer_that_the_library_panics_on_ends_the_pool_and_a_new_one_goes_on() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let connection = stage.connect(&login).await;
    say_until_sent(&connection, reader, "before").await;
    // The library expects an address, and panics on what is none.
    stage.dc.name_address(1, "nowhere", 443);
    stage.dc.drop_connections(None);
    let outcome = say(&connection, reader, "during", "during").await;
    assert!(matches!(outcome, SendOutcome::Later { .. }), "{outcome:?}");
    let down = until(&connection, |status| matches!(status, Status::Down { .. })).await;
    let Status::Down { why } = down else {
        panic!("{down:?}")
    };
    // Calls are answered all the time, whoever panics.
    let request = grammers_tl_types::functions::updates::GetState {};
    let answer = connection.invoke(&request, PATIENCE).await;
    assert!(
        matches!(
            answer,
            Err(CallError::NotConnected | CallError::Unreachable(_))
        ),
        "{answer:?} {why}"
    );
    stage.dc.clear_faults();
    up(&connection).await;
    say_until_sent(&connection, reader, "after").await;
    assert_eq!(received(&stage, reader, bot), ["before", "after"]);
}

#[tokio::test]
async fn an_exchange_of_keys_with_a_black_hole_ends_with_its_deadline() {
    let mut stage = Stage::set().await;
    let (_, login) = stage.bot();
    let hole = BlackHole::dig().await;
    stage.settings.server = Some(server(&stage.dc, hole.address));
    stage.settings.pace.connect = Duration::from_millis(100);
    let connection = stage.start(stage.session("hole").await, login);
    let down = until(&connection, |status| *status != Status::Connecting).await;
    assert!(
        matches!(&down, Status::Down { why } if *why == CallError::TooLate.to_string()),
        "{down:?}"
    );
}

#[tokio::test]
async fn a_connection_into_a_black_hole_is_given_up_and_made_anew_when_the_server_is_back() {
    let mut stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let (port, behind) = (testkit::free_port(), stage.dc.address(2).unwrap());
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    stage.settings.server = Some(server(&stage.dc, address));
    stage.dc.name_address(2, "127.0.0.1", port);
    stage.settings.pace.call = Duration::from_secs(2);
    stage.settings.pace.probe = Duration::from_secs(1);
    let connection = tokio::select! {
        () = super::proxy::forward(port, behind) => unreachable!("it serves until it is dropped"),
        connection = stage.connect(&login) => connection,
    };
    // From here on there is a key, so that only the library connects, and it knows no deadline.
    let hole = BlackHole::dig_at(port).await;
    let too_late = CallError::TooLate.to_string();
    until(
        &connection,
        |status| matches!(status, Status::Down { why } if *why == too_late),
    )
    .await;
    let request = grammers_tl_types::functions::updates::GetState {};
    let answer = connection.invoke(&request, PATIENCE).await;
    assert!(matches!(answer, Err(CallError::NotConnected)), "{answer:?}");
    drop(hole);
    tokio::select! {
        () = super::proxy::forward(port, behind) => unreachable!("it serves until it is dropped"),
        () = say_until_sent(&connection, reader, "out of the hole") => {}
    }
    assert_eq!(received(&stage, reader, bot), ["out of the hole"]);
}
