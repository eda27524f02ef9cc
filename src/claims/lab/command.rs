//! Running tools, with a limit.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// What a tool said.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// Whether it succeeded.
    pub(crate) success: bool,
    /// Its standard output.
    pub(crate) out: String,
    /// Its standard error.
    pub(crate) err: String,
}

impl Said {
    /// The output of a tool that succeeded, or the first lines of what it complained of.
    pub(crate) fn ok(self) -> Result<String, String> {
        if self.success { Ok(self.out) } else { Err(self.complaint()) }
    }

    /// The line of its complaint that says most: the first that names no package
    /// or place alone.
    pub(crate) fn complaint(&self) -> String {
        let mut lines =
            self.err.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
        lines.next().unwrap_or("it failed and said nothing").to_owned()
    }
}

/// Runs a tool to its end, or for so long.
pub(crate) fn run(command: &mut Command, limit: Duration) -> Result<Said, String> {
    let name = Path::new(command.get_program()).display().to_string();
    let start = Instant::now();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|e| format!("{name}: {e}"))?;
    let (out, err) = (drain(child.stdout.take()), drain(child.stderr.take()));
    let mut wait = |pipe: Receiver<Vec<u8>>| {
        let left = limit.saturating_sub(start.elapsed());
        match pipe.recv_timeout(left) {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(RecvTimeoutError::Disconnected) => Ok(String::new()),
            Err(RecvTimeoutError::Timeout) => {
                stop(&mut child);
                Err(format!("{name}: stopped after {} s", limit.as_secs()))
            }
        }
    };
    let (out, err) = (wait(out)?, wait(err)?);
    let status = child.wait().map_err(|e| format!("{name}: {e}"))?;
    Ok(Said { success: status.success(), out, err })
}

fn stop(child: &mut Child) {
    // It may have ended just now, which is as good.
    let _ = child.kill();
    let _ = child.wait();
}

/// Reads a pipe to its end, on a thread that may outlive its reader.
fn drain(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.read_to_end(&mut bytes);
        }
        let _ = sender.send(bytes);
    });
    receiver
}

/// The first of these programs that a folder of `PATH` holds.
pub(crate) fn in_path(names: &[&str]) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    let files = |name| folders.iter().map(move |folder: &std::path::PathBuf| folder.join(name));
    names.iter().flat_map(files).find(|file| file.is_file())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_a_tool_says() {
        let said = run(
            Command::new("sh").args(["-c", "echo out; echo '# x' >&2; echo bad >&2; exit 1"]),
            Duration::from_secs(60),
        );
        let said = said.expect("sh runs");
        assert_eq!(
            (said.success, said.out.as_str(), said.complaint().as_str()),
            (false, "out\n", "bad")
        );
        assert_eq!(said.ok(), Err("bad".to_owned()));
    }

    #[test]
    fn a_tool_that_does_not_end() {
        let stuck =
            run(Command::new("sh").args(["-c", "while :; do :; done"]), Duration::from_millis(50));
        assert!(stuck.is_err_and(|e| e.contains("stopped")));
        let absent = run(&mut Command::new("no-such-tool"), Duration::from_secs(1));
        assert!(absent.is_err_and(|e| e.starts_with("no-such-tool: ")));
    }
}
