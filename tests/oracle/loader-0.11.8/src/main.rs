//! The loader of bootloader-x86_64-common 0.11.8, run on a machine file. See ../../README.md.
extern crate core_compat as core;

use bootloader_api::BootInfo;
use harness::upstream::{Kernel, RawFrameBufferInfo, PAGE_SIZE};

include!(concat!(env!("OUT_DIR"), "/upstream.rs"));

#[path = "../../harness/mod.rs"]
mod harness;

/// What differs between the versions for those who call the loader.
mod version {
    use crate::{level_4_entries::UsedLevel4Entries, RawFrameBufferInfo};
    use bootloader_api::{config::Mapping, BootloaderConfig};
    use x86_64::PhysAddr;
    use xmas_elf::ElfFile;

    pub const NAME: &str = "0.11.8";

    /// Whether a kernel's configuration, as this version reads it, has a kernel base.
    pub const HAS_KERNEL_BASE: bool = false;

    /// This version knows no kernel base.
    pub fn set_kernel_base(_: &mut BootloaderConfig, _: Mapping) {}

    /// As `set_up_mappings` in the crate's `lib.rs` calls it.
    pub fn used_level_4_entries(
        max_phys_addr: PhysAddr,
        regions_len: usize,
        framebuffer: Option<&RawFrameBufferInfo>,
        config: &BootloaderConfig,
        _: &ElfFile,
    ) -> UsedLevel4Entries {
        UsedLevel4Entries::new(max_phys_addr, regions_len, framebuffer, config)
    }
}

fn main() -> std::process::ExitCode {
    harness::cli::main()
}
