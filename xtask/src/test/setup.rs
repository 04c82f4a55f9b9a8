//! What the tests need beside Rust: Debian packages, a Python virtual environment, Node programs.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::say::say;
use crate::workspace::{self, command, is_installed, is_root, run_to_end};

/// The Debian packages that the tests run against.
const PACKAGES: &[&str] = &[
    "prosody",
    "lua-dbi-sqlite3",
    "lua-sec",
    "lua-event",
    "postgresql",
    "chromium",
    "chromium-driver",
    "python3-venv",
];

/// Programs that often come from elsewhere than Debian, whose packages would then clash, with their Debian packages.
const PROGRAMS: &[(&str, &str)] = &[("node", "nodejs"), ("npm", "npm")];

/// Installs what is missing; where that is not allowed, says what to type.
pub(super) fn set_up() -> Result<()> {
    install(&missing()?)?;
    make_venvs()?;
    make_npm()
}

/// Those of [`PACKAGES`] that are not installed, and those of the [`PROGRAMS`] that are not there.
fn missing() -> Result<Vec<&'static str>> {
    ensure!(
        is_installed("dpkg-query"),
        "this is not Debian; install what Debian calls {}, then run the steps after `setup` with --only",
        PACKAGES.join(" ")
    );
    let listed = Command::new("dpkg-query")
        .args(["-W", "-f", "${Package} ${db:Status-Status}\n"])
        .args(PACKAGES)
        .stderr(Stdio::null())
        .output()
        .context("cannot start dpkg-query")?;
    let listed = String::from_utf8_lossy(&listed.stdout);
    let mut missing = not_installed(&listed);
    let programs = PROGRAMS
        .iter()
        .filter(|(program, _)| !is_installed(program));
    missing.extend(programs.map(|(_, package)| *package));
    Ok(missing)
}

/// Those of [`PACKAGES`] that `listed`, a line `package status` each, does not call installed.
fn not_installed(listed: &str) -> Vec<&'static str> {
    let has = |package: &str| {
        listed
            .lines()
            .any(|line| line == format!("{package} installed"))
    };
    let packages = PACKAGES.iter().copied();
    packages.filter(|package| !has(package)).collect()
}

fn install(packages: &[&str]) -> Result<()> {
    if packages.is_empty() {
        say("every Debian package is installed");
        return Ok(());
    }
    let by_hand = by_hand(packages);
    if !is_root() && !may_sudo() {
        bail!(
            "packages are missing, and only root may install them. Please run:\n\n    {by_hand}\n"
        );
    }
    say(format_args!("installing {}", packages.join(" ")));
    apt_get(&["update"]).with_context(|| format!("please run by hand: {by_hand}"))?;
    let mut words = vec!["install", "-y", "--no-install-recommends"];
    words.extend(packages);
    apt_get(&words).with_context(|| format!("please run by hand: {by_hand}"))
}

/// The one line that installs the packages by hand.
fn by_hand(packages: &[&str]) -> String {
    format!(
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends {}",
        packages.join(" ")
    )
}

fn may_sudo() -> bool {
    is_installed("sudo")
        && run_to_end(command("sudo").args(["-n", "true"]).stderr(Stdio::null())).is_ok()
}

fn apt_get(words: &[&str]) -> Result<()> {
    let mut apt_get = if is_root() {
        command("env")
    } else {
        let mut sudo = command("sudo");
        sudo.args(["-n", "env"]);
        sudo
    };
    run_to_end(
        apt_get
            .args(["DEBIAN_FRONTEND=noninteractive", "apt-get"])
            .args(words),
    )
}

/// The Python virtual environments, and what is to be in them: the clients of others, and a Matrix homeserver.
const VENVS: &[(&str, &str)] = &[
    ("venv", "requirements.txt"),
    ("synapse", "requirements-synapse.txt"),
];

/// Makes the [`VENVS`] that are not there.
fn make_venvs() -> Result<()> {
    let script = workspace::root().join("crates/testkit/make-venv");
    for (folder, wanted) in VENVS {
        let venv = workspace::target().join(folder);
        run_to_end(command("bash").arg(&script).arg(venv).arg(wanted))
            .with_context(|| format!("cannot make the Python virtual environment {folder}"))?;
    }
    say("the Python virtual environments are ready");
    Ok(())
}

/// Installs the Node programs, unless they are there.
fn make_npm() -> Result<()> {
    let folder = workspace::target().join("npm");
    let script = workspace::root().join("crates/testkit/make-npm");
    run_to_end(command("bash").arg(script).arg(folder))
        .context("cannot install the Node programs")?;
    say("the Node programs are ready");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_was_removed_or_never_seen_is_missing() {
        let listed = "prosody installed\nlua-sec config-files\nlua-event installed\n\
                      postgresql installed\nchromium installed\npython3-venv installed\n";
        assert_eq!(
            not_installed(listed),
            ["lua-dbi-sqlite3", "lua-sec", "chromium-driver"]
        );
    }

    #[test]
    fn the_line_to_type_names_only_what_is_missing() {
        assert_eq!(
            by_hand(&["prosody"]),
            "sudo apt-get update && sudo apt-get install -y --no-install-recommends prosody"
        );
    }
}
