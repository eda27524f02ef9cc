//! From the bytes of a program to its facts.

use super::{Arguments, Body, Image, Kept, Segment, Stack, a64, hash, mach, x86};
use object::{Architecture, BinaryFormat, Object, ObjectSection, ObjectSymbol, SymbolKind};
use std::collections::{BTreeMap, BTreeSet};

/// A function longer than this is shown in excerpts.
const MOST_SHOWN: usize = 40;

/// The registers that AAPCS64 keeps, and the System V ABI for x86-64.
const KEPT_A64: std::ops::RangeInclusive<u8> = 19..=29;
const KEPT_X86: [&str; 5] = ["rbx", "r12", "r13", "r14", "r15"];

/// A function in the file.
struct Function<'a> {
    name: &'a str,
    at: u64,
    code: &'a [u8],
}

/// The symbols of all functions, by address.
struct Symbols<'a>(BTreeMap<u64, &'a str>);

impl Symbols<'_> {
    /// `runtime.gcWriteBarrier`, or `runtime.x+0x10` inside a function.
    fn name(&self, at: u64) -> String {
        match self.0.range(..=at).next_back() {
            Some((&start, name)) if start == at => plain(name).to_owned(),
            Some((&start, name)) => format!("{}+{:#x}", plain(name), at - start),
            None => format!("{at:#x}"),
        }
    }
}

/// A symbol without what compilers and formats add to it.
fn plain(symbol: &str) -> &str {
    let symbol = symbol.strip_suffix(".abi0").unwrap_or(symbol);
    symbol.strip_prefix('_').unwrap_or(symbol)
}

/// A program's code, and what its functions are called.
struct Program<'a> {
    file: object::File<'a>,
    functions: Vec<Function<'a>>,
    symbols: Symbols<'a>,
}

fn program(data: &[u8]) -> Result<Program<'_>, String> {
    let file = object::File::parse(data).map_err(|e| e.to_string())?;
    let text = file
        .sections()
        .find(|s| matches!(s.name(), Ok(".text" | "__text")))
        .ok_or("it has no section for code")?;
    let (start, bytes) = (text.address(), text.data().map_err(|e| e.to_string())?);
    let range = start..start + bytes.len() as u64;
    let mut symbols = BTreeMap::new();
    let mut sizes = BTreeMap::new();
    for symbol in file.symbols().filter(|s| s.is_definition() && s.kind() == SymbolKind::Text) {
        let (at, name) = (symbol.address(), symbol.name_bytes().unwrap_or_default());
        let name = std::str::from_utf8(name).unwrap_or_default();
        // Marks inside the text, and assemblers' mapping symbols, are no functions.
        let marks = ["$", "ltmp", "runtime.text", "runtime.etext", "go.buildid", "go:buildid"];
        let is_mark = marks.iter().any(|mark| plain(name).starts_with(mark));
        if range.contains(&at) && !name.is_empty() && !is_mark {
            symbols.entry(at).or_insert(name);
            sizes.entry(at).or_insert(symbol.size());
        }
    }
    if symbols.is_empty() {
        return Err("it has no symbols".to_owned());
    }
    let starts: Vec<u64> = symbols.keys().copied().collect();
    let functions = symbols.iter().enumerate().map(|(n, (&at, &name))| {
        // Mach-O symbols have no size: a function ends where the next begins.
        let end = match sizes.get(&at) {
            Some(&size) if size > 0 => at + size,
            _ => starts.get(n + 1).copied().unwrap_or(range.end),
        };
        let code = &bytes[(at - start) as usize..(end.min(range.end) - start) as usize];
        Function { name: plain(name), at, code }
    });
    let functions = functions.collect();
    let symbols = Symbols(symbols);
    Ok(Program { file, functions, symbols })
}

