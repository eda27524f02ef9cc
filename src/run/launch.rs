//! How this program starts itself.

use fencepost_asm::detect::{Translator, platform};
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::Command;

/// A program, and what stands before it on a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launcher {
    before: Vec<OsString>,
    program: PathBuf,
}

impl Launcher {
    /// This very program.
    ///
    /// # Errors
    /// If the system does not say where it is.
    pub fn of_this_program() -> io::Result<Launcher> {
        Ok(Launcher::of(std::env::current_exe()?))
    }

    /// Another program for the same machine. Under QEMU's user mode the kernel
    /// cannot start it by itself: it is given to the emulator that runs this
    /// process, with the same options.
    pub fn of(program: PathBuf) -> Launcher {
        let is_emulated = platform().translator == Some(Translator::QemuUser);
        Launcher { before: if is_emulated { emulator() } else { Vec::new() }, program }
    }

    /// The command, without arguments yet.
    pub fn command(&self) -> Command {
        match &self.before[..] {
            [first, rest @ ..] => {
                let mut command = Command::new(first);
                command.args(rest).arg(&self.program);
                command
            }
            [] => Command::new(&self.program),
        }
    }
}

/// The emulator and its options. QEMU shows the guest its own command line
/// under `/proc/self`, but not under `/proc/thread-self`: there is the
/// emulator's, which ends with the guest's.
#[cfg(target_os = "linux")]
fn emulator() -> Vec<OsString> {
    use std::os::unix::ffi::OsStringExt;
    let line = std::fs::read("/proc/thread-self/cmdline").unwrap_or_default();
    let words = line.strip_suffix(&[0]).unwrap_or(&line).split(|&byte| byte == 0);
    let words: Vec<_> = words.map(|word| OsString::from_vec(word.to_vec())).collect();
    let own = std::env::args_os().count();
    words[..words.len().saturating_sub(own)].to_vec()
}

#[cfg(not(target_os = "linux"))]
fn emulator() -> Vec<OsString> {
    Vec::new()
}
