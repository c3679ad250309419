/** Symbols of files whose section headers were cut off, as binutils' `readelf -D` finds them. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FileAddresses } from '../../main/engine/elf/file-addresses';
import { RawFile } from '../../main/engine/elf/raw-file';
import { SymbolTables } from '../../main/engine/session/kernel/symbol-tables';
import { linkedKernels } from '../fixtures/kernels';
import { openSession, SAMPLE_ELF } from '../fixtures/loaded';
import { workbenchOf } from '../fixtures/workbench';
import { DEFAULT_MACHINE } from '../../shared/machine';
import { isThere, linesOf, run, withFiles } from './tools';

const READELF = isThere('readelf', 'the symbols of files without section headers');
/** Real shared objects with thousands of symbols, where the system has them. */
const LIBRARIES = ['/lib/x86_64-linux-gnu/libc.so.6', '/usr/lib/x86_64-linux-gnu/libstdc++.so.6'].filter(
  existsSync,
);
const KERNELS = [{ name: 'sample-kernel', elf: SAMPLE_ELF }, ...linkedKernels()].filter(
  ({ elf }) => elf[4] === 2,
);
const DT_GNU_HASH = 0x6fff_fef5n;
const DT_DEBUG = 21n;
const MOST = 2000;

/** A file as `sstrip` leaves it: nothing says where its section headers are. */
function withoutSections(elf: Uint8Array): Uint8Array {
  const cut = elf.slice();
  const view = new DataView(cut.buffer);
  view.setBigUint64(40, 0n, true);
  view.setUint32(60, 0, true);
  return cut;
}

/** The lines of `readelf -DsW`: number, value, size, type, binding, visibility, section, name. */
function printed(elf: Uint8Array): string[][] {
  const text = withFiles({ 'file.elf': elf }, (pathOf) => run('readelf', ['-DsW', pathOf('file.elf')]));
  return linesOf(text, /^(\d+): (\w+)\s+(\w+) (\w+)\s+(\w+)\s+(\w+)\s+(\w+)\s?(.*)$/);
}

describe.skipIf(!READELF)('symbols without section headers', () => {
  it.each(KERNELS)('of $name are those that readelf finds', ({ elf }) => {
    const cut = withoutSections(elf);
    const said = printed(cut);
    const { calls } = workbenchOf(openSession({ elf: cut, machine: DEFAULT_MACHINE }));
    const query = { text: '', types: [], sort: 'address', descending: false } as const;
    const rows = calls['kernel.symbols']({ query, first: 0, count: MOST });
    // Without an entry in its hashes readelf lists none; the first symbol is none but there all the same.
    if (said.length === 0) expect(rows.every(({ index, name }) => index === 0 && name === '')).toBe(true);
    else expect(rows).toHaveLength(said.length);
    const ours = new Map(rows.map((row) => [row.index, row]));
    for (const [index, value, size, type, bind, visibility, , name] of said) {
      const row = ours.get(Number(index));
      expect(row).toMatchObject({ table: 'DT_SYMTAB', bind, visibility, name, wrong: null });
      expect(BigInt(row?.value ?? -1)).toBe(BigInt(`0x${value}`));
      expect(BigInt(row?.size ?? -1)).toBe(BigInt(size ?? -1));
      expect(row?.type.replace('GNU_', '')).toBe(type);
    }
    expect(calls['kernel.summary']({}).wrong.filter(({ part }) => part === 'symbols')).toEqual([]);
  });

  it('are found in more than one kernel', () => {
    const many = KERNELS.filter(({ elf }) => printed(withoutSections(elf)).length > 1);
    expect(many.map(({ name }) => name)).toContain('ld-symbols');
  });

  it.each(LIBRARIES)('of %s are those that readelf finds, by hashes and without', (path) => {
    const elf = withoutSections(new Uint8Array(readFileSync(path)));
    const said = printed(elf).map(([, value, size, , , , , name]) => [
      value,
      size,
      name?.replace(/@.*$/, ''),
    ]);
    expect(said.length).toBeGreaterThan(1000);
    expect(valuesOf(elf)).toEqual(said);
    // readelf would not read it then: how many there are follows from what stands behind them.
    expect(valuesOf(withoutHashes(elf))).toEqual(said);
  });
});

/** The symbols as readelf prints them. */
function valuesOf(elf: Uint8Array): string[][] {
  const file = new RawFile(elf);
  const symbols = new SymbolTables(file, new FileAddresses(file));
  return Array.from({ length: symbols.count }, (_, id) => {
    const size = symbols.sizeOf(id);
    return [
      symbols.value(id).toString(16).padStart(16, '0'),
      size > 99_999n ? `0x${size.toString(16)}` : `${size}`,
      file.textAt(symbols.nameAt(id)) ?? '',
    ];
  });
}

/** The file with another tag in place of that of GNU's hashes. */
function withoutHashes(elf: Uint8Array): Uint8Array {
  const changed = elf.slice();
  const tag = new Uint8Array(BigUint64Array.of(DT_GNU_HASH).buffer);
  const at = Buffer.from(changed.buffer).indexOf(tag);
  new DataView(changed.buffer).setBigUint64(at, DT_DEBUG, true);
  return changed;
}
