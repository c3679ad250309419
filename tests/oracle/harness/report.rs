//! The state that a load reached, as `loadscope report --json` prints it.
use super::memory::Memory;
use crate::PAGE_SIZE;
use serde::Serialize;

/// Bits 12 to 51 of an entry.
const ADDRESS: u64 = 0x000f_ffff_ffff_f000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub status: &'static str,
    pub message: Option<String>,
    pub virtual_address_offset: Option<String>,
    pub entry_point: Option<String>,
    pub tls: Option<Tls>,
    pub frames_allocated: u64,
    pub page_runs: Vec<(String, String, u64, String)>,
    pub tables: Vec<(String, u8, String)>,
    pub non_zero_frames: u64,
    pub non_zero_frames_sha256: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tls {
    pub start_addr: String,
    pub file_size: String,
    pub mem_size: String,
}

pub fn hex(value: u64) -> String {
    format!("{value:#x}")
}

/// What a walk over the tables finds.
#[derive(Default)]
pub struct Walk {
    runs: Vec<Run>,
    tables: Vec<(String, u8, String)>,
}

struct Run {
    virt: u64,
    phys: u64,
    pages: u64,
    flags: u64,
}

impl Walk {
    pub fn new(memory: &Memory, root: u64) -> Self {
        let mut walk = Walk::default();
        walk.table(memory, root, 4, 0, 0);
        walk
    }

    fn table(&mut self, memory: &Memory, table: u64, level: u8, virt: u64, parent_flags: u64) {
        self.tables.push((hex(table), level, hex(parent_flags)));
        for index in 0..512 {
            let entry = memory.entry(table, index);
            if entry == 0 {
                continue;
            }
            let virt = virt | (index as u64) << (12 + 9 * (level - 1));
            let (address, flags) = (entry & ADDRESS, entry & !ADDRESS);
            match level {
                1 => self.leaf(sign_extend(virt), address, flags),
                _ => self.table(memory, address, level - 1, virt, flags),
            }
        }
    }

    fn leaf(&mut self, virt: u64, phys: u64, flags: u64) {
        if let Some(run) = self.runs.last_mut() {
            let bytes = run.pages * PAGE_SIZE;
            if run.virt.wrapping_add(bytes) == virt && run.phys + bytes == phys && run.flags == flags {
                run.pages += 1;
                return;
            }
        }
        self.runs.push(Run { virt, phys, pages: 1, flags });
    }

    pub fn page_runs(&self) -> Vec<(String, String, u64, String)> {
        self.runs.iter().map(|run| (hex(run.virt), hex(run.phys), run.pages, hex(run.flags))).collect()
    }

    pub fn tables(&self) -> Vec<(String, u8, String)> {
        self.tables.clone()
    }
}

fn sign_extend(address: u64) -> u64 {
    ((address << 16) as i64 >> 16) as u64
}
