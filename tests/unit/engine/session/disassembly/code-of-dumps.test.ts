import { describe, expect, it } from 'vitest';
import { DumpSide } from '../../../../../main/engine/session/sides/dump-side';
import type { Workbench } from '../../../../../main/engine/session/workbench';
import type { CodeRow } from '../../../../../shared/kernel-types';
import type { DumpPlace } from '../../../../../shared/memory-types';
import { TestDumpFile } from '../../../../fixtures/dump-file';
import { buildElf } from '../../../../fixtures/elf-builder';
import { openSession, SMALL_MACHINE } from '../../../../fixtures/loaded';
import { ENTRY, TableMemory } from '../../../../fixtures/tables';
import { workbenchOf } from '../../../../fixtures/workbench';

const PAGE = 4096;
const BASE = 0x40_0000;
/** `push rbp`, `mov rbp, rsp`, a call behind itself, a jump back, and no code behind. */
const CODE = [0x55, 0x48, 0x89, 0xe5, 0xe8, 0x02, 0, 0, 0, 0xeb, 0xf5, 0xc3];

const segments = [
  { vaddr: BASE, filesz: 0x2000, flags: 'rx' },
  { vaddr: BASE + 0x4000, filesz: 0x1000, flags: 'rw' },
];
const elf = buildElf({ segments, entry: BASE, patches: [{ offset: 0x1000, bytes: CODE }] });

function bench(): Workbench {
  return workbenchOf(openSession({ elf, machine: SMALL_MACHINE }));
}

function attach(to: Workbench, bytes: Uint8Array, place: DumpPlace): number {
  const side = new DumpSide(new TestDumpFile(bytes), place);
  return to.attach(side, side.about('dump')).id;
}

/** All of physical memory at the end of the load. */
function physicalMemory(of: Workbench): Uint8Array {
  const reader = of.session.side.reader('physical', of.session.trace.opCount);
  const bytes = new Uint8Array(reader.size);
  for (const { first, count } of reader.runs(0, Infinity)) {
    reader.readPages(first, bytes.subarray(first * PAGE, (first + count) * PAGE));
  }
  return bytes;
}

const plain = ({ position, length, kind, bytes, forbidden, target }: CodeRow) => ({
  position,
  length,
  kind,
  bytes: [...bytes],
  forbidden,
  target,
});

describe('code in a dump of physical memory', () => {
  it('is that of the kernel, through the page tables in the dump', () => {
    const of = bench();
    const source = attach(of, physicalMemory(of), { space: 'physical', address: '0x0' });
    const moment = of.session.trace.opCount;
    for (const position of [0, BASE, BASE + 4, BASE + 0x1ff0, BASE + 0x3000, BASE + 0x4000, 2 ** 47]) {
      const ask = { position, before: 3, after: 8 };
      const own = of.calls['code.rows']({ ...ask, moment });
      expect(of.calls['code.rows']({ ...ask, source, moment: 0 }).map(plain)).toEqual(own.map(plain));
    }
    expect(of.calls['code.entry']({ source, moment: 0 })).toBe(BASE);
    const { text } = of.calls['code.text']({ source, moment: 0, first: BASE, length: 4, most: 10 });
    expect(text.split('\n')).toHaveLength(2);
  });

  it('is what other page tables map, as far as the dump has it', () => {
    const of = bench();
    // A page of 2 MiB of which the dump has eight frames, and one that lies behind it.
    const memory = new TableMemory(8)
      .set(0, 0, 1)
      .set(1, 0, 2)
      .set(2, 1, 0, ENTRY.present | ENTRY.huge)
      .set(2, 3, 512, ENTRY.present | ENTRY.huge);
    memory.bytes.set(CODE, 5 * PAGE);
    const source = attach(of, memory.bytes, { space: 'physical', address: '0x0' });
    const ask = { source, root: 0, moment: 0, before: 1, after: 3 };
    const rows = of.calls['code.rows']({ ...ask, position: 0x20_0000 + 5 * PAGE });
    expect(rows.map(({ length }) => length)).toEqual([2, 1, 3, 5]);
    const [, gap, ...rest] = of.calls['code.rows']({ ...ask, position: 0x20_0000 + 8 * PAGE });
    expect(rest).toEqual([]);
    expect(gap).toMatchObject({ kind: 'gap', position: 0x20_0000 + 8 * PAGE });
    expect(gap?.comment).toBe('not mapped to memory in the dump');
    const [below] = of.calls['code.rows']({ ...ask, before: 0, position: 0 });
    expect(below).toMatchObject({ kind: 'gap', position: 0, length: 0x20_0000 });
    expect(of.calls['code.entry']({ source, root: 0, moment: 0 })).toBe(0x20_0000);
  });

  it('has to be told where its page tables are', () => {
    const of = bench();
    const source = attach(of, new Uint8Array(PAGE), { space: 'physical', address: '0x0' });
    expect(() => of.calls['code.rows']({ source, moment: 0, position: 0, before: 0, after: 1 })).toThrow(
      /page tables/,
    );
  });
});

describe('code in a dump of virtual memory', () => {
  it('lies at its addresses, and ends with its last byte', () => {
    const of = bench();
    const size = PAGE + 7;
    const bytes = new Uint8Array(size).fill(0x90);
    // The last instruction lacks its end.
    bytes.set([0xe8, 0, 0], size - 3);
    const source = attach(of, bytes, { space: 'virtual', address: '0xffffffff80000000' });
    const first = 2 ** 48 - 2 ** 31;
    expect(of.calls['code.entry']({ source, moment: 0 })).toBe(first);
    const rows = of.calls['code.rows']({ source, moment: 0, position: first, before: 1, after: 2000 });
    expect(rows[0]).toMatchObject({ kind: 'gap', comment: 'not in the dump', position: 0, length: first });
    expect(rows[1]).toMatchObject({ address: '0xffffffff80000000', label: '', forbidden: '' });
    const end = of.calls['code.rows']({ source, moment: 0, position: first + size, before: 3, after: 9 });
    expect(end.map(({ position, length, kind }) => [position - first - size, length, kind])).toEqual([
      [-4, 1, 'instruction'],
      [-3, 1, 'bad'],
      [-2, 2, 'instruction'],
      [0, PAGE - 7, 'gap'],
      [PAGE - 7, 2 ** 31 - 2 * PAGE, 'gap'],
    ]);
    const within = of.calls['code.rows']({
      source,
      moment: 0,
      position: first + size + 9,
      before: 1,
      after: 1,
    });
    expect(within.map(({ position }) => position - first - size)).toEqual([-2, 0]);
  });
});
