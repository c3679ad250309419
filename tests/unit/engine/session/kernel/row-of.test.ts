import { describe, expect, it } from 'vitest';
import type { RowList } from '../../../../../shared/kernel-types';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { buildElf } from '../../../../fixtures/elf-builder';
import { openSession, SAMPLE_ELF } from '../../../../fixtures/loaded';
import { workbenchOf } from '../../../../fixtures/workbench';

const { calls } = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }));
const ALL = { first: 0, count: 1000 };
const SYMBOLS = { text: '', types: [], sort: 'name', descending: true } as const;
const RELOCATIONS = { text: '', sort: 'value', descending: true } as const;
const LISTS = {
  symbols: { of: 'symbols', query: SYMBOLS },
  relocations: { of: 'relocations', query: RELOCATIONS },
  sections: { of: 'sections', sort: 'size', descending: true },
} satisfies Record<string, RowList>;
while (calls['kernel.findSymbols']({ query: SYMBOLS }).pending > 0);
const moment = 0;

/** The low 48 bits of an address. */
const positionOf = (address: string): number => Number(BigInt.asUintN(48, BigInt(address)));

describe('the row that a byte is about', () => {
  it('is the entry that the byte belongs to', () => {
    const lists: readonly [RowList, readonly { place: { offset: number; length: number } | null }[]][] = [
      [{ of: 'header' }, calls['kernel.header']({})],
      [{ of: 'segments' }, calls['kernel.segments'](ALL)],
      [{ of: 'dynamic' }, calls['kernel.dynamic'](ALL)],
      [LISTS.symbols, calls['kernel.symbols']({ query: SYMBOLS, ...ALL })],
      [LISTS.relocations, calls['kernel.relocations']({ query: RELOCATIONS, moment, ...ALL })],
    ];
    for (const [list, rows] of lists) {
      expect(rows.length).toBeGreaterThan(0);
      rows.forEach(({ place }, row) => {
        if (place === null) return;
        const position = place.offset + place.length - 1;
        expect(calls['kernel.rowOf']({ list, at: { by: 'file', position } })).toBe(row);
      });
    }
  });

  it('is the note that the byte belongs to', () => {
    const note = (owner: string, type: number, description: readonly number[]): Uint8Array => {
      const bytes = new Uint8Array(16 + description.length);
      new DataView(bytes.buffer).setUint32(0, 4, true);
      new DataView(bytes.buffer).setUint32(4, description.length, true);
      new DataView(bytes.buffer).setUint32(8, type, true);
      bytes.set(new TextEncoder().encode(owner), 12);
      bytes.set(description, 16);
      return bytes;
    };
    const bytes = Uint8Array.from([
      ...note('GNU', 3, [1, 2, 3, 4, 5, 6, 7, 8]),
      ...note('abc', 1, [1, 2, 3, 4]),
    ]);
    const elf = buildElf({
      segments: [{ vaddr: 0x1000, filesz: 16 }],
      sections: [{ name: '.note', type: 7, bytes }],
    });
    const { calls: noted } = workbenchOf(openSession({ elf, machine: DEFAULT_MACHINE }));
    const rows = noted['kernel.notes'](ALL);
    expect(rows.map(({ owner }) => owner)).toEqual(['GNU', 'abc']);
    rows.forEach(({ place }, row) => {
      const at = { by: 'file', position: place.offset } as const;
      expect(noted['kernel.rowOf']({ list: { of: 'notes' }, at })).toBe(row);
    });
  });

  it('is the section, the LOAD, the symbol and the relocation that a loaded byte is in', () => {
    const sections = calls['kernel.sections']({ ...ALL, sort: 'size', descending: true });
    const text = sections.findIndex(({ name }) => name === '.text');
    const at = { by: 'virtual', position: positionOf(sections[text]?.loaded ?? '') } as const;
    expect(calls['kernel.rowOf']({ list: LISTS.sections, at })).toBe(text);

    const segments = calls['kernel.segments'](ALL);
    const segment = calls['kernel.rowOf']({ list: { of: 'segments' }, at });
    expect(segments[segment ?? -1]?.sections).toContain('.text');

    const functions = calls['kernel.symbols']({ query: { ...SYMBOLS, types: ['FUNC'] }, ...ALL });
    const loaded = functions.find(({ size }) => Number(size) > 1)?.loaded ?? '';
    const inside = { by: 'virtual', position: positionOf(loaded) + 1 } as const;
    const row = calls['kernel.rowOf']({ list: LISTS.symbols, at: inside });
    const found = calls['kernel.symbols']({ query: SYMBOLS, first: row ?? -1, count: 1 });
    expect(found[0]?.loaded).toBe(loaded);

    const relocations = calls['kernel.relocations']({ query: RELOCATIONS, moment, ...ALL });
    relocations.forEach(({ loaded: changed }, index) => {
      const by = { by: 'virtual', position: positionOf(changed ?? '') + 7 } as const;
      expect(calls['kernel.rowOf']({ list: LISTS.relocations, at: by })).toBe(index);
    });
  });

  it('is none for a byte that no entry is about', () => {
    const at = { by: 'virtual', position: 0x1000 } as const;
    for (const list of [...Object.values(LISTS), { of: 'segments' } as const]) {
      expect(calls['kernel.rowOf']({ list, at })).toBe(null);
    }
  });

  it('is found by its number, where the filter lets it through', () => {
    const query = { ...RELOCATIONS, text: '#3' };
    const at = { by: 'index', index: 3 } as const;
    expect(calls['kernel.rowOf']({ list: { of: 'relocations', query }, at })).toBe(0);
    expect(calls['kernel.rowOf']({ list: { of: 'relocations', query }, at: { ...at, index: 4 } })).toBe(null);
  });
});

