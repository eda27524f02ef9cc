//! The command line as a user meets it: what it prints, and its exit codes.

#[path = "cli/harness.rs"]
mod harness;

#[path = "cli/claims.rs"]
mod claims;
#[path = "cli/costs.rs"]
mod costs;
#[path = "cli/doctor.rs"]
mod doctor;
#[path = "cli/explain.rs"]
mod explain;
#[path = "cli/fieldtrack.rs"]
mod fieldtrack;
#[path = "cli/formats.rs"]
mod formats;
#[path = "cli/help.rs"]
mod help;
#[path = "cli/input.rs"]
mod input;
#[path = "cli/limits.rs"]
mod limits;
#[path = "cli/run.rs"]
mod run;
#[path = "cli/schema.rs"]
mod schema;
#[path = "cli/suite.rs"]
mod suite;
