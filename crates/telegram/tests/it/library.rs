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
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
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
