//! Functions that break AAPCS64 on purpose, one rule each, and one that keeps Go's rules instead.
//! Each must be named by the checker; calling one in any other way ruins its caller.

use super::convention::Register;

/// A function that breaks a rule.
#[derive(Clone, Copy, Debug)]
pub struct Offender {
    /// The register that it does not keep.
    pub register: Register,
    /// A leaf that changes it.
    pub leaf: *const (),
    /// A function that calls its first argument, after saving everything but this register.
    pub crosscall: *const (),
}

/// Declares the routines of one register and lists them.
macro_rules! offenders {
    ($($(#[$attr:meta])* of $register:expr => $leaf:ident, $crosscall:ident;)+) => {
        unsafe extern "C" {
            $($(#[$attr])* fn $leaf(); $(#[$attr])* fn $crosscall();)+
        }

        /// One offender for each register that must be kept.
        pub fn offenders() -> Vec<Offender> {
            vec![$($(#[$attr])* Offender {
                register: $register,
                leaf: $leaf as *const (),
                crosscall: $crosscall as *const (),
            }),+]
        }
    };
}

offenders! {
    #[cfg(not(target_vendor = "apple"))]
    of Register::X(18) => fencepost_offender_x18, fencepost_crosscall_without_x18;
    of Register::X(19) => fencepost_offender_x19, fencepost_crosscall_without_x19;
    of Register::X(20) => fencepost_offender_x20, fencepost_crosscall_without_x20;
    of Register::X(21) => fencepost_offender_x21, fencepost_crosscall_without_x21;
    of Register::X(22) => fencepost_offender_x22, fencepost_crosscall_without_x22;
    of Register::X(23) => fencepost_offender_x23, fencepost_crosscall_without_x23;
    of Register::X(24) => fencepost_offender_x24, fencepost_crosscall_without_x24;
    of Register::X(25) => fencepost_offender_x25, fencepost_crosscall_without_x25;
    of Register::X(26) => fencepost_offender_x26, fencepost_crosscall_without_x26;
    of Register::X(27) => fencepost_offender_x27, fencepost_crosscall_without_x27;
    of Register::X(28) => fencepost_offender_x28, fencepost_crosscall_without_x28;
    of Register::X(29) => fencepost_offender_x29, fencepost_crosscall_without_x29;
    of Register::D(8) => fencepost_offender_d8, fencepost_crosscall_without_d8;
    of Register::D(9) => fencepost_offender_d9, fencepost_crosscall_without_d9;
    of Register::D(10) => fencepost_offender_d10, fencepost_crosscall_without_d10;
    of Register::D(11) => fencepost_offender_d11, fencepost_crosscall_without_d11;
    of Register::D(12) => fencepost_offender_d12, fencepost_crosscall_without_d12;
    of Register::D(13) => fencepost_offender_d13, fencepost_crosscall_without_d13;
    of Register::D(14) => fencepost_offender_d14, fencepost_crosscall_without_d14;
    of Register::D(15) => fencepost_offender_d15, fencepost_crosscall_without_d15;
    of Register::Sp => fencepost_offender_sp, fencepost_crosscall_without_sp;
    of Register::Fpcr => fencepost_offender_fpcr, fencepost_crosscall_without_fpcr;
}

unsafe extern "C" {
    fn fencepost_crosscall();
    fn fencepost_crosscall_one_by_one();
    fn fencepost_crosscall_misaligned();
    fn fencepost_crosscall_bad_cfi();
    fn fencepost_go_rules();
    fn fencepost_keeps_nothing();
}

/// Calls its first argument, which may keep nothing, and keeps all that AAPCS64 asks for.
pub fn crosscall() -> *const () {
    fencepost_crosscall as *const ()
}

/// The offenders' common body with nothing left out: the control of all of them.
pub fn crosscall_one_by_one() -> *const () {
    fencepost_crosscall_one_by_one as *const ()
}

/// As [`crosscall`], but calls with sp 8 bytes out of line.
pub fn crosscall_misaligned() -> *const () {
    fencepost_crosscall_misaligned as *const ()
}

/// As [`crosscall`], but its CFI names the wrong slots for the registers that it saves.
pub fn crosscall_bad_cfi() -> *const () {
    fencepost_crosscall_bad_cfi as *const ()
}

/// Keeps what Go's convention keeps and destroys the rest.
pub fn go_rules() -> *const () {
    fencepost_go_rules as *const ()
}

/// Destroys every register but sp, x18, x29 and x30.
pub fn keeps_nothing() -> *const () {
    fencepost_keeps_nothing as *const ()
}
