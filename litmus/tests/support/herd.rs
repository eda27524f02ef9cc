//! Running herd7 and reading its logs.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder with herd7 and the test generators that come with it.
pub struct Herd {
    tools: PathBuf,
}

/// What herd7 says of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Its final states, sorted, and the observation.
    States {
        /// The states.
        states: Vec<String>,
        /// `Never`, `Sometimes` or `Always`.
        observation: String,
        /// Whether it cut a loop, so that states may be missing.
        cut: bool,
    },
    /// It refuses the test, or ran out of time.
    Nothing(String),
}

impl Herd {
    /// The tools of a folder.
    pub fn new(tools: PathBuf) -> Herd {
        Herd { tools }
    }

    /// A tool of the folder, ready to run.
    pub fn tool(&self, name: &str) -> Command {
        Command::new(self.tools.join(name))
    }

    /// herd7's version.
    pub fn version(&self) -> String {
        let output = self.tool("herd7").arg("-version").output().expect("herd7 does not run");
        String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_string()
    }

    /// Runs herd7 over many files, `seconds` of CPU time a test. By the name
    /// that each test has in its first line.
    pub fn run(
        &self,
        files: &[PathBuf],
        arguments: &[&str],
        seconds: u32,
    ) -> HashMap<String, Said> {
        let mut said = HashMap::new();
        let mut rest = files.to_vec();
        while !rest.is_empty() {
            said.extend(self.run_once(&rest, arguments, seconds));
            let before = rest.len();
            rest.retain(|file| !said.contains_key(&stem(file)));
            // A test may end the whole process: go on after it.
            if rest.len() == before {
                said.insert(stem(&rest.remove(0)), Said::Nothing("no output".into()));
            }
        }
        said
    }

    /// What one process says, of as many tests as it comes to.
    fn run_once(
        &self,
        files: &[PathBuf],
        arguments: &[&str],
        seconds: u32,
    ) -> HashMap<String, Said> {
        let mut command = self.tool("herd7");
        command.args(arguments).args(["-timeout", &seconds.to_string()]).args(files);
        let output = command.output().expect("herd7 does not run");
        let mut said = read_log(&String::from_utf8_lossy(&output.stdout));
        let warnings = String::from_utf8_lossy(&output.stderr);
        for name in files.iter().map(|file| stem(file)) {
            if let Some(warning) = warning(&warnings, &name) {
                said.entry(name).or_insert(Said::Nothing(warning));
            }
        }
        said
    }
}

/// The first warning that names a test.
fn warning(warnings: &str, name: &str) -> Option<String> {
    let file = format!("{name}.litmus\"");
    let line = warnings.lines().find(|line| line.contains(&file))?;
    let reason = line.split_once(&file).map_or(line, |(_, rest)| rest);
    Some(reason.trim_start_matches([' ', ':', ',']).to_string())
}

/// A file's name without its extension.
pub fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The tests of a log.
fn read_log(log: &str) -> HashMap<String, Said> {
    let mut said = HashMap::new();
    let mut lines = log.lines();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_prefix("Test ").and_then(|rest| rest.split(' ').next()) else {
            continue;
        };
        let body: Vec<&str> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
        said.insert(name.to_string(), read_test(&body));
    }
    said
}

fn read_test(body: &[&str]) -> Said {
    let count = body
        .iter()
        .find_map(|line| line.strip_prefix("States "))
        .and_then(|n| n.parse::<usize>().ok());
    let observation = body
        .iter()
        .find_map(|line| line.strip_prefix("Observation "))
        .and_then(|rest| rest.split(' ').nth(1));
    let (Some(count), Some(observation)) = (count, observation) else {
        return Said::Nothing("an unfinished log".into());
    };
    let at = body.iter().position(|line| line.starts_with("States ")).unwrap_or(0) + 1;
    let mut states: Vec<String> =
        body[at..].iter().take(count).map(|line| line.trim().to_string()).collect();
    states.sort();
    states.dedup();
    let cut = body.iter().any(|line| line.starts_with("Loop"));
    Said::States { states, observation: observation.to_string(), cut }
}
