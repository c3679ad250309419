import { describe, expect, it } from 'vitest';
import { SymbolTable, type KernelSymbol } from '../../../../main/engine/elf/symbols';
import { buildElf } from '../../../fixtures/elf-builder';
import { SAMPLE_ELF } from '../../../fixtures/loaded';

const FUNCTION = 2;
const SECTION = 3;
const SYMTAB = 2;
const DYNSYM = 11;

interface Symbol {
  readonly name: string;
  readonly address: number;
  readonly size?: number;
  readonly type?: number;
  readonly section?: number;
}

/** A file with a symbol table of the given type, its names in the section before it. */
function withSymbols(symbols: readonly Symbol[], type = SYMTAB): Uint8Array {
  let strings = '\0';
  const table = new Uint8Array(symbols.length * 24);
  const view = new DataView(table.buffer);
  symbols.forEach(({ name, address, size = 0, type: kind = FUNCTION, section = 1 }, i) => {
    view.setUint32(i * 24, strings.length, true);
    view.setUint8(i * 24 + 4, kind);
    view.setUint16(i * 24 + 6, section, true);
    view.setBigUint64(i * 24 + 8, BigInt(address), true);
    view.setBigUint64(i * 24 + 16, BigInt(size), true);
    strings += `${name}\0`;
  });
  const elf = buildElf({
    segments: [{ vaddr: 0x1000, filesz: 0x10 }],
    sections: [
      { name: '.strtab', bytes: new TextEncoder().encode(strings), type: 3 },
      { name: '.symtab', bytes: table, type },
    ],
  });
  // sh_link of the symbol table: section 1, its names.
  const sections = Number(new DataView(elf.buffer).getBigUint64(40, true));
  new DataView(elf.buffer).setUint32(sections + 2 * 64 + 40, 1, true);
  return elf;
}

const symbolsOf = (table: SymbolTable): KernelSymbol[] =>
  Array.from({ length: table.count }, (_, index) => table.symbol(index));
const names = (table: SymbolTable): string[] => symbolsOf(table).map(({ name }) => name);

describe('SymbolTable', () => {
  const table = SymbolTable.read(
    withSymbols([
      { name: 'second', address: 0x2000, size: 0x20 },
      { name: 'first', address: 0x1000 },
      { name: 'external', address: 0, section: 0 },
      { name: '.text', address: 0x1000, type: SECTION },
      { name: '', address: 0x3000 },
      { name: 'µ::größe', address: 0x4000, size: 8 },
      // Numbers, not addresses: an absolute symbol, and one that has no place yet.
      { name: 'a_size', address: 0x2010, section: 0xfff1 },
      { name: 'common', address: 8, section: 0xfff2 },
    ]),
  );

  it('has what is defined and named, by address', () => {
    expect(names(table)).toEqual(['first', 'second', 'µ::größe']);
  });

  it('has names that can be shown, whatever the file calls them', () => {
    const strange = [
      { name: 'two\nlines', address: 0x2000 },
      { name: '\ufeff\u202eevil', address: 0x3000 },
    ];
    const found = SymbolTable.read(withSymbols(strange));
    expect(names(found)).toEqual(['two\\u{a}lines', '\\u{feff}\\u{202e}evil']);
    expect(found.named('two\\u{a}lines')?.address).toBe(0x2000n);
  });

  it('finds the symbol that an address lies in', () => {
    const at = (address: bigint): string | null => {
      const found = table.at(address);
      return found && `${found.symbol.name}+${found.offset}`;
    };
    expect([0x2000n, 0x201fn, 0x4007n].map(at)).toEqual(['second+0', 'second+31', 'µ::größe+7']);
    expect([0xfffn, 0x2020n, 0x4008n].map(at)).toEqual([null, null, null]);
    // A symbol without a size reaches a page.
    expect([0x1000n, 0x1fffn].map(at)).toEqual(['first+0', 'first+4095']);
  });

  it('finds by name, whole or in part, case aside', () => {
    expect(table.named('second')?.address).toBe(0x2000n);
    expect(table.named('secon')).toBeNull();
    expect(table.search('S', 10).map(({ name }) => name)).toEqual(['second', 'first']);
    expect(table.search('S', 1)).toHaveLength(1);
  });

  it('finds the last of several by address, whole names only, however they are shown', () => {
    const long = 'n'.repeat(1100);
    const found = SymbolTable.read(
      withSymbols([
        { name: 'twice', address: 0x3000 },
        { name: 'twice', address: 0x1000 },
        { name: 'twice_more', address: 0x5000 },
        { name: 'not_twice', address: 0x6000 },
        { name: 'a\\b', address: 0x8000 },
        { name: long, address: 0x9000 },
        { name: 'größe', address: 0x7000 },
      ]),
    );
    const places = ['twice', 'twic', 'größe', 'a\\b', '', long, long.slice(0, 1024)].map(
      (name) => found.named(name)?.address,
    );
    expect(places).toEqual([0x3000n, undefined, 0x7000n, 0x8000n, undefined, undefined, 0x9000n]);
    // Asked again, as expressions do.
    expect(found.named('twice')?.address).toBe(0x3000n);
    expect(found.named('twic')).toBeNull();
  });

  it('reads the dynamic table where there is no other', () => {
    expect(names(SymbolTable.read(withSymbols([{ name: 'exported', address: 1 }], DYNSYM)))).toEqual([
      'exported',
    ]);
  });

  it('knows the sample kernel', () => {
    expect(SymbolTable.read(SAMPLE_ELF).count).toBeGreaterThan(5);
  });

  it('finds the same symbol by the halves of an address', () => {
    for (const one of [table, SymbolTable.read(SAMPLE_ELF)]) {
      const near = symbolsOf(one).flatMap(({ address, size }) => [
        address - 1n,
        address,
        address + 1n,
        address + size,
      ]);
      for (const address of [...near, 0n, 2n ** 64n - 1n, 2n ** 32n]) {
        const [low, high] = [Number(BigInt.asUintN(32, address)), Number(BigInt.asUintN(64, address) >> 32n)];
        const found = one.at(BigInt.asUintN(64, address));
        const index = one.indexAt(low, high);
        expect(index < 0 ? null : one.symbol(index)).toEqual(found?.symbol ?? null);
        if (found !== null) expect(one.distance(index, low, high)).toBe(Number(found.offset));
      }
    }
  });
});