/// Reads a program. `wanted` says which functions are kept; `ours` which have
/// arguments to look for.
pub(crate) fn image(
    data: &[u8],
    wanted: impl Fn(&str) -> bool,
    ours: impl Fn(&str) -> bool,
) -> Result<Image, String> {
    let Program { file, functions, symbols } = program(data)?;
    let mut image = Image {
        format: format!("{:?}", file.format()),
        functions: functions.len(),
        instructions: 0,
        census: BTreeMap::new(),
        guards: BTreeMap::new(),
        kept: BTreeMap::new(),
        stack: Stack::default(),
        segments: BTreeMap::new(),
        bodies: BTreeMap::new(),
        arguments: BTreeMap::new(),
        mach: if file.format() == BinaryFormat::MachO { Some(mach::read(data)?) } else { None },
    };
    let keep = Keep { wanted: &wanted, ours: &ours, symbols: &symbols };
    match file.architecture() {
        Architecture::Aarch64 => functions.iter().for_each(|f| add_a64(&mut image, f, &keep)),
        Architecture::X86_64 => functions.iter().for_each(|f| add_x86(&mut image, f, &keep)),
        other => return Err(format!("it is for {other:?}, which is not decoded here")),
    }
    Ok(image)
}

/// By function of an A64 program: a hash of its instructions that does not
/// depend on where the linker put functions and data.
pub(crate) fn canonical(data: &[u8]) -> Result<BTreeMap<String, String>, String> {
    let Program { functions, symbols, .. } = program(data)?;
    let code = |function: &Function<'_>| {
        let texts = a64_texts(&a64::decode(function.code, function.at), function, &symbols);
        (function.name.to_owned(), hash(texts.join("\n").as_bytes()))
    };
    Ok(functions.iter().map(code).collect())
}

/// By symbol: a hash of the maps that tell the garbage collector where pointers are.
pub(crate) fn pointer_maps(data: &[u8]) -> Result<BTreeMap<String, String>, String> {
    let file = object::File::parse(data).map_err(|e| e.to_string())?;
    let maps =
        file.symbols().filter(|s| s.name().is_ok_and(|name| name.starts_with("runtime.gcbits.")));
    let map = |symbol: object::Symbol<'_, '_>| {
        let section = file.section_by_index(symbol.section_index()?).ok()?;
        let bytes = section.data_range(symbol.address(), symbol.size()).ok()??;
        Some((symbol.name().ok()?.to_owned(), hash(bytes)))
    };
    let maps: BTreeMap<_, _> = maps.filter_map(map).collect();
    if maps.is_empty() { Err("it has no pointer maps".to_owned()) } else { Ok(maps) }
}

struct Keep<'a> {
    wanted: &'a dyn Fn(&str) -> bool,
    ours: &'a dyn Fn(&str) -> bool,
    symbols: &'a Symbols<'a>,
}

fn add_a64(image: &mut Image, function: &Function<'_>, keep: &Keep<'_>) {
    let insns = a64::decode(function.code, function.at);
    image.instructions += insns.len();
    for kind in insns.iter().filter_map(a64::Insn::census) {
        *image.census.entry(kind).or_default() += 1;
    }
    // In Go: `ldr x16, [x28, #16]` before anything else, where 16 is the offset of the limit.
    if let Some(first) =
        insns.first().filter(|i| i.name == "ldr" && i.operands.starts_with("x16, ["))
        && let Some(base) = first.base()
    {
        *image.guards.entry(format!("x{base}")).or_default() += 1;
    }
    for register in KEPT_A64 {
        let writes = |i: &&a64::Insn| i.writes().contains(&register);
        let Some(written) = insns.iter().find(|i| writes(i) && !is_reload(i)) else { continue };
        let restored = insns.iter().any(|i| is_reload(i) && writes(&i));
        let example =
            || format!("{}: {}", function.name, text_a64(written, function, keep.symbols));
        count(image, format!("x{register}"), restored, example);
    }
    for insn in &insns {
        let Some(moved) = insn.stack_move() else { continue };
        stack(image, moved % 16 == 0, || {
            format!("{}: {}", function.name, text_a64(insn, function, keep.symbols))
        });
    }
    if (keep.wanted)(function.name) {
        let texts = a64_texts(&insns, function, keep.symbols);
        let matters =
            |n: usize| insns[n].orders() || insns[n].branch().is_some_and(|(_, call)| call);
        let body = body(function.code, texts, matters);
        image.bodies.insert(function.name.to_owned(), body);
    }
    if (keep.ours)(function.name) {
        image.arguments.insert(function.name.to_owned(), a64_arguments(&insns));
    }
}

