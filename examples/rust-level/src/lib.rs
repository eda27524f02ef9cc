//! A box for one letter, and the litmus tests that its orderings rest on.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicU64};

/// Holds at most one letter.
#[derive(Debug, Default)]
pub struct Mailbox {
    letter: AtomicU64,
    full: AtomicBool,
}

impl Mailbox {
    /// Puts the letter in.
    pub fn put(&self, letter: u64) {
        self.letter.store(letter, Relaxed);
        self.full.store(true, Release);
    }

    /// The letter, if it is there.
    pub fn get(&self) -> Option<u64> {
        self.full.load(Acquire).then(|| self.letter.load(Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::Mailbox;
    use fencepost::litmus;

    #[test]
    fn a_letter_is_got_once_it_is_put() {
        let mailbox = Mailbox::default();
        assert_eq!(mailbox.get(), None);
        mailbox.put(7);
        assert_eq!(mailbox.get(), Some(7));
    }

    /// What `put` and `get` do, one in each thread.
    #[test]
    fn a_full_box_has_its_letter() {
        litmus! {
            "mailbox";
            atomic letter: u64;
            atomic full: u8;
            P0 { letter.store(7, Relaxed); full.store(1, Release); }
            P1 { let f = full.load(Acquire); if f == 1 { let l = letter.load(Relaxed); } }
        }
        .forbids(r"1:f=1 /\ 1:l=0")
        .allows(r"1:f=1 /\ 1:l=7");
    }

    /// Why `get` is not relaxed: the branch alone does not keep the letter from being read first.
    #[test]
    fn an_acquire_is_needed() {
        litmus! {
            "mailbox, relaxed get";
            atomic letter: u64;
            atomic full: u8;
            P0 { letter.store(7, Relaxed); full.store(1, Release); }
            P1 { let f = full.load(Relaxed); if f == 1 { let l = letter.load(Relaxed); } }
        }
        .allows(r"1:f=1 /\ 1:l=0");
    }
}
