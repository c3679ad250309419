import { notesOf, type FunctionNotes } from './notes-of';

/** Notes on what the loader uses of crates xmas-elf and x86_64. */
export const ELF_AND_MAPPER_NOTES: readonly FunctionNotes[] = [
  notesOf(
    'elf-file.ts',
    'constructor',
    'ElfFile::new',
    'Reads the header of the file before the loader is called. Machine and version are not looked at, nor is the byte order: a file for another processor gets as far as its segments do.',
    [
      [
        'if (input.length < PART_1_SIZE)',
        'The first 16 bytes: the file must have them, and begin with the magic number.',
      ],
      [
        'const elfClass',
        'Class 1 and 2 are both taken: a 32-bit kernel loads, unless it has a DYNAMIC segment.',
      ],
      [
        'this.assertAligned(PART_1_SIZE',
        'Structures are not copied but read in place, so their place in memory must be aligned, which crate zero asserts. A kernel file on a page border always is.',
      ],
    ],
  ),
  notesOf(
    'elf-file.ts',
    'programIter',
    'ElfFile::program_iter',
    'No table (e_phoff or e_phentsize is 0): no headers, and no error. Else e_phnum of them.',
  ),
  notesOf(
    'elf-file.ts',
    'programHeader',
    'parse_program_header',
    'Slices the file at e_phoff + i · e_phentsize. A header that reaches out of the file, or an entry size below that of a header, panics at this header: those before it were handled.',
  ),
  notesOf(
    'elf-file.ts',
    'headerSanityCheck',
    'header::sanity_check',
    'The check of the file header that the loader does last.',
    [
      ['if (file.expectedHeaderSize', 'e_ehsize must be that of the class: 64 bytes, or 52.'],
      ['if (header.version === 0)', 'Version and byte order must not be 0; any other value will do.'],
      [
        'const phSize',
        'Both tables must lie in the file. The end may be the end of the file, other than that of a segment. The section table is checked although nothing is read from it: a stripped tail shows here.',
      ],
    ],
  ),
  notesOf(
    'program-header.ts',
    'getType',
    'ProgramHeader::get_type',
    'Types 0 to 7, GNU_RELRO, and the two ranges for systems and processors. A type between them is `Invalid type`, an error at the first header that has it.',
  ),
  notesOf(
    'program-header.ts',
    'rawRange',
    'ProgramHeader::raw_data',
    'The segment’s bytes as a slice of the file: p_offset to p_offset + p_filesz, added in 32 bits in a 32-bit file. Out of the file is a panic of the slice.',
  ),
  notesOf(
    'program-header.ts',
    'programSanityCheck',
    'program::sanity_check',
    'The check that each program header has to pass, in this order.',
    [
      ['const size = ', 'e_phentsize must be exactly that of the class: 56 bytes, or 32.'],
      [
        'const end = ',
        'The end in the file is compared with a strict “less than”. A segment that ends exactly where the file ends is refused, with a text about an entry point; linkers put section headers behind, so it rarely shows.',
      ],
      [
        "if (header.getType() === 'ShLib')",
        'Reading the type may fail by itself: `Invalid type`. PT_SHLIB has an error of its own.',
      ],
      [
        'if (header.align > 1n',
        'Above 1 the alignment need not be a power of two, but p_vaddr and p_offset must leave the same rest. With 0 or 1 nothing is checked, and bytes may come to lie shifted in their pages.',
      ],
    ],
  ),
  notesOf(
    'program-header.ts',
    'assertWholeRecords',
    'zero::read_array',
    'A table must be a whole number of records long. Crate zero asserts it: a panic with the source text of the condition.',
  ),
  notesOf(
    'mapper.ts',
    'mapToWithTableFlags',
    'Mapper::map_to_with_table_flags',
    'Maps one page: walks down from the level 4 table, makes what is missing, then writes the leaf.',
    [
      [
        'const region = ',
        'Ours alone: the table of the last page is remembered, for the next page mostly has the same.',
      ],
      [
        'for (let level = 4',
        'Levels 4, 3, 2: the entry at each must link the next table. Missing tables are made top-down before the leaf is looked at, so they stay even where the leaf turns out to be used.',
      ],
      [
        'const tableFrame = this.recentTable',
        'A leaf entry that is not zero is used, whatever its flags: `PageAlreadyMapped`, with the frame that is there. Nothing is overwritten.',
      ],
      [
        'this.cache.forget(page)',
        'Address and flags in one entry. Upstream returns a flush that the loader ignores: these tables are not in use yet.',
      ],
    ],
  ),
  notesOf(
    'mapper.ts',
    'mapTo',
    'Mapper::map_to',
    'The tables’ flags are derived from the leaf’s: its PRESENT, WRITABLE and USER_ACCESSIBLE.',
  ),
  notesOf(
    'mapper.ts',
    'unmap',
    'Mapper::unmap',
    'Zeroes the leaf and returns its frame. The tables above stay, even if they are empty now.',
  ),
  notesOf(
    'mapper.ts',
    'updateFlags',
    'Mapper::update_flags',
    'Writes the leaf anew, with the same frame and exactly the given flags.',
  ),
  notesOf(
    'mapper.ts',
    'translate',
    'Translate::translate',
    'The leaf of a page: its frame and flags. An entry that is not zero counts as mapped. Huge pages do not occur, since the loader maps none.',
  ),
  notesOf(
    'mapper.ts',
    'createNextTable',
    'PageTableWalker::create_next_table',
    'The table below an entry, made where there is none.',
    [
      [
        'if ((low | high) === 0)',
        'An unused entry: a frame is allocated, linked with the parent’s flags, and zeroed only after that. For one operation the entry leads to whatever was in the frame.',
      ],
      [
        'const flags = table.flagsOf',
        'A table that is there gets the flags that it lacks. It never loses any, so one writable page leaves all tables above it writable.',
      ],
      [
        'return (flags & table.HUGE_PAGE)',
        'A huge page in the way is an error, after its flags were changed.',
      ],
    ],
  ),
  notesOf(
    'mapper.ts',
    'leafTable',
    'PageTableWalker::next_table',
    'Walks down without making anything: a table that is missing means that the page is not mapped.',
  ),
];
