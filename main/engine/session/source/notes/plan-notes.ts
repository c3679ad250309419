import { notesOf, type FunctionNotes } from './notes-of';

/** Notes on what happens before the first page is mapped, and on the order of the whole. */
export const PLAN_NOTES: readonly FunctionNotes[] = [
  notesOf(
    'load-kernel.ts',
    'new',
    'Loader::new',
    'Everything that must hold before the first page is mapped. The order of the checks decides which of several faults is reported: the file’s place in memory, every program header, the file’s type and offset, the level 4 entries, and only then the file header.',
    [
      [
        'probe.log(`Elf file loaded',
        'The log line names the address of the file’s first byte. The loader runs with physical memory mapped one to one, so pointer and physical address are the same number.',
      ],
      [
        'if (kernelOffset % PAGE_SIZE',
        'Pages of the kernel will show the frames of the file themselves, so the file has to begin on a frame’s border. The error names no address.',
      ],
      [
        'for (const programHeader of elfFile.programIter()) {',
        'Each program header is checked, of whatever type, in the order of the table. The first that is refused ends the load, before the file’s type is looked at, and even where the loader would have ignored that header.',
      ],
      [
        "probe.step('chooseOffset'",
        'The offset is added to every address that the file names: 0 for ET_EXEC, the distance to a free place for ET_DYN.',
      ],
      [
        'probe.log(`virtual_address_offset',
        'The offset is an i128. A negative one is printed as its 128-bit two’s complement, a row of f.',
      ],
      [
        "probe.step('markSegments'",
        'Level 4 entries are marked as taken for every header that has a size in memory, not for LOADs alone. The addresses get the offset first: a sum below 0 or beyond 64 bits panics here, before anything is mapped.',
      ],
      [
        "probe.step('checkHeader'",
        'The file header’s own check comes last, although nothing before it would have been in its way. A wrong header size or a section table out of range is reported only here.',
      ],
    ],
  ),
  notesOf(
    'load-kernel.ts',
    'chooseOffset',
    'Loader::new',
    'A match on e_type. Only ET_EXEC and ET_DYN are placed; no type, relocatable, core and processor-specific files all end in `unimplemented!()`, a panic without a text of its own.',
    [
      [
        "if (elfFile.header.type === 'Executable')",
        'An executable is loaded where it says, with offset 0. It needs no free level 4 entry and is not asked whether one of its entries is in use. 0.11.17 refuses a configured kernel base here, in words that name the offset.',
      ],
      [
        'const { size, align, minAddr }',
        'Size is the distance from the lowest to behind the highest byte of all LOADs, holes included; alignment is the largest p_align.',
      ],
      [
        'if (kernelBase !== ',
        '0.11.17 only. A fixed base is the offset itself: the lowest address stays in the sum, so a kernel that begins at 0x1000 lands 0x1000 above its base.',
      ],
      [
        'const offset = usedEntries',
        'The first window of free level 4 entries that is large enough, which is a multiple of 512 GiB. The lowest address is subtracted in 128 bits: the offset may be negative, and it is no multiple of 4 KiB where that address is none. Then every address moves within its page, but the bytes of the file do not.',
      ],
    ],
  ),
  notesOf(
    'load-kernel.ts',
    'loadSegments',
    'Loader::load_segments',
    'Three passes over the program headers, each in the order of the table. INTERP, NOTE, PHDR, GNU_STACK and all types of other systems are passed over: a request for an executable stack, for instance, has no effect.',
    [
      [
        'for (const programHeader of elfFile.programIter()) {',
        'First pass: LOAD segments are mapped and a TLS segment is noted, in the order in which they stand. Overlaps are found by the mapper, when the second of two segments wants the page.',
      ],
      [
        'if (tlsTemplate !== null) throw',
        'A second TLS segment is an error. What was mapped before it stays mapped.',
      ],
      [
        '// Apply relocations',
        'Second pass: each DYNAMIC segment, after all LOADs, since a relocation may change any of them. Two DYNAMIC segments are both applied.',
      ],
      [
        '// Mark some memory',
        'Third pass: the pages of GNU_RELRO lose WRITABLE, now that the relocations have written to them.',
      ],
      [
        'removeCopiedFlags(inner, elfFile)',
        'The mark of private copies is the loader’s own and goes before the kernel sees its page tables. Upstream unwraps the result, which cannot be an error any more: all types were read before.',
      ],
    ],
  ),
  notesOf(
    'load-kernel.ts',
    'entryPoint',
    'Loader::entry_point',
    'e_entry plus the offset, made an address, which panics where that is not canonical. Nobody checks whether the page is mapped or executable: that shows when the processor jumps there.',
  ),
  notesOf(
    'load-kernel.ts',
    'loadKernel',
    'load_kernel',
    'The whole load. An error of any part ends it with `Err` and that part’s text; what was done until then stays in memory. On success it returns the offset, the entry point and the TLS template.',
    [
      [
        "ports.probe.stage('entry'",
        'The offset is cut to 64 bits to become an address, before the entry point is computed: a negative offset comes out as an address of the upper half, or panics where it is none.',
      ],
    ],
  ),
  notesOf(
    'memory-requirements.ts',
    'calcElfMemoryRequirements',
    'calc_elf_memory_requirements',
    'What the LOAD segments ask for together. In 0.11.8 this is part of `Loader::new`; 0.11.17 asks a first time before the headers are checked, when a header of an unknown type is simply no LOAD.',
    [
      [
        'const end = arithmetic.add',
        'The end of a segment, p_vaddr + p_memsz. A build with overflow checks panics beyond 64 bits; without them the sum wraps and the segment seems to end below its start.',
      ],
      [
        'minAddr ??= 0n',
        'Without any LOAD the size is 0 and the alignment 1; no window of level 4 entries can then be found, which panics.',
      ],
    ],
  ),
  notesOf(
    'virtual-address-offset.ts',
    'isCanonical',
    'VirtAddr::try_new',
    'An address is taken when bits 47 to 63 are all alike. Crate x86_64 0.14, which 0.11.8 uses, also takes one of which bit 47 alone is set, and extends it; 0.15 refuses that.',
  ),
  notesOf(
    'virtual-address-offset.ts',
    'add',
    'VirtualAddressOffset::add',
    'The sum is made in 128 bits and must fit into 64: `u64::try_from(…).unwrap()`.',
    [
      [
        'if (sum < 0n)',
        'A sum below 0 panics. That happens with a negative offset, or an addend that was meant to be negative is seen as a huge positive one and overflows at the other end.',
      ],
    ],
  ),
  notesOf(
    'virtual-address-offset.ts',
    'addWords',
    'VirtualAddressOffset::add',
    'The same sum and the same panics in 32-bit words: upstream adds an i128 here as well, once for the target and once for the value of each relocation.',
  ),
  notesOf(
    'level-4-entries.ts',
    'constructor',
    'UsedLevel4Entries::new',
    'Notes which of the 512 level 4 entries are taken before the kernel is placed. The configuration in the kernel file feeds it; a mapping left to the loader (“dynamic”) marks nothing.',
    [
      [
        'this.markBootloader(occupied)',
        '0.11.8 marks entry 0 alone. 0.11.17 marks all of physical memory, where the bootloader itself runs, and the framebuffer.',
      ],
      [
        'this.markFixed(mappings.physicalMemory',
        'Physical memory at a fixed address takes as many entries as there is memory up to the highest physical address, which is at least 4 GiB.',
      ],
      ['const recursive =', 'A recursive page table takes the one entry that points to itself.'],
      [
        'this.markFixed(mappings.kernelStack',
        'The kernel’s stack at a fixed address, with the size that the kernel asks for.',
      ],
      [
        'if (rules.marksOccupied)',
        '0.11.17 also marks where the kernel itself goes: a fixed kernel base, or the range of an ET_EXEC. 0.11.8 leaves that to `mark_segments`, later.',
      ],
      [
        '// One region might be split',
        'The boot info with room for the memory map, which gets one region more than the machine has.',
      ],
      [
        'this.markOutsideDynamicRange',
        'If the kernel limits where things may be put, everything outside of that range is as good as taken.',
      ],
    ],
  ),
  notesOf(
    'level-4-entries.ts',
    'markSegments',
    'mark_segments',
    'Every header with a size in memory, whatever its type. Entries that were marked already are marked again without a word: two things in one entry are no error here.',
  ),
  notesOf(
    'level-4-entries.ts',
    'getFreeEntries',
    'get_free_entries',
    'Looks for a window of free neighbours. With ASLR upstream takes a random one of all windows; we load without, which is the first.',
    [
      [
        'if (count === 0n)',
        'No entry at all is asked for where the kernel has no memory: `windows(0)` panics in the words of the standard library.',
      ],
      [
        'if (index === -1)',
        'No window is large enough: a panic, not an error, that says how many entries were wanted.',
      ],
      ['this.entryState.fill', 'The entries are taken from now on.'],
    ],
  ),
  notesOf(
    'level-4-entries.ts',
    'getFreeAddress',
    'get_free_address',
    'The start of enough free entries for some bytes. The alignment must be a power of two (0 is none), which is asserted; beyond that it only matters with ASLR, since a level 4 entry is aligned to 512 GiB.',
  ),
  notesOf(
    'level-4-entries.ts',
    'entriesFor',
    'get_free_address',
    'Bytes to entries, rounded up. 0.11.8 adds 512 GiB − 1 before it divides, which overflows for sizes near 2^64; 0.11.17 divides first.',
  ),
  notesOf(
    'level-4-entries.ts',
    'markKernel',
    'UsedLevel4Entries::new',
    '0.11.17 only: the place that a fixed kernel base or an ET_EXEC’s own addresses take.',
    [
      [
        'if ((base & (align - 1n))',
        'A base below the kernel’s alignment is an error of this function, but its caller expects none and panics with the text in quotes.',
      ],
    ],
  ),
  notesOf(
    'level-4-entries.ts',
    'markRangeAsUsed',
    'mark_range_as_used',
    'From the entry of the first byte to the entry of the last. 0.11.8 computes start + size − 1, which panics for a range that ends with the address space; 0.11.17 subtracts first, and so panics for an empty range where overflows are checked.',
  ),
  notesOf(
    'frame-allocator.ts',
    'constructor',
    'LegacyFrameAllocator::new_starting_at',
    'Begins behind the last frame that the boot stages use. The first MiB is never given out: firmware and the real mode live there.',
  ),
  notesOf(
    'frame-allocator.ts',
    'allocateFrame',
    'allocate_frame',
    'A bump allocator: always upwards, nothing is ever taken back. It goes through the usable regions in the order of the memory map and stays in one until that is used up.',
    [
      [
        'while (this.nextRegion',
        'A region that is not usable is passed over, as is one that ends below the next frame: the cursor never goes down, so of a map that is not sorted some memory is lost.',
      ],
      [
        'return null',
        'No frame is left. For a page table that becomes `FrameAllocationFailed`; for bss and copies the loader unwraps and panics.',
      ],
    ],
  ),
  notesOf(
    'frame-allocator.ts',
    'allocateFrameFromDescriptor',
    'allocate_frame_from_descriptor',
    'The next frame if it lies in the region. A region that does not begin or end on a frame’s border counts with the whole of its first and last frame.',
  ),
];
