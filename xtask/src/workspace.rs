//! Where things lie, and how other programs are started from here.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

/// The folder of the workspace's `Cargo.toml`.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// Cargo's target folder: `CARGO_TARGET_DIR`, or `target` in the workspace.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || root().join("target"),
        |folder| root().join(PathBuf::from(folder)),
    )
}

/// A command in the workspace's root that reads nothing and ends when this program ends, however that happens.
///
/// The kernel sends it SIGTERM if we are killed, so that nothing stays behind that could not be cleaned up.
pub(crate) fn command<S: AsRef<OsStr>>(program: S) -> Command {
    let mut command = if setpriv_exists() {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// Cargo itself, as [`command`].
pub(crate) fn cargo() -> Command {
    command("cargo")
}

/// Runs a command to its end and says what could not be started or failed.
pub(crate) fn run_to_end(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    ensure!(status.success(), "{} ended with {status}", shown(command));
    Ok(())
}

/// The command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(OsStr::to_string_lossy).collect();
    let typed = match words.iter().position(|word| word == "--") {
        Some(end) if words[0] == "setpriv" => &words[end + 1..],
        _ => &words[..],
    };
    typed.join(" ")
}

/// Whether `program` is in a folder of `PATH`.
pub(crate) fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Whether this program runs as root.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn setpriv_exists() -> bool {
    is_installed("setpriv")
}
