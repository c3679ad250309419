/** The tables of kernels by real linkers against binutils' `readelf`, where that is installed. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { RelocationRow } from '../../../../../shared/kernel-types';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { linkedKernels } from '../../../../fixtures/kernels';
import { openSession, SAMPLE_ELF } from '../../../../fixtures/loaded';
import { workbenchOf } from '../../../../fixtures/workbench';

const ROOT = new URL('../../../../../', import.meta.url);
const FILES = [
  { name: 'sample-kernel', elf: SAMPLE_ELF, path: 'resources/sample-kernel/sample-kernel.elf' },
  ...linkedKernels().map(({ name, elf }) => ({ name, elf, path: `tests/fixtures/kernels/${name}.elf` })),
];
const ALL = { first: 0, count: 1000 };
const isThere = spawnSync('readelf', ['--version']).status === 0;
if (!isThere) console.warn('readelf is not installed: the kernel view is not compared with it');

function readelf(option: string, path: string): string {
  const file = fileURLToPath(new URL(path, ROOT));
  const { stdout, status } = spawnSync('readelf', ['-W', option, file], { encoding: 'utf8' });
  expect(status).toBe(0);
  return stdout;
}

/** Hexadecimal digits as the number that they are. */
const hex = (digits: string | undefined): bigint => BigInt(`0x${(digits ?? '').replace(/^0x/, '')}`);

/** What the rows of a table of readelf have, by a pattern for its lines. */
function rowsOf(text: string, pattern: RegExp): string[][] {
  return text.split('\n').flatMap((line) => {
    const match = pattern.exec(line.trim());
    return match === null ? [] : [match.slice(1).map((part) => part ?? '')];
  });
}

