//! One run of the loader: set the machine up ([`Prepared::new`]), call `load_kernel` and catch what it throws
//! ([`Prepared::load`]), tell what it did ([`Prepared::report`]).
use super::{
    machine::{Machine, Region},
    memory::Memory,
    report::{hex, Report, Tls, Walk},
};
use crate::{
    legacy_memory_region::LegacyFrameAllocator, load_kernel::load_kernel, version, Kernel, PAGE_SIZE,
};
use std::{
    ops::Range,
    panic::{self, AssertUnwindSafe},
    sync::{
        atomic::{AtomicU64, Ordering},
        Mutex, OnceLock,
    },
    vec,
};
use x86_64::{
    structures::paging::{FrameAllocator, OffsetPageTable, PageTable, PhysFrame, Size4KiB},
    PhysAddr, VirtAddr,
};
use xmas_elf::ElfFile;

/// Loads `bytes` on `machine`; [`install_observers`] was called before.
pub fn run(machine: &Machine, bytes: &[u8], use_kernel_config: bool) -> Result<Report, String> {
    let mut prepared = Prepared::new(machine, bytes)?;
    let outcome = prepared.load(use_kernel_config);
    Ok(prepared.report(outcome))
}

/// The real allocator, counting what it hands out.
struct Counting<A> {
    allocator: A,
    /// Atomic because it is read after a fault too, in the middle of a load.
    allocated: AtomicU64,
    kernel_file: Range<u64>,
}

/// Ends a load in which the allocator gives out this frame of the kernel file: upstream would go on and overwrite
/// the file that it borrows.
struct KernelFrameGivenOut(u64);

// SAFETY: hands out what the real allocator does.
unsafe impl<A: FrameAllocator<Size4KiB>> FrameAllocator<Size4KiB> for Counting<A> {
    fn allocate_frame(&mut self) -> Option<PhysFrame> {
        let frame = self.allocator.allocate_frame()?;
        let start = frame.start_address().as_u64();
        if start < self.kernel_file.end && start + PAGE_SIZE > self.kernel_file.start {
            panic::panic_any(KernelFrameGivenOut(start));
        }
        self.allocated.fetch_add(1, Ordering::SeqCst);
        Some(frame)
    }
}

/// What the loader answered, or the text of its panic.
pub enum Outcome {
    Loaded { entry: VirtAddr, tls: Option<Tls> },
    Error(&'static str),
    Panic(String),
    /// From here on the loader's behaviour is undefined; in words, why.
    Undefined(String),
}

/// A machine as the loader finds it: the kernel file in place, its level 4 table empty. For one load.
pub struct Prepared<'a> {
    machine: &'a Machine,
    memory: Memory,
    /// The kernel file where it lies in `memory`.
    file: &'static [u8],
    /// The level 4 table's address.
    root: u64,
    page_table: OffsetPageTable<'static>,
    frames: Counting<LegacyFrameAllocator<vec::IntoIter<Region>, Region>>,
    max_physical: PhysAddr,
    regions: usize,
}

impl<'a> Prepared<'a> {
    /// Maps the machine's memory, puts the kernel file and the level 4 table into it.
    pub fn new(machine: &'a Machine, bytes: &[u8]) -> Result<Self, String> {
        Self::new_in(Memory::new(machine.physical_size())?, machine, bytes)
    }

    /// Puts the kernel file and the level 4 table into the machine's memory, which holds nothing else.
    pub fn new_in(memory: Memory, machine: &'a Machine, bytes: &[u8]) -> Result<Self, String> {
        let kernel_address = machine.kernel_address.0;
        let file = memory.place(kernel_address, bytes)?;

        let after_file = (kernel_address + bytes.len() as u64).next_multiple_of(PAGE_SIZE);
        let first_free = machine.first_free_frame.map_or(after_file, |address| address.0);
        let first_free = PhysFrame::containing_address(PhysAddr::new(first_free));
        let mut allocator =
            LegacyFrameAllocator::new_starting_at(first_free, machine.memory_map.clone().into_iter());
        let root = allocator.allocate_frame().ok_or("no frame is free for the kernel's level 4 table")?;
        let root = root.start_address().as_u64();
        // SAFETY: the frame lies in usable memory, which is mapped.
        let level_4_table = unsafe {
            std::ptr::write_bytes(root as *mut u8, 0, PAGE_SIZE as usize);
            &mut *(root as *mut PageTable)
        };
        // SAFETY: a physical address is a pointer here.
        let page_table = unsafe { OffsetPageTable::new(level_4_table, VirtAddr::zero()) };
        let max_physical = machine.max_physical_address.map_or(allocator.max_phys_addr(), |max| PhysAddr::new(max.0));
        let regions = allocator.len();
        let kernel_file = kernel_address..kernel_address + bytes.len() as u64;
        let frames = Counting { allocator, allocated: AtomicU64::new(0), kernel_file };
        Ok(Prepared { machine, memory, file, root, page_table, frames, max_physical, regions })
    }

    /// Runs the loader from the parsing of the file on.
    pub fn load(&mut self, use_kernel_config: bool) -> Outcome {
        let result = panic::catch_unwind(AssertUnwindSafe(|| {
            let elf = ElfFile::new(self.file)?;
            let config = self.machine.config(&elf, use_kernel_config);
            let framebuffer = self.machine.framebuffer();
            let mut used_entries =
                version::used_level_4_entries(self.max_physical, self.regions, framebuffer.as_ref(), &config, &elf);
            let kernel = Kernel { elf, config, start_address: self.file.as_ptr(), len: self.file.len() };
            load_kernel(kernel, &mut self.page_table, &mut self.frames, &mut used_entries)
        }));
        match result {
            Ok(Ok((_, entry, tls))) => Outcome::Loaded {
                entry,
                tls: tls.map(|tls| Tls {
                    start_addr: hex(tls.start_addr),
                    file_size: hex(tls.file_size),
                    mem_size: hex(tls.mem_size),
                }),
            },
            Ok(Err(message)) => Outcome::Error(message),
            Err(payload) => match payload.downcast_ref() {
                Some(KernelFrameGivenOut(frame)) => {
                    Outcome::Undefined(format!("the frame allocator gives out frame {frame:#x}, which holds the kernel file"))
                }
                None => Outcome::Panic(take(&PANIC).unwrap_or_default()),
            },
        }
    }

    /// The lowest address of the memory.
    pub fn memory_start(&self) -> u64 {
        self.memory.start()
    }

    /// The memory, for another load.
    pub fn into_memory(self) -> Memory {
        self.memory
    }

    /// What the load left behind.
    pub fn report(&self, outcome: Outcome) -> Report {
        let walk = Walk::new(&self.memory, self.root);
        let (non_zero_frames, non_zero_frames_sha256) = self.memory.digest();
        // What `load_kernel` returns is there only where it returned.
        let (status, message, virtual_address_offset, entry_point, tls) = match outcome {
            Outcome::Loaded { entry, tls } => ("ok", None, take(&OFFSET), Some(hex(entry.as_u64())), tls),
            Outcome::Error(message) => ("error", Some(message.to_owned()), None, None, None),
            Outcome::Panic(message) => ("panic", Some(message), None, None, None),
            Outcome::Undefined(message) => ("undefined", Some(message), None, None, None),
        };
        Report {
            status,
            message,
            virtual_address_offset,
            entry_point,
            tls,
            frames_allocated: self.frames.allocated.load(Ordering::SeqCst),
            page_runs: walk.page_runs(),
            tables: walk.tables(),
            non_zero_frames,
            non_zero_frames_sha256,
        }
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
/// Once per process.
pub fn install_observers() {
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