it('cuts names that no linker writes, so that many of them cost little', () => {
  const name = 'x'.repeat(200_000);
  const elf = withSymbols(
    Array.from({ length: 5000 }, (_, i) => ({ name: i === 0 ? name : '', address: i })),
  );
  // Every symbol has the name of the first, from its own byte on.
  const view = new DataView(elf.buffer);
  const table = Number(view.getBigUint64(40, true)) + 2 * 64;
  const symbols = Number(view.getBigUint64(table + 24, true));
  for (let i = 0; i < 5000; i++) view.setUint32(symbols + i * 24, 1 + i, true);
  const started = performance.now();
  const found = symbolsOf(SymbolTable.read(elf));
  expect(performance.now() - started).toBeLessThan(1000);
  expect(found).toHaveLength(5000);
  expect(new Set(found.map((symbol) => symbol.name.length))).toEqual(new Set([1024]));
});

describe('a broken table has no symbols, and is no error', () => {
  const whole = withSymbols([
    { name: 'a', address: 1 },
    { name: 'b', address: 2 },
  ]);

  it.each([
    ['an empty file', new Uint8Array(0)],
    ['no ELF file', new Uint8Array(100).fill(0x41)],
    ['a 32-bit file', buildElf({ class: 32, segments: [{ vaddr: 0x1000, filesz: 0x10 }] })],
    ['no sections', buildElf({})],
  ])('%s', (_, elf) => {
    expect(SymbolTable.read(elf).count).toBe(0);
  });

  it('wherever the file is cut', () => {
    for (let length = 0; length < whole.length; length += 7) {
      expect(SymbolTable.read(whole.slice(0, length)).count).toBeLessThanOrEqual(2);
    }
  });

  it('whatever one byte of its headers is', () => {
    const sections = Number(new DataView(whole.buffer).getBigUint64(40, true));
    const places = [
      ...Array.from({ length: 64 }, (_, i) => i),
      ...Array.from({ length: 192 }, (_, i) => i + sections),
    ];
    for (const place of places) {
      for (const value of [0x00, 0x7f, 0xff]) {
        const broken = whole.slice();
        broken[place] = value;
        expect(SymbolTable.read(broken).count).toBeLessThanOrEqual(whole.length / 24);
      }
    }
  });
});
