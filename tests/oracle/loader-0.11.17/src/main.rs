//! The loader of bootloader-x86_64-common 0.11.17, run on a machine file. See ../../README.md.
#![feature(step_trait)]

use bootloader_api::BootInfo;
use harness::upstream::{Kernel, RawFrameBufferInfo, PAGE_SIZE};

include!(concat!(env!("OUT_DIR"), "/upstream.rs"));

#[path = "../../harness/mod.rs"]
mod harness;

/// What differs between the versions for those who call the loader.
mod version {
    use crate::{RawFrameBufferInfo, level_4_entries::UsedLevel4Entries};
    use bootloader_api::{BootloaderConfig, config::Mapping};
    use x86_64::PhysAddr;
    use xmas_elf::ElfFile;

    pub const NAME: &str = "0.11.17";

    /// Whether a kernel's configuration, as this version reads it, has a kernel base.
    pub const HAS_KERNEL_BASE: bool = true;

    pub fn set_kernel_base(config: &mut BootloaderConfig, mapping: Mapping) {
        config.mappings.kernel_base = mapping;
    }

    /// As `set_up_mappings` in the crate's `lib.rs` calls it.
    pub fn used_level_4_entries(
        max_phys_addr: PhysAddr,
        regions_len: usize,
        framebuffer: Option<&RawFrameBufferInfo>,
        config: &BootloaderConfig,
        kernel_elf: &ElfFile,
    ) -> UsedLevel4Entries {
        UsedLevel4Entries::new(max_phys_addr, regions_len, framebuffer, config, kernel_elf)
            .expect("Failed to mark level 4 entries as used")
    }
}

fn main() -> std::process::ExitCode {
    harness::cli::main()
}