describe.skipIf(!isThere).each(FILES)('$name as readelf reads it', ({ elf, path }) => {
  const { calls } = workbenchOf(openSession({ elf, machine: DEFAULT_MACHINE }));
  const is64 = elf[4] === 2;

  it('has the same header', () => {
    const said = new Map(
      rowsOf(readelf('-h', path), /^([^:]+):\s+(.*)$/).map(([name, value]) => [name ?? '', value ?? '']),
    );
    const ours = new Map(calls['kernel.header']({}).map(({ name, raw, wrong }) => [name, { raw, wrong }]));
    const decimal = (name: string): bigint => BigInt(parseInt(said.get(name) ?? '', 10));
    expect(BigInt(ours.get('e_entry')?.raw ?? -1)).toBe(hex(said.get('Entry point address')));
    expect(BigInt(ours.get('e_phoff')?.raw ?? -1)).toBe(decimal('Start of program headers'));
    expect(BigInt(ours.get('e_shoff')?.raw ?? -1)).toBe(decimal('Start of section headers'));
    expect(BigInt(ours.get('e_phnum')?.raw ?? -1)).toBe(decimal('Number of program headers'));
    expect(BigInt(ours.get('e_shnum')?.raw ?? -1)).toBe(decimal('Number of section headers'));
    expect(BigInt(ours.get('e_shstrndx')?.raw ?? -1)).toBe(decimal('Section header string table index'));
  });

  it('has the same program headers, with the same sections in them', () => {
    const text = readelf('-l', path);
    const said = rowsOf(text, /^([A-Z_]+)\s+(0x\w+) (0x\w+) (0x\w+) (0x\w+) (0x\w+) ([R ][W ][E ]) (\w+)$/);
    const ours = calls['kernel.segments'](ALL);
    expect(ours).toHaveLength(said.length);
    ours.forEach((row, i) => {
      const [type, offset, virt, , fileSize, memSize, flags, align] = said[i] ?? [];
      expect(row.type).toBe(`PT_${type}`);
      expect([row.offset, row.virt, row.fileSize, row.memSize, row.align].map(BigInt)).toEqual(
        [offset, virt, fileSize, memSize, align].map(hex),
      );
      expect(row.rights.replaceAll(' ', '')).toBe(flags?.replaceAll(' ', '').replace('E', 'X'));
    });
    const mapping = rowsOf(text.split('Segment Sections...')[1] ?? '', /^(\d\d)(?:\s+(.*))?$/);
    for (const [index, names] of mapping) {
      const listed = (names ?? '').split(/\s+/).filter((name) => name !== '');
      expect(ours[Number(index)]?.sections).toEqual(listed);
    }
  });

  it('has the same section headers', () => {
    const said = rowsOf(
      readelf('-S', path),
      /^\[ ?(\d+)\] (\S*)\s+([A-Z]\S*|<\w+>)\s+(\w{8,16}) (\w+) (\w+) (\w+)\s+([A-Za-z]*)\s+(\d+)\s+(\d+)\s+(\d+)$/,
    );
    const ours = calls['kernel.sections'](ALL);
    expect(ours).toHaveLength(said.length);
    for (const [index, name, , virt, offset, size, entrySize, , link, info, align] of said) {
      const row = ours[Number(index)];
      expect(row?.name).toBe(name);
      expect([row?.virt, row?.offset, row?.size, row?.entrySize].map((n) => BigInt(n ?? -1))).toEqual(
        [virt, offset, size, entrySize].map(hex),
      );
      expect([row?.link, row?.info, Number(row?.align)]).toEqual([link, info, align].map(Number));
    }
  });

  it('has the same dynamic entries and notes', () => {
    const said = rowsOf(readelf('-d', path), /^0x(\w+) \((\w+|[^)]*)\)/);
    const ours = calls['kernel.dynamic'](ALL);
    expect(ours.slice(0, said.length).map(({ rawTag }) => BigInt(rawTag))).toEqual(
      said.map(([tag]) => hex(tag)),
    );
    // readelf stops at the first of those that end the table.
    expect(ours.slice(said.length).every(({ tag }) => tag === 'DT_NULL')).toBe(true);
    const id = rowsOf(readelf('-n', path), /^Build ID: (\w+)$/)[0]?.[0] ?? null;
    expect(calls['kernel.summary']({}).buildId).toBe(id);
  });

  it('has the same symbols', () => {
    const text = readelf('-s', path);
    const said = text
      .split(/Symbol table '/)
      .slice(1)
      .flatMap((part) => {
        const table = part.slice(0, part.indexOf("'"));
        return rowsOf(part, /^(\d+): (\w+)\s+(\w+) (\w+)\s+(\w+)\s+(\w+)\s+(\w+)\s?(.*)$/).map((row) => [
          table,
          ...row,
        ]);
      });
    const query = { text: '', types: [], sort: 'address', descending: false } as const;
    const { total } = calls['kernel.findSymbols']({ query });
    expect(total).toBe(said.length);
    const rows = calls['kernel.symbols']({ query, first: 0, count: 1000 });
    // By address; what names no address comes behind all that does.
    const isPlace = ({ section, type }: (typeof rows)[number]): boolean =>
      !['UNDEF', 'ABS', 'COMMON'].includes(section) && !/^0x/.test(section) && type !== 'TLS';
    const behind = rows.findIndex((row) => !isPlace(row));
    expect(rows.slice(behind < 0 ? rows.length : behind).some(isPlace)).toBe(false);
    const places = rows.filter(isPlace).map((row) => BigInt(row.value));
    expect(places).toEqual([...places].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
    const ours = new Map(rows.map((row) => [`${row.table} ${row.index}`, row]));
    for (const [table, index, value, size, type, bind, visibility, , name] of said) {
      const row = ours.get(`${table} ${index}`);
      expect([BigInt(row?.value ?? -1), row?.bind, row?.visibility]).toEqual([hex(value), bind, visibility]);
      // readelf's name for GNU_IFUNC.
      expect(row?.type.replace('GNU_', '')).toBe(type);
      expect(BigInt(row?.size ?? -1)).toBe(BigInt(size ?? -1));
      expect(type === 'SECTION' ? row?.shown : row?.name).toBe(name);
    }
  });

  it('has the same relocations', () => {
    const text = readelf('-r', path);
    const entry = is64
      ? /^(\w{16})\s+\w{16} (R_\w+)\s*(?:(\w{16}) .* ([+-]) (\w+)|(-?\w+))?$/
      : /^(\w{8})\s+\w{8} (R_\w+)/;
    const said = rowsOf(text, entry).map(([offset, type]) => `${hex(offset)} ${type}`);
    const query = { text: '', sort: 'index', descending: false } as const;
    const moment = 0;
    while (calls['kernel.findRelocations']({ query }).pending > 0);
    const { total, all } = calls['kernel.findRelocations']({ query });
    expect(total).toBe(all);
    const rows = calls['kernel.relocations']({ query, moment, first: 0, count: 1000 });
    const plain = (row: RelocationRow): boolean => row.table !== 'DT_RELR' && !row.table.startsWith('.relr');
    const named = (type: string): boolean => type.startsWith('R_X86_64_');
    const ours = rows
      .filter(plain)
      .filter(({ type }) => named(type))
      .map((row) => `${BigInt(row.offset)} ${row.type}`);
    expect(new Set(ours)).toEqual(new Set(said.filter((one) => named(one.split(' ')[1] ?? ''))));
    // Packed ones: readelf lists the places that they unfold to.
    const places = /(\d+) offsets/.exec(text)?.[1];
    if (places !== undefined) expect(rows.filter((row) => !plain(row))).toHaveLength(Number(places));
  });
});
