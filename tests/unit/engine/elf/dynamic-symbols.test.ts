import { describe, expect, it } from 'vitest';
import { dynamicSymbols, type DynamicSymbols } from '../../../../main/engine/elf/dynamic-symbols';
import { FileAddresses } from '../../../../main/engine/elf/file-addresses';
import { RawFile, type Wrong } from '../../../../main/engine/elf/raw-file';
import { SymbolTable } from '../../../../main/engine/elf/symbols';
import { buildElf, type Num } from '../../../fixtures/elf-builder';

const BASE = 0x40_0000;
const SYMBOLS = BASE + 0x100;
const NAMES = '\0first\0second\0third\0';
const STRINGS = SYMBOLS + 4 * 24;
const HASH = BASE + 0x300;
const GNU_HASH = BASE + 0x400;
const [DT_HASH, DT_STRTAB, DT_SYMTAB, DT_STRSZ, DT_SYMENT] = [4, 5, 6, 10, 11];
const [DT_RELA, DT_RELASZ, DT_RELAENT] = [7, 8, 9];
const DT_GNU_HASH = 0x6fff_fef5;

type Entry = readonly [tag: number, value: Num];
const TABLE: readonly Entry[] = [
  [DT_SYMTAB, SYMBOLS],
  [DT_STRTAB, STRINGS],
  [DT_STRSZ, NAMES.length],
  [DT_SYMENT, 24],
];

