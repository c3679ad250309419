//! The machine file, and how it, the kernel's own configuration and the defaults give the loader's configuration.
use crate::legacy_memory_region::LegacyMemoryRegion;
use bootloader_api::{config::Mapping, info::MemoryRegionKind, BootloaderConfig};
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
    physical_memory: Option<Place>,
    page_table_recursive: Option<Place>,
    boot_info: Option<Place>,
    framebuffer: Option<Place>,
    dynamic_range_start: Option<Place>,
    dynamic_range_end: Option<Place>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Machine {
    pub memory_map: Vec<Region>,
    pub kernel_address: Hex,
    pub max_physical_address: Option<Hex>,
    /// The physical address of the first frame that may be allocated.
    pub first_free_frame: Option<Hex>,
    /// Whether overflows panic; which build to run is the caller's choice, so it is read but not used here.
    #[allow(dead_code)]
    pub overflow_checks: Option<bool>,
    #[serde(default)]
    pub mappings: MachineMappings,
}

impl Default for Machine {
    /// A QEMU PC with 4 GiB of RAM, as BIOS boot finds it.
    fn default() -> Self {
        Machine {
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

/// The kernel's `.bootloader-config` section where this version of the crate can read it.
fn kernel_config(elf: &ElfFile) -> Option<BootloaderConfig> {
    // Upstream panics on odd section tables; kernels without a configuration are loaded all the same here.
    std::panic::catch_unwind(|| {
        let section = elf.find_section_by_name(".bootloader-config")?;
        BootloaderConfig::deserialize(section.raw_data(elf)).ok()
    })
    .ok()
    .flatten()
}
