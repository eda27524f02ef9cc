//! How a run ended: its exit code.

/// The end of a run, from the least serious to the most. Of several, the most
/// serious is the run's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// All is as expected.
    #[default]
    Success,
    /// A verdict differs from what is expected.
    Differs,
    /// A verdict is unknown: a limit of time or memory or a loop's bound was
    /// hit.
    Limit,
    /// An instruction or feature is not supported.
    Unsupported,
    /// Bad usage or input: a test that cannot be read, or that accesses what is
    /// no location.
    Input,
}

impl Status {
    /// The exit code.
    pub const fn code(self) -> u8 {
        match self {
            Status::Success => 0,
            Status::Differs => 1,
            Status::Input => 2,
            Status::Unsupported => 3,
            Status::Limit => 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Status;

    #[test]
    fn bad_input_is_worse_than_all_else_and_a_difference_the_least() {
        let mut all =
            [Status::Differs, Status::Input, Status::Limit, Status::Success, Status::Unsupported];
        all.sort();
        assert_eq!(all.map(Status::code), [0, 1, 4, 3, 2]);
    }
}