describe('sections in other orders', () => {
  it('are sorted by a field, both ways', () => {
    const inFile = calls['kernel.sections'](ALL);
    const bySize = calls['kernel.sections']({ ...ALL, sort: 'size' }).map(({ size }) => Number(size));
    expect(bySize).toEqual(inFile.map(({ size }) => Number(size)).sort((a, b) => a - b));
    const byName = calls['kernel.sections']({ ...ALL, sort: 'name', descending: true }).map(
      ({ name }) => name,
    );
    expect(byName).toEqual(
      inFile
        .map(({ name }) => name)
        .sort()
        .reverse(),
    );
    expect(calls['kernel.sections']({ first: 2, count: 2, sort: 'index' })).toEqual(inFile.slice(2, 4));
  });
});

describe('a range of addresses', () => {
  const section = calls['kernel.sections'](ALL).find(({ name }) => name === '.text');
  const first = BigInt(section?.loaded ?? 0);
  const last = first + BigInt(section?.size ?? 0) - 1n;
  const text = `0x${first.toString(16)}-0x${last.toString(16)}`;

  it('finds the symbols that begin in it', () => {
    const every = calls['kernel.symbols']({ query: SYMBOLS, ...ALL });
    const wanted = every.filter(({ value, section: name }) => {
      const loaded = BigInt(value) + first - BigInt(section?.virt ?? 0);
      return name !== 'UNDEF' && loaded >= first && loaded <= last;
    });
    expect(wanted.length).toBeGreaterThan(0);
    expect(calls['kernel.symbols']({ query: { ...SYMBOLS, text }, ...ALL })).toEqual(wanted);
  });

  it('finds the relocations that change an address in it, or write one', () => {
    const every = calls['kernel.relocations']({ query: RELOCATIONS, moment, ...ALL });
    const isIn = (address: string | null): boolean =>
      address !== null && BigInt(address) >= first && BigInt(address) <= last;
    const wanted = every.filter(({ loaded, value }) => isIn(loaded) || isIn(value));
    expect(wanted.length).toBeGreaterThan(0);
    expect(calls['kernel.relocations']({ query: { ...RELOCATIONS, text }, moment, ...ALL })).toEqual(wanted);
  });
});
