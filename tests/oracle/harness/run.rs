//! One run of the loader: set the machine up, call `load_kernel`, catch what it throws, report.
use crate::{
    legacy_memory_region::LegacyFrameAllocator,
    level_4_entries::UsedLevel4Entries,
    load_kernel::load_kernel,
    machine::Machine,
    memory::Memory,
    report::{hex, Report, Tls, Walk},
    Kernel, PAGE_SIZE,
};
use std::{
    panic::{self, AssertUnwindSafe},
    process::ExitCode,
    sync::{Mutex, OnceLock},
};
use x86_64::{
    structures::paging::{FrameAllocator, OffsetPageTable, PageTable, PhysFrame, Size4KiB},
    PhysAddr, VirtAddr,
};
use xmas_elf::ElfFile;

const USAGE: &str = "usage: oracle FILE [--machine MACHINE.json] [--config kernel|default]\n\
    loads FILE with the real loader and prints what it did as one JSON object";

struct Options {
    file: String,
    machine: Machine,
    use_kernel_config: bool,
}

pub fn main(version: &str) -> ExitCode {
    match options().and_then(|options| run(&options)) {
        Ok(report) => {
            println!("{}", serde_json::to_string(&report).expect("a report is JSON"));
            ExitCode::from(if report.status == "ok" { 0 } else { 1 })
        }
        Err(message) => {
            eprintln!("oracle {version}: {message}");
            ExitCode::from(2)
        }
    }
}

fn options() -> Result<Options, String> {
    let mut file = None;
    let mut machine = Machine::default();
    let mut use_kernel_config = true;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--machine" => {
                let path = args.next().ok_or(USAGE)?;
                let text = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
                machine = serde_json::from_str(&text).map_err(|error| format!("{path}: {error}"))?;
            }
            "--config" => use_kernel_config = args.next().ok_or(USAGE)? == "kernel",
            _ if file.is_none() && !arg.starts_with('-') => file = Some(arg),
            _ => return Err(USAGE.into()),
        }
    }
    Ok(Options { file: file.ok_or(USAGE)?, machine, use_kernel_config })
}

/// The real allocator, counting what it hands out.
struct Counting<A> {
    allocator: A,
    allocated: u64,
}

// SAFETY: hands out what the real allocator does.
unsafe impl<A: FrameAllocator<Size4KiB>> FrameAllocator<Size4KiB> for Counting<A> {
    fn allocate_frame(&mut self) -> Option<PhysFrame> {
        let frame = self.allocator.allocate_frame()?;
        self.allocated += 1;
        Some(frame)
    }
}

/// What the loader answered, or the text of its panic.
enum Outcome {
    Loaded { entry: VirtAddr, tls: Option<Tls> },
    Error(&'static str),
    Panic(String),
}

fn run(options: &Options) -> Result<Report, String> {
    let bytes = std::fs::read(&options.file).map_err(|error| format!("{}: {error}", options.file))?;
    let machine = &options.machine;
    let memory = Memory::new(machine.physical_size())?;
    let kernel_address = machine.kernel_address.0;
    let file = memory.place(kernel_address, &bytes)?;

    let after_file = (kernel_address + bytes.len() as u64).next_multiple_of(PAGE_SIZE);
    let first_free = machine.first_free_frame.map_or(after_file, |address| address.0);
    let first_free = PhysFrame::containing_address(PhysAddr::new(first_free));
    let mut allocator = LegacyFrameAllocator::new_starting_at(first_free, machine.memory_map.iter().copied());
    let root = allocator.allocate_frame().ok_or("no frame is free for the kernel's level 4 table")?;
    let root = root.start_address().as_u64();
    // SAFETY: the frame lies in usable memory, which is mapped.
    let level_4_table = unsafe {
        std::ptr::write_bytes(root as *mut u8, 0, PAGE_SIZE as usize);
        &mut *(root as *mut PageTable)
    };
    // SAFETY: a physical address is a pointer here.
    let mut page_table = unsafe { OffsetPageTable::new(level_4_table, VirtAddr::zero()) };
    let max_physical = machine.max_physical_address.map_or(allocator.max_phys_addr(), |max| PhysAddr::new(max.0));
    let regions = allocator.len();
    let mut frames = Counting { allocator, allocated: 0 };

    install_observers();
    let result = panic::catch_unwind(AssertUnwindSafe(|| {
        let elf = ElfFile::new(file)?;
        let config = machine.config(&elf, options.use_kernel_config);
        let mut used_entries = UsedLevel4Entries::new(max_physical, regions, None, &config);
        let kernel = Kernel { elf, config, start_address: file.as_ptr(), len: file.len() };
        load_kernel(kernel, &mut page_table, &mut frames, &mut used_entries)
    }));
    let outcome = match result {
        Ok(Ok((_, entry, tls))) => Outcome::Loaded {
            entry,
            tls: tls.map(|tls| Tls {
                start_addr: hex(tls.start_addr),
                file_size: hex(tls.file_size),
                mem_size: hex(tls.mem_size),
            }),
        },
        Ok(Err(message)) => Outcome::Error(message),
        Err(_) => Outcome::Panic(take(&PANIC).unwrap_or_default()),
    };
    Ok(report(&memory, root, frames.allocated, outcome))
}

fn report(memory: &Memory, root: u64, frames_allocated: u64, outcome: Outcome) -> Report {
    let walk = Walk::new(memory, root);
    let (non_zero_frames, non_zero_frames_sha256) = memory.digest();
    // What `load_kernel` returns is there only where it returned.
    let (status, message, virtual_address_offset, entry_point, tls) = match outcome {
        Outcome::Loaded { entry, tls } => ("ok", None, take(&OFFSET), Some(hex(entry.as_u64())), tls),
        Outcome::Error(message) => ("error", Some(message.to_owned()), None, None, None),
        Outcome::Panic(message) => ("panic", Some(message), None, None, None),
    };
    Report {
        status,
        message,
        virtual_address_offset,
        entry_point,
        tls,
        frames_allocated,
        page_runs: walk.page_runs(),
        tables: walk.tables(),
        non_zero_frames,
        non_zero_frames_sha256,
    }
}

/// The text of the last panic.
static PANIC: Mutex<Option<String>> = Mutex::new(None);
/// The offset that the loader logged, as a decimal number.
static OFFSET: Mutex<Option<String>> = Mutex::new(None);

fn take(cell: &Mutex<Option<String>>) -> Option<String> {
    cell.lock().expect("no panic while locked").take()
}

/// Listens to panics and to the loader's log: the only place where the whole offset, sign included, is told.
fn install_observers() {
    panic::set_hook(Box::new(|info| {
        let payload = info.payload();
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        *PANIC.lock().expect("no panic while locked") = text;
    }));
    static LOG: OnceLock<OffsetLog> = OnceLock::new();
    log::set_logger(LOG.get_or_init(|| OffsetLog)).expect("the only logger");
    log::set_max_level(log::LevelFilter::Info);
}

struct OffsetLog;

impl log::Log for OffsetLog {
    fn enabled(&self, _: &log::Metadata) -> bool {
        true
    }

    fn log(&self, record: &log::Record) {
        let text = record.args().to_string();
        if let Some(digits) = text.strip_prefix("virtual_address_offset: 0x") {
            let value = u128::from_str_radix(digits, 16).expect("the loader logs an i128 in hexadecimal");
            *OFFSET.lock().expect("no panic while locked") = Some((value as i128).to_string());
        }
    }

    fn flush(&self) {}
}
