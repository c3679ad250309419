//! The machine file, and how it, the kernel's own configuration and the defaults give the loader's configuration.
use crate::{legacy_memory_region::LegacyMemoryRegion, version, RawFrameBufferInfo};
use bootloader_api::{
    config::Mapping,
    info::{FrameBufferInfo, MemoryRegionKind, PixelFormat},
    BootloaderConfig,
};
use serde::{Deserialize, Deserializer};
use x86_64::PhysAddr;
use xmas_elf::ElfFile;

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    Usable,
    Reserved,
    AcpiReclaimable,
    AcpiNvs,
    Bad,
    Unusable,
    Persistent,
    Mmio,
    Bootloader,
    UnknownBios,
    UnknownUefi,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Region {
    pub start: Hex,
    pub length: Hex,
    pub kind: Kind,
}

impl Region {
    const fn new(start: u64, length: u64, kind: Kind) -> Self {
        Region { start: Hex(start), length: Hex(length), kind }
    }
}

impl LegacyMemoryRegion for Region {
    fn start(&self) -> PhysAddr {
        PhysAddr::new(self.start.0)
    }

    fn len(&self) -> u64 {
        self.length.0
    }

    fn kind(&self) -> MemoryRegionKind {
        match self.kind {
            Kind::Usable => MemoryRegionKind::Usable,
            _ => MemoryRegionKind::UnknownBios(2),
        }
    }

    fn usable_after_bootloader_exit(&self) -> bool {
        self.kind == Kind::Usable
    }
}

/// A number written as `"0x…"`.
#[derive(Clone, Copy, Debug)]
pub struct Hex(pub u64);

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_hex(&text).map(Hex).map_err(serde::de::Error::custom)
    }
}

/// `"0x…"` or `"dynamic"`.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    Dynamic,
    Fixed(u64),
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.as_str() {
            "dynamic" => Ok(Place::Dynamic),
            _ => parse_hex(&text).map(Place::Fixed).map_err(serde::de::Error::custom),
        }
    }
}

impl Place {
    fn mapping(self) -> Mapping {
        match self {
            Place::Dynamic => Mapping::Dynamic,
            Place::Fixed(address) => Mapping::FixedAddress(address),
        }
    }

    fn address(self) -> Option<u64> {
        match self {
            Place::Dynamic => None,
            Place::Fixed(address) => Some(address),
        }
    }
}

