//! The layout of a structure, from a program's DWARF.

use gimli::{AttributeValue, DwTag, EndianSlice, LittleEndian};
use object::{Object, ObjectSection};

type Slice<'a> = EndianSlice<'a, LittleEndian>;

/// The offset of `sched.g` in a goroutine's descriptor.
pub(super) fn sched_g(program: &[u8]) -> Result<u64, String> {
    let sched = member(program, "runtime.g", "sched")?;
    Ok(sched + member(program, "runtime.gobuf", "g")?)
}

/// The offset of a member of a structure.
fn member(program: &[u8], structure: &str, member: &str) -> Result<u64, String> {
    let found = search(program, structure, member).map_err(|e| format!("DWARF: {e}"))?;
    found.ok_or_else(|| format!("DWARF does not describe {structure}.{member}"))
}

fn search(program: &[u8], structure: &str, member: &str) -> Result<Option<u64>, gimli::Error> {
    let Ok(file) = object::File::parse(program) else { return Ok(None) };
    let section = |id: gimli::SectionId| -> Result<Slice<'_>, gimli::Error> {
        let data = file.section_by_name(id.name()).and_then(|s| s.data().ok()).unwrap_or_default();
        Ok(EndianSlice::new(data, LittleEndian))
    };
    let dwarf = gimli::Dwarf::load(section)?;
    let mut units = dwarf.units();
    while let Some(header) = units.next()? {
        let unit = dwarf.unit(header)?;
        let name = |entry: &gimli::DebuggingInformationEntry<'_, '_, Slice<'_>>| -> Result<String, gimli::Error> {
            let Some(value) = entry.attr_value(gimli::DW_AT_name)? else { return Ok(String::new()) };
            Ok(dwarf.attr_string(&unit, value)?.to_string_lossy().into_owned())
        };
        let (mut entries, mut inside) = (unit.entries(), false);
        while let Some((_, entry)) = entries.next_dfs()? {
            let is = |tag: DwTag| entry.tag() == tag;
            if is(gimli::DW_TAG_member) && inside && name(entry)? == member {
                return Ok(match entry.attr_value(gimli::DW_AT_data_member_location)? {
                    Some(AttributeValue::Udata(offset)) => Some(offset),
                    Some(AttributeValue::Data1(offset)) => Some(offset.into()),
                    Some(AttributeValue::Data2(offset)) => Some(offset.into()),
                    _ => None,
                });
            }
            if !is(gimli::DW_TAG_member) {
                inside = is(gimli::DW_TAG_structure_type) && name(entry)? == structure;
            }
        }
    }
    Ok(None)
}
