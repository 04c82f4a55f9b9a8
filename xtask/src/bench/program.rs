//! A running program that is measured.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

/// A child process; dropped, it is ended and waited for.
pub(super) struct Program {
    child: Child,
    lines: Receiver<String>,
}

impl Program {
    /// Starts the program; what it prints is read all the time, so that it never has to wait for us.
    pub(super) fn start(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let stdout = child.stdout.take().context("the output was asked for")?;
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                // Once nobody waits for a line, the rest is read and thrown away.
                let _ = sender.send(line);
            }
        });
        Ok(Self { child, lines })
    }

    /// Waits until the program prints a line that contains `text`.
    pub(super) fn wait_for_line(&self, text: &str, patience: Duration) -> Result<()> {
        let start = Instant::now();
        loop {
            match self
                .lines
                .recv_timeout(patience.saturating_sub(start.elapsed()))
            {
                Ok(line) if line.contains(text) => return Ok(()),
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => bail!("no line with `{text}` in {patience:?}"),
                Err(RecvTimeoutError::Disconnected) => {
                    bail!("the program ended without a line with `{text}`")
                }
            }
        }
    }

    /// Whether the program has ended.
    pub(super) fn has_ended(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// The physical memory that the program holds, in kilobytes of 1,024 bytes (`VmRSS`, proc(5)).
    pub(super) fn resident_kilobytes(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        resident_kilobytes(&status).context("the program has ended")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let start = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            if start.elapsed() > Duration::from_secs(10) {
                let _ = self.child.kill();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// The `VmRSS` of a `/proc/PID/status`.
pub(super) fn resident_kilobytes(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(10);

    fn shell(script: &str) -> Program {
        Program::start(Command::new("sh").args(["-c", script])).unwrap()
    }

    #[test]
    fn a_program_is_ready_when_it_prints_the_line() {
        let program = shell("echo waking up; echo listening on 127.0.0.1; exec sleep 60");
        program.wait_for_line("listening", PATIENCE).unwrap();
        assert!(program.resident_kilobytes().unwrap() > 0);
    }

    #[test]
    fn a_program_that_ends_early_is_not_waited_for() {
        let refusal = shell("echo no").wait_for_line("listening", PATIENCE);
        assert!(refusal.unwrap_err().to_string().contains("ended"));
    }

    #[test]
    fn a_dropped_program_has_ended() {
        let program = shell("echo ready; exec sleep 60");
        program.wait_for_line("ready", PATIENCE).unwrap();
        let entry = format!("/proc/{}", program.child.id());
        drop(program);
        assert!(!std::path::Path::new(&entry).exists());
    }

    #[test]
    fn resident_memory_is_read_from_its_own_line() {
        let status = "VmPeak:\t  999 kB\nVmRSS:\t  16384 kB\nThreads:\t1\n";
        assert_eq!(resident_kilobytes(status), Some(16_384));
        assert_eq!(resident_kilobytes("State:\tZ (zombie)\n"), None);
    }
}