fn parse_hex(text: &str) -> Result<u64, String> {
    let digits = text.strip_prefix("0x").ok_or_else(|| format!("{text:?} does not start with 0x"))?;
    u64::from_str_radix(digits, 16).map_err(|error| format!("{text:?}: {error}"))
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct MachineMappings {
    kernel_stack: Option<Place>,
    kernel_base: Option<Place>,
    physical_memory: Option<Place>,
    page_table_recursive: Option<Place>,
    boot_info: Option<Place>,
    framebuffer: Option<Place>,
    dynamic_range_start: Option<Place>,
    dynamic_range_end: Option<Place>,
}

/// A linear framebuffer in physical memory.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framebuffer {
    start: Hex,
    length: Hex,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Machine {
    /// The version of the loader; which program to run is the caller's choice, so it is read but not used here.
    #[allow(dead_code)]
    pub loader: Option<String>,
    pub memory_map: Vec<Region>,
    pub kernel_address: Hex,
    pub max_physical_address: Option<Hex>,
    /// The physical address of the first frame that may be allocated.
    pub first_free_frame: Option<Hex>,
    pub framebuffer: Option<Framebuffer>,
    /// Whether overflows panic; the caller's choice, as the version is.
    #[allow(dead_code)]
    pub overflow_checks: Option<bool>,
    #[serde(default)]
    pub mappings: MachineMappings,
}

impl Default for Machine {
    /// A QEMU PC with 4 GiB of RAM, as BIOS boot finds it.
    fn default() -> Self {
        Machine {
            loader: None,
            memory_map: vec![
                Region::new(0, 0x9fc00, Kind::Usable),
                Region::new(0x9fc00, 0x400, Kind::Reserved),
                Region::new(0xf0000, 0x10000, Kind::Reserved),
                Region::new(MIB, 0xbffe0000 - MIB, Kind::Usable),
                Region::new(0xbffe0000, 0x20000, Kind::Reserved),
                Region::new(0xfeffc000, 0x4000, Kind::Reserved),
                Region::new(0xfffc0000, 0x40000, Kind::Reserved),
                Region::new(4 * GIB, GIB, Kind::Usable),
            ],
            kernel_address: Hex(16 * MIB),
            max_physical_address: None,
            first_free_frame: None,
            framebuffer: None,
            overflow_checks: None,
            mappings: MachineMappings::default(),
        }
    }
}

impl Machine {
    /// The end of the highest region.
    pub fn physical_size(&self) -> u64 {
        self.memory_map.iter().map(|region| region.start.0 + region.length.0).max().unwrap_or(0)
    }

    /// What firmware tells of the framebuffer; the loader reads its place and length only.
    pub fn framebuffer(&self) -> Option<RawFrameBufferInfo> {
        self.framebuffer.map(|framebuffer| RawFrameBufferInfo {
            addr: PhysAddr::new(framebuffer.start.0),
            info: FrameBufferInfo {
                byte_len: framebuffer.length.0 as usize,
                width: 0,
                height: 0,
                pixel_format: PixelFormat::Rgb,
                bytes_per_pixel: 4,
                stride: 0,
            },
        })
    }

    /// The loader's configuration: the machine file's fields, else the kernel's own, else the defaults.
    pub fn config(&self, elf: &ElfFile, use_kernel_config: bool) -> BootloaderConfig {
        let mut config = if use_kernel_config { kernel_config(elf) } else { None }
            .unwrap_or_else(BootloaderConfig::new_default);
        let given = &self.mappings;
        let mappings = &mut config.mappings;
        // Random addresses could not be compared, and upstream's entropy needs port access.
        mappings.aslr = false;
        if let Some(place) = given.kernel_stack {
            mappings.kernel_stack = place.mapping();
        }
        if let Some(place) = given.kernel_base {
            version::set_kernel_base(&mut config, place.mapping());
        }
        let mappings = &mut config.mappings;
        if let Some(place) = given.physical_memory {
            mappings.physical_memory = Some(place.mapping());
        }
        if let Some(place) = given.page_table_recursive {
            mappings.page_table_recursive = Some(place.mapping());
        }
        if let Some(place) = given.boot_info {
            mappings.boot_info = place.mapping();
        }
        if let Some(place) = given.framebuffer {
            mappings.framebuffer = place.mapping();
        }
        if let Some(place) = given.dynamic_range_start {
            mappings.dynamic_range_start = place.address();
        }
        if let Some(place) = given.dynamic_range_end {
            mappings.dynamic_range_end = place.address();
        }
        config
    }
}

/// Where a configuration has its kernel base, from 0.11.11 on, and its ramdisk, from 0.11.1 on: 9 bytes each.
const KERNEL_BASE_AT: usize = 40;
const RAMDISK_AT: usize = 106;
/// A dynamic mapping, which stands for a field that a configuration is too old to have.
const DYNAMIC: [u8; 9] = [0; 9];

/// The kernel's `.bootloader-config` section, of whatever release of bootloader_api.
///
/// Upstream panics where it is of a release with another layout, or not there at all. Such kernels are loaded all
/// the same here: fields that this version does not know are left out, fields that the section lacks are dynamic.
fn kernel_config(elf: &ElfFile) -> Option<BootloaderConfig> {
    // Upstream panics on odd section tables too.
    let raw = std::panic::catch_unwind(|| {
        let section = elf.find_section_by_name(".bootloader-config")?;
        Some(section.raw_data(elf).to_vec())
    });
    let mut raw = raw.ok().flatten()?;
    if raw.len() == 115 {
        raw.splice(RAMDISK_AT - DYNAMIC.len()..RAMDISK_AT - DYNAMIC.len(), DYNAMIC);
    }
    let base = KERNEL_BASE_AT..KERNEL_BASE_AT + DYNAMIC.len();
    match (raw.len(), version::HAS_KERNEL_BASE) {
        (124, true) => drop(raw.splice(base.start..base.start, DYNAMIC)),
        (133, false) => drop(raw.drain(base)),
        _ => {}
    }
    BootloaderConfig::deserialize(&raw).ok()
}
