import { notesOf, type FunctionNotes } from './notes-of';

/** Notes on the dynamic table, relocations, and how the loader reaches the kernel's memory. */
export const RELOCATION_NOTES: readonly FunctionNotes[] = [
  notesOf(
    'relocations.ts',
    'handleDynamicSegment',
    'Inner::handle_dynamic_segment',
    'Finds the table of relocations with addends and applies it, entry by entry. DT_REL, DT_JMPREL and DT_RELR tables are not applied.',
    [
      [
        'if (found.rela === null)',
        'No table: fine, unless its size or its entry size is given all the same.',
      ],
      [
        'if (found.relaSize === null)',
        'With a table both numbers must be there. They are asked for in this order, so a file that lacks both hears of RelaSize.',
      ],
      [
        '// Make sure that the reported size',
        'The entry size must be 24, `size_of::<Rela<u64>>()`. It is asserted: another size panics rather than being an error.',
      ],
      [
        'const numEntries',
        'The size divided by 24; a rest is dropped, so a partial last entry is never read.',
      ],
      [
        'relocations.readRelocation(idx)',
        'Each entry is read just before it is applied. A relocation may therefore rewrite an entry that follows, and the rewritten one counts.',
      ],
    ],
  ),
  notesOf(
    'relocations.ts',
    'findRelaEntries',
    'Inner::handle_dynamic_segment',
    'Goes through the dynamic table in the file, not in memory. `get_data` first: the segment must hold whole entries and be aligned, both asserted, and a file of 32 bits ends in `expected Dynamic64 segment`.',
    [
      [
        'for (let at = start',
        'DT_NULL does not end the table: all p_filesz / 16 entries are read, so what stands behind it counts, and can be refused.',
      ],
      [
        'if (tag === dynamic.DT_RELA)',
        'Each of the three tags may come once. The second one is an error, even with the same value.',
      ],
    ],
  ),
  notesOf(
    'relocations.ts',
    'readRelocation',
    'Inner::read_relocation',
    'Reads an entry of the table; `relocation-table.ts` has how.',
  ),
  notesOf(
    'relocations.ts',
    'applyRelocation',
    'Inner::apply_relocation',
    'Applies one entry: checks, address, value, write. Nothing was written yet where a check fails.',
    [
      [
        'const index = rela',
        'The symbol index is looked at before the type. Any but 0 fails an `assert_eq!`: symbols are not looked up at load time.',
      ],
      [
        'const type = rela',
        'Only type 8, R_X86_64_RELATIVE. All others, 0 (no relocation) among them, are `unimplemented!` with the type in hexadecimal.',
      ],
      [
        '// Make sure that the relocation happens',
        'The word must begin in the memory of a LOAD, by p_memsz. Only its first byte is checked: the other seven may spill over the end, and into the next page.',
      ],
      [
        '// Calculate the destination',
        'r_offset plus the offset, which must be a canonical address. The rights of the page do not matter: code and read-only data are patched as well.',
      ],
      [
        '// Calculate the relocated value',
        'r_addend plus the offset. xmas-elf has the addend as an unsigned number: an addend of −1 is 2^64 − 1, and the sum then panics for any positive offset. In an ET_EXEC the offset is 0 and the addend is stored as it is.',
      ],
      [
        '// Write the relocated value',
        'Eight bytes, little-endian. What was there before is not read: REL-style addends in place do not count.',
      ],
    ],
  ),
  notesOf(
    'relocations.ts',
    'applyRun',
    'Inner::apply_relocation',
    'Ours alone: entries that follow for words of the same page, plain in every respect, are applied in one go. The trace has the steps and changes that one entry after the other would leave.',
  ),
  notesOf(
    'relocations.ts',
    'collectRun',
    'Inner::apply_relocation',
    'Ours alone: the same sums and checks in 32-bit machine words. At the first entry that is not plain the run ends, and that entry takes the long way.',
  ),
  notesOf(
    'relocation-table.ts',
    'readRelocation',
    'Inner::read_relocation',
    'An entry is read through the kernel’s page tables, not from the file. So the table has to lie in a LOAD, and sees what was written to it.',
    [
      [
        '// Read the Rela',
        'Upstream copies 24 bytes to the stack, page by page, and takes any bits for a valid entry. Here entries that lie whole in known pages are read in place.',
      ],
      ['copyFrom(this.inner', 'An entry over a page border, or not aligned, is copied as upstream does.'],
    ],
  ),
  notesOf(
    'relocation-table.ts',
    'lookUp',
    'Inner::read_relocation',
    'Ours alone: pages of the table that follow each other in memory too are looked up once. A page without a mapping panics as in `copy_from`.',
  ),
  notesOf(
    'relocation-table.ts',
    'calculateAddress',
    'Inner::read_relocation',
    'DT_RELA + 24 · idx, plus the offset.',
    [
      [
        'let low = this.low',
        'The first sum overflows only for a table near 2^64: a panic where the build checks, else it wraps to the start of the address space.',
      ],
      [
        'if (!address.isCanonical())',
        'The address must be canonical: `VirtAddr::try_new(…).expect(…)` panics with this text and the address.',
      ],
    ],
  ),
  notesOf(
    'load-ranges.ts',
    'checkIsInLoad',
    'check_is_in_load',
    'Upstream goes through all program headers for each relocation; here the last hit is tried first, which gives the same answer.',
    [
      [
        'throw new LoaderError',
        'No LOAD has the address in its memory. The error names neither the relocation nor the address.',
      ],
    ],
  ),
  notesOf(
    'load-ranges.ts',
    'holds',
    'check_is_in_load',
    'p_vaddr ≤ address, and address − p_vaddr < p_memsz: made so that no sum can overflow. An empty LOAD holds nothing.',
  ),
  notesOf(
    'kernel-memory.ts',
    'copyFrom',
    'Inner::copy_from',
    'Reads from the kernel’s address space. Neighbouring pages need not be neighbouring frames, so each page is translated on its own.',
    [
      [
        'const endPage = expect',
        'The last byte must still be in the address space: `Step::forward_checked` gives `None` behind its end.',
      ],
    ],
  ),
  notesOf(
    'kernel-memory.ts',
    'frameOf',
    'Translate::translate_page',
    'From page to frame by the kernel’s own tables. A page without a mapping is an `expect` on an error: the panic names `PageNotMapped`, not the page.',
  ),
  notesOf(
    'kernel-memory.ts',
    'copyTo',
    'Inner::copy_to',
    'Writes to the kernel’s address space. Eight bytes nearly always lie in one page; upstream has one loop over pages for all cases.',
    [
      [
        'if (page !== last.page)',
        'Upstream asks `make_mut` for every write. A page that has its copy keeps it, so the last answer still holds.',
      ],
      [
        'inner.memory.writeWord',
        'The write goes to the frame’s physical address: the page’s rights are not asked.',
      ],
    ],
  ),
  notesOf(
    'kernel-memory.ts',
    'copyToPages',
    'Inner::copy_to',
    'Eight bytes over a page border: two pages, each with a private copy of its own. The second one may belong to another segment.',
    [
      [
        'const frame = makeMut',
        'The first page is copied and written before the second is looked up. If that is not mapped, the load panics with half of the word in place.',
      ],
    ],
  ),
  notesOf(
    'dynamic.ts',
    'dynamicTag',
    'dynamic::Tag_::as_tag',
    'xmas-elf knows the tags 0 to 34 without 31, and the ranges for systems and processors. DT_RELR (36) and its kin are refused, although the loader would only have passed them over.',
  ),
];
