//! A wire between the connection and the data centre that can go dead.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Result;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::stage::Stage;

/// Passes connections on to the data centre.
pub(super) struct Wire {
    /// Where it listens.
    pub(super) address: SocketAddr,
    age: watch::Sender<u64>,
}

impl Wire {
    pub(super) async fn lay(stage: &Stage) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let age = watch::Sender::new(0);
        let (far, ages) = (stage.centre.address, age.subscribe());
        let (tasks, stop) = (stage.tasks.clone(), stage.stop.clone());
        stage.tasks.spawn(async move {
            while let Some(Ok((near, _))) = stop.run_until_cancelled(listener.accept()).await {
                let (stop, ages) = (stop.clone(), ages.clone());
                tasks.spawn(async move { stop.run_until_cancelled(pass(near, far, ages)).await });
            }
        });
        Ok(Self { address, age })
    }

    /// From now on nothing goes over the connections there are, and they stay open. New ones work.
    pub(super) fn go_dead(&self) {
        self.age.send_modify(|age| *age += 1);
    }
}

async fn pass(mut near: TcpStream, far: SocketAddr, mut ages: watch::Receiver<u64>) -> Result<()> {
    let born = *ages.borrow();
    let mut far = TcpStream::connect(far).await?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    let is_dead = tokio::select! {
        ended = tokio::io::copy_bidirectional(&mut near, &mut far) => ended.map(|_| false)?,
        dead = ages.wait_for(|age| *age > born) => dead.is_ok(),
    };
    if is_dead {
        // Both sides stay open until the end.
        std::future::pending::<()>().await;
    }
    Ok(())
}
