//! Many updates, with the connection dropped and the program restarted among them.

use std::collections::BTreeSet;

use telegram::connection::{Connection, Update};
use telegram_testdc::NewMessage;
use tokio::sync::mpsc;

use super::stage::{PATIENCE, Stage};

/// How many, unless `TELEGRAM_LONG_RUN` says another number.
const MANY: usize = 2_000;

fn many() -> usize {
    let many = std::env::var("TELEGRAM_LONG_RUN");
    many.map_or(MANY, |many| many.parse().unwrap())
}

/// Who reads the updates, and what was read.
struct Reader {
    connection: Connection,
    updates: mpsc::Receiver<Update>,
    seen: Vec<usize>,
}

impl Reader {
    /// Reads until so many messages were dealt with in all.
    async fn read_to(&mut self, count: usize) {
        while self.seen.len() < count {
            let update = tokio::time::timeout(PATIENCE, self.updates.recv()).await;
            let update = update.expect("updates come").expect("the stream goes on");
            if let Some(written) = update.written()
                && let Ok(number) = written.message.message.parse()
            {
                self.seen.push(number);
            }
            update.done();
        }
    }
}

fn write(stage: &Stage, from: i64, to: i64, numbers: std::ops::Range<usize>) {
    for number in numbers {
        let text = number.to_string();
        stage.dc.send(NewMessage { from, to, text }).unwrap();
    }
}

/// Nothing is lost and nothing comes twice, if all that was handed over was dealt with before the restart.
#[tokio::test]
async fn no_update_is_lost_or_comes_twice_over_two_drops_and_a_restart() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let writer = stage.reader(bot);
    let (many, fourth) = (many(), many() / 4);
    let connection = stage.connect(&login).await;
    let updates = connection.updates().unwrap();
    let mut reader = Reader {
        connection,
        updates,
        seen: Vec::new(),
    };
    for drop in 0..2 {
        // Half of them is on its way while the connection is dropped, and half is written after that.
        let (from, to) = (drop * fourth, (drop + 1) * fourth);
        write(&stage, writer, bot, from..from + fourth / 2);
        reader.read_to(from + fourth / 4).await;
        assert!(stage.dc.drop_connections(None) > 0);
        write(&stage, writer, bot, from + fourth / 2..to);
        reader.read_to(to).await;
    }
    write(&stage, writer, bot, 2 * fourth..3 * fourth);
    reader.read_to(3 * fourth).await;
    reader.connection.stop().await;
    write(&stage, writer, bot, 3 * fourth..many - fourth / 2);

    let connection = stage.connect(&login).await;
    reader.updates = connection.updates().unwrap();
    reader.connection = connection;
    write(&stage, writer, bot, many - fourth / 2..many);
    reader.read_to(many).await;
    // A last word, so that whatever comes twice has come.
    write(&stage, writer, bot, many..many + 1);
    reader.read_to(many + 1).await;
    let different: BTreeSet<_> = reader.seen.iter().copied().collect();
    assert_eq!(different, (0..=many).collect());
    assert_eq!(reader.seen.len(), many + 1, "some came twice");
}
