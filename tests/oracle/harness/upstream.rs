//! What the loader's files name of their crate's `lib.rs`, as it is there in every version.
use bootloader_api::{info::FrameBufferInfo, BootloaderConfig};
use x86_64::PhysAddr;
use xmas_elf::ElfFile;

pub const PAGE_SIZE: u64 = 4096;

pub struct Kernel<'a> {
    pub elf: ElfFile<'a>,
    pub config: BootloaderConfig,
    pub start_address: *const u8,
    pub len: usize,
}

#[derive(Debug, Copy, Clone)]
pub struct RawFrameBufferInfo {
    pub addr: PhysAddr,
    pub info: FrameBufferInfo,
}