fn is_reload(insn: &a64::Insn) -> bool {
    insn.name.starts_with("ld") && insn.is_on_stack()
}

/// A register read before it is written is an argument. The code is followed
/// straight on, to its first return.
fn a64_arguments(insns: &[a64::Insn]) -> Arguments {
    let (mut written, mut found, mut stack) = (BTreeSet::new(), BTreeSet::new(), 0);
    for insn in insns.iter().take_while(|i| i.name != "ret") {
        let special = |r: &u8| *r >= 16;
        found.extend(insn.reads().into_iter().filter(|r| !written.contains(r) && !special(r)));
        written.extend(insn.writes());
        stack += usize::from(is_reload(insn));
    }
    Arguments { registers: found.iter().map(|r| format!("x{r}")).collect(), stack }
}

/// An instruction as text, its target as a name.
fn text_a64(insn: &a64::Insn, function: &Function<'_>, symbols: &Symbols<'_>) -> String {
    let Some((target, call)) = insn.branch() else { return insn.text() };
    let inside = function.at..function.at + function.code.len() as u64;
    let target = match inside.contains(&target) && !call {
        true => format!("+{:#x}", target - function.at),
        // What an object file leaves to the linker.
        false if target == insn.at => "elsewhere".to_owned(),
        false => symbols.name(target),
    };
    match insn.operands.rsplit_once(", ") {
        Some((front, _)) => format!("{} {front}, {target}", insn.name),
        None => format!("{} {target}", insn.name),
    }
}

/// A function as text without the addresses of data, which differ between
/// programs that are otherwise the same.
fn a64_texts(insns: &[a64::Insn], function: &Function<'_>, symbols: &Symbols<'_>) -> Vec<String> {
    let mut page: Option<u8> = None;
    let text = |insn: &a64::Insn| {
        let text = text_a64(insn, function, symbols);
        let before = page.take();
        if insn.is_page() {
            page = insn.writes().first().copied();
            let (front, _) = text.split_once(',').unwrap_or((&text, ""));
            return format!("{front}, page");
        }
        if !before.is_some_and(|page| insn.reads().contains(&page)) {
            return text;
        }
        // An offset of 0 is printed in an ADD and not in a load.
        match (text.split_once('#'), text.strip_suffix(']')) {
            (Some((front, _)), None) => format!("{front}offset"),
            (Some((front, _)), Some(_)) => format!("{front}offset]"),
            (None, Some(front)) => format!("{front}, offset]"),
            (None, None) => text,
        }
    };
    insns.iter().map(text).collect()
}

fn add_x86(image: &mut Image, function: &Function<'_>, keep: &Keep<'_>) {
    let insns = x86::decode(function.code, function.at);
    image.instructions += insns.len();
    for insn in insns.iter().filter(|i| ["mfence", "sfence", "lfence"].contains(&i.text.as_str())) {
        *image.census.entry(insn.text.clone()).or_default() += 1;
    }
    // In Go: the stack pointer is compared with the limit before a frame is made.
    let guard = insns.iter().take(3).find_map(|i| {
        let operands = i.text.strip_prefix("cmp rsp,")?;
        let base = operands.strip_prefix('[')?.get(..3)?;
        Some(base.trim_end_matches(['+', ']']).to_owned())
    });
    if let Some(base) = guard {
        *image.guards.entry(base).or_default() += 1;
    }
    for register in KEPT_X86 {
        let writes = |i: &&x86::Insn| i.writes.contains(register) && !i.restores(register);
        let Some(written) = insns.iter().find(writes) else { continue };
        let restored = insns.iter().any(|i| i.restores(register));
        count(image, register.to_owned(), restored, || {
            format!("{}: {}", function.name, written.text)
        });
    }
    frame(image, function, &insns);
    let segments: BTreeSet<String> = insns.iter().filter_map(x86::Insn::segment).collect();
    for segment in segments {
        let Segment { functions, ours } = image.segments.entry(segment).or_default();
        *functions += 1;
        *ours += usize::from(function.name.starts_with("main."));
    }
    if (keep.wanted)(function.name) {
        let texts = insns.iter().map(|i| x86_text(i, keep.symbols)).collect();
        let matters = |n: usize| insns[n].insn.is_call_near() || insns[n].text.starts_with("lock");
        image.bodies.insert(function.name.to_owned(), body(function.code, texts, matters));
    }
    if (keep.ours)(function.name) {
        image.arguments.insert(function.name.to_owned(), x86_arguments(&insns));
    }
}