/** 32-bit words as bytes. */
function words(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

/** The null symbol and three named ones in section 7, which has no header. */
function symbols(): Uint8Array {
  const bytes = new Uint8Array(4 * 24);
  const view = new DataView(bytes.buffer);
  ['first', 'second', 'third'].forEach((name, i) => {
    const at = (i + 1) * 24;
    view.setUint32(at, NAMES.indexOf(name), true);
    view.setUint8(at + 4, 0x12);
    view.setUint16(at + 6, 7, true);
    view.setBigUint64(at + 8, BigInt(BASE + 0x800 + i * 0x10), true);
    view.setBigUint64(at + 16, 0x10n, true);
  });
  return bytes;
}

/** A file without section headers whose dynamic table has these entries. */
function fileWith(entries: readonly Entry[], bytes: readonly (readonly [at: number, Uint8Array])[] = []) {
  // The LOAD's bytes follow the headers, at an offset that is its address in the page.
  const offset = 0x1000 - BASE;
  return buildElf({
    segments: [{ vaddr: BASE, offset: 0x1000, filesz: 0x1000, flags: 'rx' }],
    dynamic: { at: BASE + 0xc00, entries },
    header: { shoff: 0, shnum: 0, shstrndx: 0 },
    patches: [
      { offset: SYMBOLS + offset, bytes: [...symbols()] },
      { offset: STRINGS + offset, bytes: [...new TextEncoder().encode(NAMES)] },
      ...bytes.map(([at, part]) => ({ offset: at + offset, bytes: [...part] })),
    ],
  });
}

function find(elf: Uint8Array): { found: DynamicSymbols[]; wrong: string[] } {
  const file = new RawFile(elf);
  const wrong: Wrong[] = [];
  const found = dynamicSymbols(file, new FileAddresses(file), () => false, wrong);
  for (const { place } of wrong) expect(place?.length).toBe(16);
  return { found, wrong: wrong.map(({ message }) => message) };
}

const SYSV: readonly [number, Uint8Array] = [HASH, words(1, 4, 1, 0, 2, 3, 0)];
/** One bucket that begins with symbol 1; the chain ends with symbol 3. */
const GNU: readonly [number, Uint8Array] = [GNU_HASH, words(1, 1, 1, 0, 0, 0, 1, 0x10, 0x20, 0x31)];

describe('the symbols that a dynamic table names', () => {
  it('are counted by the table of hashes', () => {
    const { found, wrong } = find(fileWith([...TABLE, [DT_HASH, HASH]], [SYSV]));
    const strings = { strings: 0x1000 + STRINGS - BASE, stringBytes: NAMES.length };
    expect(found).toEqual([{ at: 0x1100, count: 4, ...strings, sectionNumbers: -1 }]);
    expect(wrong).toEqual([]);
  });

  it("are counted by GNU's chains", () => {
    const { found, wrong } = find(fileWith([...TABLE, [DT_GNU_HASH, GNU_HASH]], [GNU]));
    expect(found.map(({ count }) => count)).toEqual([4]);
    expect(wrong).toEqual([]);
  });

  it('fill the room before the next table where no hashes count them', () => {
    const { found, wrong } = find(fileWith(TABLE));
    expect(found.map(({ count }) => count)).toEqual([4]);
    expect(wrong).toEqual([
      'DT_SYMTAB names symbols, but no hashes say how many: 4 are read, all that stand before the next table.',
    ]);
    // An empty table of GNU's is no fault: it need not list what is undefined.
    const empty = find(
      fileWith([...TABLE, [DT_GNU_HASH, GNU_HASH]], [[GNU_HASH, words(1, 1, 1, 0, 0, 0, 0)]]),
    );
    expect(empty.found.map(({ count }) => count)).toEqual([4]);
    expect(empty.wrong).toEqual([]);
  });

  it('are those that relocations name where nothing stands behind them', () => {
    const before = BASE + 0x80;
    const entries: Entry[] = [
      [DT_SYMTAB, SYMBOLS],
      [DT_STRTAB, before],
      [DT_RELA, BASE + 0x20],
      [DT_RELASZ, 48],
      [DT_RELAENT, 24],
    ];
    const relocations = words(0, 0, 6, 2, 0, 0, 0, 0, 8, 0, 0, 0);
    const { found, wrong } = find(fileWith(entries, [[BASE + 0x20, relocations]]));
    expect(found.map(({ count }) => count)).toEqual([3]);
    expect(wrong).toEqual([
      'DT_SYMTAB names symbols, but no hashes say how many: 3 are read, all that relocations name.',
    ]);
  });

  it.each<[string, readonly Entry[], readonly (readonly [number, Uint8Array])[], number, RegExp]>([
    [
      'links beyond the file',
      [[DT_HASH, HASH]],
      [[HASH, words(1, 0xffff_ffff)]],
      4,
      /^DT_HASH names more hashes/,
    ],
    ['hashes at the end of the LOAD', [[DT_HASH, BASE + 0xffc]], [], 4, /^DT_HASH names more hashes/],
    ['hashes in no LOAD', [[DT_HASH, 0x1234]], [], 4, /^DT_HASH names hashes at 0x1234, where no LOAD/],
    [
      'buckets beyond the file',
      [[DT_GNU_HASH, GNU_HASH]],
      [[GNU_HASH, words(0xffff_ffff, 1, 0xffff_ffff, 0)]],
      4,
      /^DT_GNU_HASH names more hashes/,
    ],
    [
      'a bucket before the first symbol',
      [[DT_GNU_HASH, GNU_HASH]],
      [[GNU_HASH, words(1, 3, 0, 0, 2, 1)]],
      4,
      /^DT_GNU_HASH lists symbol 2, although it begins with symbol 3/,
    ],
    [
      'a chain without an end',
      [[DT_GNU_HASH, GNU_HASH]],
      [[GNU_HASH, words(1, 1, 0, 0, 0xffff_fff0)]],
      4,
      /^DT_GNU_HASH has a chain that does not end/,
    ],
    [
      'more symbols than bytes',
      [[DT_HASH, HASH]],
      [[HASH, words(0, 0x200)]],
      160,
      /^DT_SYMTAB names 512 symbols, of which 160 are in the file/,
    ],
    [
      'symbols of another size',
      [
        [DT_HASH, HASH],
        [DT_SYMENT, 16],
      ],
      [SYSV],
      4,
      /^DT_SYMENT says .* 16 bytes: it has 24/,
    ],
    [
      'too many names',
      [
        [DT_HASH, HASH],
        [DT_STRSZ, 2n ** 63n],
      ],
      [SYSV],
      4,
      /^DT_STRSZ says 9223372036854775808 bytes/,
    ],
    [
      'names in no LOAD',
      [
        [DT_HASH, HASH],
        [DT_STRTAB, 8],
      ],
      [SYSV],
      4,
      /^DT_STRTAB names names at 0x8/,
    ],
  ])('are read as far as can be with %s, and it is said', (_name, entries, bytes, count, message) => {
    const { found, wrong } = find(fileWith([...TABLE, ...entries], bytes));
    expect(found.map((one) => one.count)).toEqual([count]);
    expect(wrong.some((one) => message.test(one))).toBe(true);
  });

  it('are none where no LOAD has them', () => {
    const { found, wrong } = find(fileWith([[DT_SYMTAB, 0xdead_0000n]]));
    expect(found).toEqual([]);
    expect(wrong).toEqual(['DT_SYMTAB names symbols at 0xdead0000, where no LOAD has bytes of the file.']);
    expect(find(fileWith([])).found).toEqual([]);
  });

  it('end with the table: entries behind its end name nothing', () => {
    expect(find(fileWith([[0, 0], ...TABLE])).found).toEqual([]);
  });

  it('name addresses where there is no other table', () => {
    const table = SymbolTable.read(fileWith([...TABLE, [DT_GNU_HASH, GNU_HASH]], [GNU]));
    expect(table.count).toBe(3);
    expect(table.named('second')?.address).toBe(BigInt(BASE + 0x810));
    expect(table.at(BigInt(BASE + 0x825))).toMatchObject({ symbol: { name: 'third' }, offset: 5n });
  });
});
