//! Physical memory: an anonymous mapping at low addresses, so that a physical address is a pointer.
use crate::PAGE_SIZE;
use sha2::{Digest, Sha256};
use std::io::Error;

pub struct Memory {
    start: u64,
    end: u64,
}

impl Memory {
    /// Maps everything from the lowest address that a process may use up to `size`.
    pub fn new(size: u64) -> Result<Self, String> {
        let start = std::fs::read_to_string("/proc/sys/vm/mmap_min_addr")
            .ok()
            .and_then(|text| text.trim().parse::<u64>().ok())
            .unwrap_or(0x10000)
            .max(PAGE_SIZE);
        let end = size.next_multiple_of(PAGE_SIZE);
        if end <= start {
            return Err(format!("physical memory of {size:#x} bytes is too small"));
        }
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE | libc::MAP_FIXED_NOREPLACE;
        let wanted = start as *mut libc::c_void;
        let length = (end - start) as usize;
        // SAFETY: a new mapping that replaces none.
        let at = unsafe { libc::mmap(wanted, length, libc::PROT_READ | libc::PROT_WRITE, flags, -1, 0) };
        if at != wanted {
            return Err(format!("no memory at {start:#x} to {end:#x}: {}", Error::last_os_error()));
        }
        // SAFETY: the mapping is ours. Huge pages would make untouched frames look touched.
        unsafe { libc::madvise(at, length, libc::MADV_NOHUGEPAGE) };
        Ok(Memory { start, end })
    }

    /// The lowest address.
    pub fn start(&self) -> u64 {
        self.start
    }

    /// Copies the kernel file to its place.
    pub fn place(&self, address: u64, bytes: &[u8]) -> Result<&'static [u8], String> {
        let fits = address >= self.start && address.checked_add(bytes.len() as u64).is_some_and(|end| end <= self.end);
        if !fits {
            return Err(format!("the kernel file does not fit into physical memory at {address:#x}"));
        }
        // SAFETY: just checked to lie in the mapping, which stays for the process's life.
        unsafe {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), address as *mut u8, bytes.len());
            Ok(std::slice::from_raw_parts(address as *const u8, bytes.len()))
        }
    }

    /// Takes all pages away: they are zeros that the process has not touched.
    pub fn release(&self) {
        // SAFETY: the mapping is ours.
        let result = unsafe { libc::madvise(self.start as *mut libc::c_void, self.length(), libc::MADV_DONTNEED) };
        assert_eq!(result, 0, "madvise: {}", Error::last_os_error());
    }

    /// Writes zeros to all pages that were touched; they stay the process's.
    pub fn zero(&self) {
        self.for_each_touched(|address| {
            // SAFETY: a page of the mapping, to which there are no references while nothing is loaded.
            unsafe { std::ptr::write_bytes(address as *mut u8, 0, PAGE_SIZE as usize) }
        });
    }

    /// The bytes of a frame in the mapping.
    fn frame(&self, address: u64) -> &[u8] {
        assert!(address >= self.start && address < self.end);
        // SAFETY: in the mapping.
        unsafe { std::slice::from_raw_parts(address as *const u8, PAGE_SIZE as usize) }
    }

    /// Entry `index` of the page table in the frame at `address`.
    pub fn entry(&self, address: u64, index: usize) -> u64 {
        u64::from_ne_bytes(self.frame(address)[index * 8..][..8].try_into().expect("8 bytes"))
    }

    /// Counts the frames that hold anything but zeros, and hashes each one's address and bytes in ascending order.
    pub fn digest(&self) -> (u64, String) {
        let mut count = 0;
        let mut hash = Sha256::new();
        self.for_each_touched(|address| {
            if self.frame(address).iter().any(|&byte| byte != 0) {
                count += 1;
                hash.update(address.to_le_bytes());
                hash.update(self.frame(address));
            }
        });
        (count, hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Calls `visit` with the address of every page that was ever touched, ascending.
    fn for_each_touched(&self, mut visit: impl FnMut(u64)) {
        const CHUNK: u64 = 1 << 30;
        const BLOCK: usize = 512;
        let mut resident = vec![0u8; (CHUNK / PAGE_SIZE) as usize];
        for chunk in (self.start..self.end).step_by(CHUNK as usize) {
            let length = CHUNK.min(self.end - chunk);
            // SAFETY: `resident` has a byte for each page of a chunk.
            let result = unsafe {
                libc::mincore(chunk as *mut libc::c_void, length as usize, resident.as_mut_ptr())
            };
            assert_eq!(result, 0, "mincore: {}", Error::last_os_error());
            let pages = &resident[..(length / PAGE_SIZE) as usize];
            for (block, states) in pages.chunks(BLOCK).enumerate() {
                // Most of a large machine is never touched.
                if states.iter().fold(0, |any, state| any | state) & 1 == 0 {
                    continue;
                }
                for (index, state) in states.iter().enumerate() {
                    if state & 1 == 1 {
                        visit(chunk + (block * BLOCK + index) as u64 * PAGE_SIZE);
                    }
                }
            }
        }
    }

    fn length(&self) -> usize {
        (self.end - self.start) as usize
    }
}
