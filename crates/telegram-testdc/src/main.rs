//! The data centre as a program of its own.

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;
use telegram_testdc::{Settings, TestDc};

/// A local Telegram data centre for tests.
#[derive(Parser)]
struct Arguments {
    /// The port of data centre 2 on 127.0.0.1 (0: a free one)
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The file of the RSA key (PKCS#1 PEM); made if missing, the public half beside it as .pub
    #[arg(long)]
    key: PathBuf,
    /// The port of the HTTP control (0: a free one)
    #[arg(long)]
    control: Option<u16>,
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "whoever starts it reads the ports")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let settings = Settings {
        port: arguments.port,
        key: Some(&arguments.key),
        ..Settings::default()
    };
    let dc = TestDc::start(settings).await?;
    if let Some(address) = dc.address(2) {
        println!("listening on {address}");
    }
    if let Some(port) = arguments.control {
        println!("control on {}", dc.open_control(port).await?);
    }
    tokio::signal::ctrl_c().await?;
    dc.stop().await;
    Ok(())
}
