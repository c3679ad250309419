import { describe, expect, it } from 'vitest';
import { DumpSide } from '../../../../../main/engine/session/sides/dump-side';
import type { Workbench } from '../../../../../main/engine/session/workbench';
import { hex } from '../../../../../shared/address';
import { FailureError } from '../../../../../shared/result';
import type { RangeQuery } from '../../../../../shared/table-types';
import { TestDumpFile } from '../../../../fixtures/dump-file';
import { openSession, SAMPLE_ELF, SMALL_MACHINE } from '../../../../fixtures/loaded';
import { ENTRY, TableMemory } from '../../../../fixtures/tables';
import { workbenchOf } from '../../../../fixtures/workbench';

const MERGED: RangeQuery = { filter: '', merge: 'rights', sort: 'address', descending: false };

/** A document with a dump beside it. */
function withDump(
  memory: TableMemory,
  firstFrame = 0,
  bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: SMALL_MACHINE })),
): { readonly calls: Workbench['calls']; readonly source: number } {
  const file = new TestDumpFile(memory.bytes);
  const side = new DumpSide(file, { space: 'physical', address: hex(firstFrame * 4096) });
  return { calls: bench.calls, source: bench.attach(side, side.about('memory.img')).id };
}

describe('odd tables in a dump', () => {
  it('those that lie outside are no tables of it', () => {
    const { calls, source } = withDump(new TableMemory(4).set(0, 0, 1).set(0, 1, 99));
    const tree = { source, moment: 0, root: 0 };
    expect(calls['pageTable.ofFrame']({ ...tree, frame: 1 })?.level).toBe(3);
    expect(calls['pageTable.ofFrame']({ ...tree, frame: 99 })).toBeNull();
  });

  it('the last page of the lower half and the first of the upper one share no row', () => {
    const memory = new TableMemory(9).set(0, 255, 1).set(1, 511, 2).set(2, 511, 3).set(3, 511, 7);
    memory.set(0, 256, 4).set(4, 0, 5).set(5, 0, 6).set(6, 0, 8);
    const { calls, source } = withDump(memory);
    expect(calls['ranges.find']({ source, moment: 0, root: 0, query: MERGED })).toMatchObject({
      rows: 2,
      pages: 2,
    });
  });

  it('what leads nowhere is said of the gap that it leaves', () => {
    const memory = new TableMemory(9).set(0, 0, 1).set(1, 0, 2).set(2, 0, 3).set(3, 0, 8);
    memory.set(0, 1, 4).set(4, 5, 99).set(0, 2, 5).set(5, 0, 6).set(6, 0, 3);
    const { calls, source } = withDump(memory);
    const rows = calls['ranges.rows']({ source, moment: 0, root: 0, query: MERGED, first: 0, count: 9 });
    expect(rows.map(({ gapNote }) => gapNote)).toEqual(['', 'P3[5] leads nowhere']);
  });

  it('of its processor nobody knows whether ring 0 is held to flags', () => {
    const memory = new TableMemory(5).set(0, 0, 1).set(1, 0, 2).set(2, 0, 3).set(3, 0, 4, ENTRY.present);
    const { calls, source } = withDump(memory);
    const { faults } = calls['address.look']({ source, moment: 0, root: 0, virt: '0x0' });
    expect([faults.read, faults.execute]).toEqual([null, null]);
    expect(faults.write).toContain('where CR0.WP is set');
  });

  it('what breaks the rules of level 4 is not taken for the document’s table', () => {
    const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: SMALL_MACHINE }));
    const root = bench.load().rootFrame;
    const memory = new TableMemory(4).set(0, 0, root + 1);
    const good = withDump(memory, root, bench);
    const tables = [{ level: 4, virt: '0x0', merge: false }];
    expect(good.calls['pageTable.children']({ source: good.source, moment: 0, tables })[0]).toHaveLength(1);
    const bad = withDump(memory.set(0, 1, root + 2, ENTRY.present | ENTRY.huge), root, bench);
    expect(() => bad.calls['pageTable.children']({ source: bad.source, moment: 0, tables })).toThrow(
      FailureError,
    );
  });
});
