import { notesOf, type FunctionNotes } from './notes-of';

/** Notes on segments, bss, copy-on-write, RELRO and the clean-up. */
export const SEGMENT_NOTES: readonly FunctionNotes[] = [
  notesOf(
    'segments.ts',
    'handleLoadSegment',
    'Inner::handle_load_segment',
    'Maps the frames of the kernel file themselves: no byte is copied, page and file share the frame. That is why a later write has to make a private copy first.',
    [
      [
        'probe.log(`Handling Segment',
        'The log has the whole program header, as Rust prints it for debugging.',
      ],
      [
        'const physStartAddr',
        'The file’s address plus p_offset, and the frame that holds that byte. What stands before it in the frame will be mapped too.',
      ],
      [
        'const physEndAddr',
        'The last frame is that of the last byte, start + p_filesz − 1. A segment without bytes in the file therefore maps nothing where p_offset is a multiple of 4 KiB, and one page where it is not.',
      ],
      [
        'const virtStartAddr',
        'p_vaddr plus the offset, rounded down to its page. That file and memory agree within the page is checked only by p_align, and only where that is above 1: else the bytes come to lie shifted, without an error.',
      ],
      [
        'let segmentFlags',
        'The leaf’s flags: PRESENT always, whatever p_flags says of reading; NO_EXECUTE unless X is set; WRITABLE if W is. A segment may well be writable and executable. USER_ACCESSIBLE is never set.',
      ],
      [
        '// map all frames',
        'One page for each frame, upwards. The first and the last frame are mapped whole, so bytes of the file in front of and behind the segment can be read, or run, through its pages.',
      ],
      [
        '// The parent tables are readable',
        'All tables above get PRESENT and WRITABLE and never NO_EXECUTE, so that a recursive mapping of them can be written to. The leaf alone decides the rights.',
      ],
      [
        'if (failure !== null) throw',
        'Whatever the mapper says (page taken, huge parent, no frame for a table), the loader’s answer is `map_to failed`, without the page. The pages that were mapped before stay.',
      ],
      [
        '// Handle .bss section',
        'More memory than file is the bss. The other way round, p_filesz above p_memsz, is not noticed: the bytes beyond stay mapped.',
      ],
    ],
  ),
  notesOf(
    'segments.ts',
    'mapRun',
    'Inner::handle_load_segment',
    'Ours alone: pages that follow in the same level 1 table, all of them unused, are mapped in one go. The trace has the steps and changes that one page after the other would leave.',
  ),
  notesOf(
    'segments.ts',
    'handleBssSection',
    'Inner::handle_bss_section',
    'Zeroes what the segment has in memory beyond its bytes in the file: the rest of the last file page first, then whole pages.',
    [
      [
        'const virtStartAddr',
        'Start and end of the zeros as addresses. Crate x86_64 0.15 panics where a sum leaves the canonical range; 0.14 extends bit 47, and wraps where the build does not check.',
      ],
      [
        'const dataBytesBeforeZero',
        'Where the zeros begin on a page border nothing needs to be saved, and the edge is skipped.',
      ],
      [
        'const lastPage',
        'The page of the last byte of the file. It must have been mapped by this segment or another: if not, `make_mut` panics.',
      ],
      [
        'const newFrame = makeMut',
        'The frame in the file goes on with the next segment’s bytes, which must not be zeroed. So the page gets a copy, which is marked COPIED.',
      ],
      [
        'inner.memory.zeroBytes(',
        'The tail of the copy, always to the end of the page, even if the segment’s memory ends before.',
      ],
      [
        '// map additional frames',
        'Whole pages from the next page border to the page of the last byte. Where the bss ends on the edge page the range is empty.',
      ],
      [
        '// allocate a new unused frame',
        'The data frame is allocated before the tables that the page may need: it has the lower address. No frame left is an unwrap on `None`, a panic and not an error.',
      ],
      ['// zero frame', 'Frames come as they are: the allocator does not clear them.'],
      [
        '// map frame',
        'The same flags as the file pages, without COPIED. So the first relocation into a bss page copies it once more, zeros and all, although it is private already.',
      ],
      [
        'if (failure !== null) throw',
        'Another segment has the page, or no frame was left for a table. The zeroed frame is lost: nobody gives it back.',
      ],
    ],
  ),
  notesOf(
    'segments.ts',
    'handleTlsSegment',
    'Inner::handle_tls_segment',
    'Only three numbers are noted for the kernel: where the template lies, its bytes in the file and in memory. Nothing is mapped for it; its bytes are part of a LOAD, which is not checked.',
  ),
  notesOf(
    'copy-on-write.ts',
    'makeMut',
    'Inner::make_mut',
    'Makes the memory of a LOAD segment safe to write to. The page that shows the kernel file gets a frame of its own with the same bytes; the flag COPIED (BIT_9, free for software) in its entry remembers that.',
    [
      [
        'const mapped = inner',
        'The page is looked up in the kernel’s tables. A page without a mapping panics and names the page.',
      ],
      [
        'if ((flags & COPIED) !== 0)',
        'Copied before: the frame is handed out as it is. A second relocation on a page costs no frame.',
      ],
      [
        'inner.probe.part(',
        'Both frames are reachable at their physical addresses, so the copy is a plain one of 4096 bytes, with the neighbours’ bytes in the same frame. No frame left panics.',
      ],
      [
        '// Replace the underlying frame',
        'The mapper has no “remap”: the entry is cleared, then written anew. In between the page is not mapped, which nobody sees, since these tables are not in use yet.',
      ],
      [
        'const newFlags',
        'The old flags with COPIED. A read-only or executable page stays so: the loader writes at the physical address, where the page’s rights do not count.',
      ],
      [
        'const failure = inner',
        '`map_to` derives the tables’ flags from the leaf’s. The tables exist, so this cannot fail; upstream unwraps.',
      ],
    ],
  ),
  notesOf(
    'copy-on-write.ts',
    'removeCopiedFlags',
    'Inner::remove_copied_flags',
    'Clears COPIED from all pages of all LOAD segments, as the kernel may use bit 9 for itself.',
    [
      [
        'if (programHeader.memSize === 0n',
        '0.11.17 passes over a LOAD without memory. 0.11.8 does not: its last page is that of start − 1, which may lie before the first (nothing to do) or be the same, unmapped page (a panic).',
      ],
      [
        'const startAddr',
        'The pages of p_memsz, not the ones that were mapped: where the file’s part is longer than the memory’s, a copied page beyond keeps its mark.',
      ],
      [
        '// Translate the page',
        'Every page must be mapped: `unreachable!` says so in words. A LOAD whose mapped pages and memory do not agree, because p_offset and p_vaddr lie differently in their pages, ends here.',
      ],
      [
        'if ((flags & COPIED) !== 0) {',
        'The entry is written only where the mark is set; all other flags and the frame stay.',
      ],
    ],
  ),
  notesOf(
    'copy-on-write.ts',
    'pagesOfRange',
    'Inner::remove_copied_flags',
    '0.11.17 computes the last address as start + (size − 1), so that a segment may end with the address space. 0.11.8 adds the size first: that sum must be an address of its own, or panics.',
  ),
  notesOf(
    'relro.ts',
    'handleRelroSegment',
    'Inner::handle_relro_segment',
    'After the relocations, what only they had to write to becomes read-only. The segment is rounded outwards to whole pages at both ends, so what lies beside it on the edge pages loses WRITABLE too.',
    [
      [
        'const startAddr',
        'Start and end by p_vaddr and p_memsz; p_filesz does not matter. The end must be a valid address of its own.',
      ],
      [
        'const startPage',
        'The first page is that of the first byte, the last that of the last byte. An empty segment inside a page still has that page, for end − 1 lies in it.',
      ],
      [
        '// Translate the page',
        'A page without a mapping is a panic: `unreachable!`, with a question for a text. It can come of a RELRO range that no LOAD covers.',
      ],
      [
        'if ((flags & Flags.WRITABLE) !== 0)',
        'Only the leaf changes, and only where it was writable; the tables above stay WRITABLE. COPIED stays until the clean-up.',
      ],
    ],
  ),
];
