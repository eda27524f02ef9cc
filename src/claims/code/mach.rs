//! What only a Mach-O file has.

use object::macho::{self, MachHeader64};
use object::read::macho::{LoadCommandVariant, MachHeader};
use object::{BigEndian, Endianness, U32};
use serde::{Deserialize, Serialize};

/// What the claims ask of a Mach-O file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mach {
    /// The cpusubtype, without its capability bits: 2 is arm64e.
    pub(crate) cpu_subtype: u32,
    /// Whether it may be loaded anywhere: MH_PIE.
    pub(crate) pie: bool,
    /// The flags of the code signature; `None` without one. 0x2 is ad-hoc, 0x20000
    /// is linker-signed.
    pub(crate) signature: Option<u32>,
    /// The libraries that it loads.
    pub(crate) libraries: Vec<String>,
}

/// Reads the header and the load commands.
pub(super) fn read(data: &[u8]) -> Result<Mach, String> {
    let wrong = |error: object::read::Error| error.to_string();
    let header = MachHeader64::<Endianness>::parse(data, 0).map_err(wrong)?;
    let endian = header.endian().map_err(wrong)?;
    let mut commands = header.load_commands(endian, data, 0).map_err(wrong)?;
    let (mut signature, mut libraries) = (None, Vec::new());
    while let Some(command) = commands.next().map_err(wrong)? {
        match command.variant().map_err(wrong)? {
            LoadCommandVariant::Dylib(dylib) => {
                let name = command.string(endian, dylib.dylib.name).map_err(wrong)?;
                libraries.push(String::from_utf8_lossy(name).into_owned());
            }
            LoadCommandVariant::LinkeditData(link) if command.cmd() == macho::LC_CODE_SIGNATURE => {
                let (at, size) = (link.dataoff.get(endian), link.datasize.get(endian));
                let blob = data.get(at as usize..).and_then(|d| d.get(..size as usize));
                signature = blob.and_then(code_directory_flags);
            }
            _ => {}
        }
    }
    Ok(Mach {
        cpu_subtype: header.cpusubtype(endian).0 & !macho::CPU_SUBTYPE_MASK,
        pie: header.flags(endian).0 & macho::MH_PIE.0 != 0,
        signature,
        libraries,
    })
}

/// The flags of the code directory in a signature: all its numbers are big-endian
/// (xnu, osfmk/kern/cs_blobs.h).
fn code_directory_flags(blob: &[u8]) -> Option<u32> {
    const SUPER_BLOB: u32 = 0xfade_0cc0;
    const CODE_DIRECTORY: u32 = 0xfade_0c02;
    let word = |at: usize| {
        let bytes: [u8; 4] = blob.get(at..at + 4)?.try_into().ok()?;
        Some(U32::<BigEndian>::from_bytes(bytes).get(BigEndian))
    };
    if word(0)? != SUPER_BLOB {
        return None;
    }
    let offsets = (0..word(8)? as usize).filter_map(|n| word(12 + 8 * n + 4));
    let mut directories =
        offsets.map(|at| at as usize).filter(|&at| word(at) == Some(CODE_DIRECTORY));
    // Magic, length and version come first.
    word(directories.next()? + 12)
}
