//! The few questions put to the system, one module per system.

pub use imp::pin;
pub(super) use imp::*;

/// Reads a small text file, without its last newline.
#[cfg(target_os = "linux")]
pub(super) fn read(path: impl AsRef<std::path::Path>) -> Option<String> {
    Some(std::fs::read_to_string(path).ok()?.trim_end().to_owned())
}

#[cfg(target_os = "linux")]
mod imp {
    use crate::Feature;

    /// The features that the kernel reports: the auxiliary vector, by the bits of
    /// `asm/hwcap.h`. The libc crate does not name all of them.
    pub(in crate::detect) fn reported() -> Vec<Feature> {
        if !cfg!(target_arch = "aarch64") {
            return Vec::new();
        }
        // SAFETY: getauxval reads the process's own auxiliary vector and takes any type.
        features_of(unsafe { [libc::AT_HWCAP, libc::AT_HWCAP2].map(|w| libc::getauxval(w)) })
    }

    /// The features in the two hwcap words.
    fn features_of(words: [u64; 2]) -> Vec<Feature> {
        const BITS: [(Feature, usize, u32); 9] = [
            (Feature::Lse, 0, 8),
            (Feature::Lse2, 0, 25),
            (Feature::Lse128, 1, 47),
            (Feature::Lrcpc, 0, 15),
            (Feature::Lrcpc2, 0, 26),
            (Feature::Lrcpc3, 1, 46),
            (Feature::Sb, 0, 29),
            (Feature::Paca, 0, 30),
            (Feature::Bti, 1, 17),
        ];
        let on = |&&(_, word, bit): &&(Feature, usize, u32)| words[word] >> bit & 1 == 1;
        BITS.iter().filter(on).map(|&(feature, ..)| feature).collect()
    }

    /// The CPUs this process may run on.
    pub(in crate::detect) fn allowed_cpus() -> Vec<usize> {
        // SAFETY: an all-zero cpu_set_t is the empty set.
        let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
        // SAFETY: the set is valid for writes of the size given.
        let rc = unsafe { libc::sched_getaffinity(0, size_of_val(&set), &mut set) };
        if rc != 0 {
            return Vec::new();
        }
        // SAFETY: every index is below CPU_SETSIZE.
        (0..libc::CPU_SETSIZE as usize)
            .filter(|&cpu| unsafe { libc::CPU_ISSET(cpu, &set) })
            .collect()
    }

    /// Pins the calling thread to one CPU; false if the system refuses.
    pub fn pin(cpu: usize) -> bool {
        if cpu >= libc::CPU_SETSIZE as usize {
            return false;
        }
        // SAFETY: an all-zero cpu_set_t is the empty set.
        let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
        // SAFETY: `cpu` is below CPU_SETSIZE.
        unsafe { libc::CPU_SET(cpu, &mut set) };
        // SAFETY: the set is valid for reads of the size given.
        unsafe { libc::sched_setaffinity(0, size_of_val(&set), &set) == 0 }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn hwcap_bits() {
            assert_eq!(features_of([0; 2]), []);
            assert_eq!(features_of([1 << 8 | 1 << 15, 0]), [Feature::Lse, Feature::Lrcpc]);
            assert_eq!(features_of([0, 1 << 17]), [Feature::Bti]);
        }
    }
}

#[cfg(target_os = "macos")]
mod imp {
    use std::ffi::CString;

    use crate::Feature;

    /// A sysctl of up to 8 bytes as a number.
    pub(in crate::detect) fn number(name: &str) -> Option<u64> {
        let bytes = raw(name)?;
        match bytes.len() {
            4 => Some(u32::from_ne_bytes(bytes.try_into().ok()?).into()),
            8 => Some(u64::from_ne_bytes(bytes.try_into().ok()?)),
            _ => None,
        }
    }

    /// A sysctl as text.
    pub(in crate::detect) fn text(name: &str) -> Option<String> {
        let bytes = raw(name)?;
        Some(String::from_utf8_lossy(&bytes).trim_end_matches('\0').to_owned())
    }

    fn raw(name: &str) -> Option<Vec<u8>> {
        let name = CString::new(name).ok()?;
        let mut len = 0;
        let none = std::ptr::null_mut();
        // SAFETY: with a null buffer only the length is written.
        if unsafe { libc::sysctlbyname(name.as_ptr(), none, &mut len, none, 0) } != 0 {
            return None;
        }
        let mut bytes = vec![0u8; len];
        let buffer = bytes.as_mut_ptr().cast();
        // SAFETY: the buffer is valid for `len` bytes, which is what `len` says.
        if unsafe { libc::sysctlbyname(name.as_ptr(), buffer, &mut len, none, 0) } != 0 {
            return None;
        }
        bytes.truncate(len);
        Some(bytes)
    }

    /// The features that the kernel reports by name.
    pub(in crate::detect) fn reported() -> Vec<Feature> {
        const NAMES: [(Feature, &str); 9] = [
            (Feature::Lse, "LSE"),
            (Feature::Lse2, "LSE2"),
            (Feature::Lse128, "LSE128"),
            (Feature::Lrcpc, "LRCPC"),
            (Feature::Lrcpc2, "LRCPC2"),
            (Feature::Lrcpc3, "LRCPC3"),
            (Feature::Sb, "SB"),
            (Feature::Paca, "PAuth"),
            (Feature::Bti, "BTI"),
        ];
        if !cfg!(target_arch = "aarch64") {
            return Vec::new();
        }
        let on = |name: &str| number(&format!("hw.optional.arm.FEAT_{name}")) == Some(1);
        // macOS 11 has only the older name of LSE.
        let old = |f| f == Feature::Lse && number("hw.optional.armv8_1_atomics") == Some(1);
        NAMES.iter().filter(|&&(f, name)| on(name) || old(f)).map(|&(f, _)| f).collect()
    }

    /// The CPUs this process may run on: all of them, macOS has no affinity.
    pub(in crate::detect) fn allowed_cpus() -> Vec<usize> {
        (0..number("hw.logicalcpu").unwrap_or(1) as usize).collect()
    }

    /// Always false: xnu offers no affinity on Apple silicon.
    pub fn pin(_cpu: usize) -> bool {
        false
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
mod imp {
    use crate::Feature;

    /// Nothing is known of this system.
    pub(in crate::detect) fn reported() -> Vec<Feature> {
        Vec::new()
    }

    /// Nothing is known of this system.
    pub(in crate::detect) fn allowed_cpus() -> Vec<usize> {
        Vec::new()
    }

    /// Nothing is known of this system.
    pub fn pin(_cpu: usize) -> bool {
        false
    }
}
