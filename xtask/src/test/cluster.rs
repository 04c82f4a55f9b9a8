//! A private PostgreSQL for one run of the tests.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

use crate::say::say;
use crate::workspace::{is_root, run_to_end};

/// How long the server may take to start, and to stop.
const PATIENCE: Duration = Duration::from_secs(30);

/// Folders of clusters are called this and the id of the program that started them.
const FOLDER: &str = "postern-postgres-";

/// PostgreSQL on a Unix socket in a folder of its own; it ends with this value, or with this program.
pub(super) struct Cluster {
    folder: PathBuf,
    server: Child,
}

impl Cluster {
    /// Makes a cluster and starts its server.
    ///
    /// It lies in the system's folder for temporary files: the user that PostgreSQL insists on may not
    /// be able to enter the workspace, and a socket's path must be short.
    pub(super) fn start() -> Result<Self> {
        let programs = programs()?;
        let temporary = std::env::temp_dir();
        remove_what_was_left_in(&temporary);
        let folder = temporary.join(format!("{FOLDER}{}", std::process::id()));
        make_private(&folder)?;
        let made = run_to_end(
            unprivileged(&programs.join("initdb"), &folder)
                .args(["--username=postgres", "--auth=trust", "--encoding=UTF8"])
                .args(["--locale=C.UTF-8", "--no-sync", "--pgdata=data"])
                .stdout(Stdio::null()),
        );
        if let Err(error) = made {
            let _ = fs::remove_dir_all(&folder);
            return Err(error);
        }
        let server = serve(&programs, &folder)?;
        let mut cluster = Self { folder, server };
        cluster.wait_until_ready(&programs)?;
        Ok(cluster)
    }

    /// The URL of its database `postgres`, for `POSTERN_TEST_POSTGRES`.
    pub(super) fn url(&self) -> String {
        format!(
            "postgres://postgres@localhost/postgres?host={}",
            self.folder.display()
        )
    }

    fn wait_until_ready(&mut self, programs: &Path) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = self.server.try_wait()? {
                bail!("PostgreSQL ended with {status}:\n{}", self.log());
            }
            let asked = Command::new(programs.join("pg_isready"))
                .args(["--quiet", "--host"])
                .arg(&self.folder)
                .status();
            if asked.is_ok_and(|status| status.success()) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        bail!(
            "PostgreSQL was not ready after {PATIENCE:?}:\n{}",
            self.log()
        )
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    fn stop(&mut self) -> Result<()> {
        // SIGINT is PostgreSQL's "fast shutdown": clients are sent away, nothing is waited for.
        let pid = Pid::from_child(&self.server);
        kill_process(pid, Signal::INT).context("cannot reach PostgreSQL")?;
        let start = Instant::now();
        while self.server.try_wait()?.is_none() {
            if start.elapsed() > PATIENCE {
                self.server.kill()?;
                self.server.wait()?;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            say(format_args!("PostgreSQL did not stop: {error:#}"));
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Starts the server. It ends by SIGINT if this program dies; durability is not what is tested here.
fn serve(programs: &Path, folder: &Path) -> Result<Child> {
    let log = fs::File::create(folder.join("log"))?;
    unprivileged(&programs.join("postgres"), folder)
        .args(["-D", "data", "-k"])
        .arg(folder)
        .args(["-c", "listen_addresses=", "-c", "max_connections=300"])
        .args(["-c", "fsync=off", "-c", "full_page_writes=off"])
        .stdout(log.try_clone()?)
        .stderr(log)
        // Ctrl-C reaches the tests first; the server stays until they have ended.
        .process_group(0)
        .spawn()
        .context("cannot start PostgreSQL")
}

/// The folder of the newest installed version's programs.
fn programs() -> Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path());
    let version = |path: &Path| -> Option<u32> { path.file_name()?.to_str()?.parse().ok() };
    let newest = versions.max_by_key(|path| version(path));
    let programs = newest.map(|path| path.join("bin"));
    programs.context("PostgreSQL is not installed; `cargo xtask test --only setup` installs it")
}

/// A program of PostgreSQL, started by somebody who is not root, as it demands.
fn unprivileged(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if is_root() {
        command.args([
            "--reuid",
            "postgres",
            "--regid",
            "postgres",
            "--init-groups",
        ]);
    }
    command
        .args(["--pdeathsig", "INT", "--"])
        .arg(program)
        .current_dir(folder)
        .stdin(Stdio::null());
    command
}

/// Makes a folder that nobody but PostgreSQL's user (and root) may enter.
fn make_private(folder: &Path) -> Result<()> {
    fs::DirBuilder::new()
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("cannot make {}", folder.display()))?;
    if is_root() {
        let users = fs::read_to_string("/etc/passwd")?;
        let (user, group) = ids_of("postgres", &users).context("there is no user postgres")?;
        chown(folder, Some(user), Some(group))?;
    }
    Ok(())
}

/// The numeric ids of a user and its group in the text of `/etc/passwd`.
fn ids_of(name: &str, users: &str) -> Option<(u32, u32)> {
    let mut fields = users
        .lines()
        .map(|line| line.split(':'))
        .find_map(|mut fields| (fields.next() == Some(name)).then_some(fields))?;
    fields.next();
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

/// Removes the folders of runs that were killed before they could do so.
fn remove_what_was_left_in(temporary: &Path) {
    for entry in fs::read_dir(temporary).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| name.strip_prefix(FOLDER));
        if owner.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_answers_at_its_url_and_leaves_nothing_behind() {
        let cluster = Cluster::start().unwrap();
        let psql = Command::new(programs().unwrap().join("psql"))
            .args(["--no-psqlrc", "--tuples-only", "--no-align", "--command"])
            .args(["SHOW max_connections", &cluster.url()])
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&psql.stdout), "300\n");
        let server = PathBuf::from(format!("/proc/{}", cluster.server.id()));
        let folder = cluster.folder.clone();
        drop(cluster);
        assert!(!server.exists() && !folder.exists());
    }

    #[test]
    fn a_users_ids_are_read_by_its_whole_name() {
        let users = "root:x:0:0:root:/root:/bin/bash\npostgres2:x:7:8::/:\npostgres:x:114:121:,,,:/var:/bin/bash\n";
        assert_eq!(ids_of("postgres", users), Some((114, 121)));
        assert_eq!(ids_of("nobody", users), None);
    }
}
