//! The loader of bootloader-x86_64-common 0.11.8, run on a machine file. See ../../README.md.
extern crate core_compat as core;

use bootloader_api::{info::FrameBufferInfo, BootInfo, BootloaderConfig};
use x86_64::PhysAddr;
use xmas_elf::ElfFile;

include!(concat!(env!("OUT_DIR"), "/upstream.rs"));

#[path = "../../harness/machine.rs"]
mod machine;
#[path = "../../harness/memory.rs"]
mod memory;
#[path = "../../harness/report.rs"]
mod report;
#[path = "../../harness/run.rs"]
mod run;

/// As in the crate's `lib.rs`; the loader's files name it.
const PAGE_SIZE: u64 = 4096;

/// As in the crate's `lib.rs`.
pub struct Kernel<'a> {
    pub elf: ElfFile<'a>,
    pub config: BootloaderConfig,
    pub start_address: *const u8,
    pub len: usize,
}

/// As in the crate's `lib.rs`.
#[derive(Debug, Copy, Clone)]
pub struct RawFrameBufferInfo {
    pub addr: PhysAddr,
    pub info: FrameBufferInfo,
}

fn main() -> std::process::ExitCode {
    run::main("0.11.8")
}