/// Sums what a function takes from the stack before its first call, with the
/// return address: at that call, all of it lies between the caller's and the
/// callee's stack pointer.
fn frame(image: &mut Image, function: &Function<'_>, insns: &[x86::Insn]) {
    let Some(call) = insns.iter().position(|i| i.insn.is_call_near()) else { return };
    let size = insns[..call].iter().filter_map(x86::Insn::frame).sum::<i64>() + 8;
    stack(image, size % 16 == 0, || {
        format!("{}: {size} bytes with the return address", function.name)
    });
}

fn x86_arguments(insns: &[x86::Insn]) -> Arguments {
    let (mut written, mut found) = (BTreeSet::new(), Vec::new());
    let mut stack = 0;
    for insn in insns.iter().take_while(|i| i.text != "ret") {
        let new = insn.reads.iter().filter(|r| !written.contains(*r) && r.as_str() != "rsp");
        let new: Vec<String> = new.filter(|r| !found.contains(*r)).cloned().collect();
        // A frame pointer that is only saved is no argument.
        let saves = insn.text.ends_with("rbp")
            && (insn.text.starts_with("push") || insn.text.starts_with("mov ["));
        found.extend(new.into_iter().filter(|_| !saves));
        written.extend(insn.writes.iter().cloned());
        stack += usize::from(insn.reads_stack() && !insn.restores("rbp"));
    }
    Arguments { registers: found, stack }
}

fn x86_text(insn: &x86::Insn, symbols: &Symbols<'_>) -> String {
    let target = insn.insn.near_branch_target();
    match insn.text.split_once(' ') {
        Some((name, _)) if target != 0 => format!("{name} {}", symbols.name(target)),
        _ if insn.insn.is_ip_rel_memory_operand() => {
            let (front, rest) = insn.text.split_once('[').unwrap_or((&insn.text, ""));
            format!("{front}[data]{}", rest.split_once(']').map_or("", |(_, tail)| tail))
        }
        _ => insn.text.clone(),
    }
}

fn body(code: &[u8], texts: Vec<String>, matters: impl Fn(usize) -> bool) -> Body {
    // What pads a function to the next is not its code.
    let padding = |text: &String| text == "udf" || text == "int3" || text.starts_with("udf ");
    let end = texts.iter().rposition(|text| !padding(text)).map_or(0, |last| last + 1);
    let excerpt = end > MOST_SHOWN;
    let kept = texts.into_iter().take(end).enumerate().filter(|(n, _)| !excerpt || matters(*n));
    Body {
        bytes: code.len(),
        hash: hash(code),
        insns: kept.map(|(_, text)| text).collect(),
        excerpt,
    }
}

fn count(image: &mut Image, register: String, restored: bool, example: impl FnOnce() -> String) {
    let Kept { written, restored: total, example: kept } = image.kept.entry(register).or_default();
    *written += 1;
    *total += usize::from(restored);
    if !restored && kept.is_empty() {
        *kept = example();
    }
}

fn stack(image: &mut Image, by_16: bool, example: impl FnOnce() -> String) {
    let stack = &mut image.stack;
    match by_16 {
        true => stack.by_16 += 1,
        false => stack.others += 1,
    }
    if !by_16 && stack.example.is_empty() {
        stack.example = example();
    }
}

/// Every function of an A64 object file.
pub(crate) fn functions_of_object(data: &[u8]) -> Result<BTreeMap<String, Body>, String> {
    let Program { functions, symbols, .. } = program(data)?;
    let code = |function: &Function<'_>| {
        let texts = a64_texts(&a64::decode(function.code, function.at), function, &symbols);
        (function.name.to_owned(), body(function.code, texts, |_| true))
    };
    Ok(functions.iter().map(code).collect())
}
