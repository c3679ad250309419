import { describe, expect, it } from 'vitest';
import { DumpSide } from '../../../../../main/engine/session/sides/dump-side';
import { LoadHome } from '../../../../../main/engine/session/structures/load-home';
import { Structures } from '../../../../../main/engine/session/structures/structures';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import type { StructureNode } from '../../../../../shared/memory-types';
import type { DumpPlace } from '../../../../../shared/memory-types';
import { TestDumpFile } from '../../../../fixtures/dump-file';
import { loadKernelFile, SAMPLE_ELF } from '../../../../fixtures/loaded';

const ADDRESS = 0x10000;
const PAGE = 4096;
const PAGES = Math.ceil(SAMPLE_ELF.length / PAGE);

function dump(bytes: Uint8Array, space: DumpPlace['space'] = 'physical') {
  const file = new TestDumpFile(bytes);
  const { calls } = new DumpSide(file, { space, address: `0x${ADDRESS.toString(16)}` });
  const found = (): StructureNode[] =>
    calls['structures.inPages']({ space, first: ADDRESS / PAGE, count: PAGES, moment: 0 });
  return { file, calls, found };
}

describe('a dump of an ELF file', () => {
  const { calls, found } = dump(SAMPLE_ELF);
  const { view } = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
  const inFile = new Structures(new LoadHome(view)).inPages('file', 0, PAGES, 0);

  it('has the structures of the file, where the dump lies', () => {
    const places = (nodes: readonly StructureNode[], shift: number): unknown[] =>
      nodes.map(({ kind, title, first, length, children }) => [kind, title, first + shift, length, children]);
    expect(found().length).toBeGreaterThan(10);
    expect(places(found(), 0)).toEqual(places(inFile, ADDRESS));
  });

  it('explains them, with links into the dump and to no address of a load', () => {
    const at = calls['structures.at']({ space: 'physical', position: ADDRESS + 0x20, moment: 0 });
    expect(at.map(({ title, value }) => [title, value])).toEqual([
      ['ELF header', ''],
      ['e_phoff', '0x40'],
    ]);
    const link = { type: 'memory', space: 'physical', page: ADDRESS / PAGE, offset: 0x40 };
    expect(at[1]?.link).toEqual(link);
    const headers = calls['structures.children']({
      ...{ space: 'physical', id: 'ph@dump', first: 0, count: 100, moment: 0 },
    });
    expect(headers).toHaveLength(9);
    expect(headers.every((one) => one.link === null)).toBe(true);
    const table = found().find(({ title }) => title === '.symtab')!;
    const [, second] = calls['structures.children']({
      ...{ space: 'physical', id: table.id, first: 0, count: 2, moment: 0 },
    });
    expect(second).toMatchObject({ kind: 'symbol', link: null });
  });

  it('is asked for its own space and moment only', () => {
    expect(() => calls['structures.at']({ space: 'file', position: 0, moment: 0 })).toThrow(/no file space/);
    expect(() => calls['structures.at']({ space: 'physical', position: 0, moment: 1 })).toThrow(/Moment 1/);
    expect(calls['structures.at']({ space: 'physical', position: 0, moment: 0 })).toEqual([]);
  });
});

describe('structures of a dump', () => {
  it('are those of the file as it is on the disk', () => {
    const { file, found } = dump(SAMPLE_ELF.slice());
    expect(found().length).toBeGreaterThan(10);
    file.bytes = new Uint8Array(SAMPLE_ELF.length);
    file.changes++;
    expect(found()).toEqual([]);
  });

  it('are none while it cannot be read, and there again when it can', () => {
    const { file, found } = dump(SAMPLE_ELF);
    file.broken = { from: 8192, to: 8193, reason: 'bad sector' };
    expect(found()).toEqual([]);
    file.broken = null;
    expect(found().length).toBeGreaterThan(10);
  });

  it('are none in virtual memory, whose bytes do not lie as in a file, nor in what is no ELF file', () => {
    expect(dump(SAMPLE_ELF, 'virtual').found()).toEqual([]);
    expect(dump(new Uint8Array(PAGE).fill(0x7f)).found()).toEqual([]);
    expect(dump(SAMPLE_ELF.slice(0, 3)).found()).toEqual([]);
    expect(dump(SAMPLE_ELF.slice(0, 20)).found()).toMatchObject([{ kind: 'elfHeader', length: 20 }]);
  });
});
