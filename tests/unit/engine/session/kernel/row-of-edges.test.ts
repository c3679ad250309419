import { expect, it } from 'vitest';
import { openSession, SAMPLE_ELF, SMALL_MACHINE } from '../../../../fixtures/loaded';
import { workbenchOf } from '../../../../fixtures/workbench';

const QUERY = { text: '', sort: 'offset', descending: false } as const;

it('a relocation has the 8 bytes that it changes, and not the one behind', () => {
  const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: SMALL_MACHINE }));
  const moment = bench.load().trace.opCount;
  const rows = bench.calls['kernel.relocations']({ query: QUERY, moment, first: 0, count: 1000 });
  const at = (row: number): number => Number(BigInt.asUintN(48, BigInt(rows[row]!.loaded!)));
  // One that is not followed by another at once.
  const lone = rows.findIndex((_, row) => row + 1 === rows.length || at(row + 1) > at(row) + 8);
  const rowAt = (position: number): number | null =>
    bench.calls['kernel.rowOf']({
      list: { of: 'relocations', query: QUERY },
      at: { by: 'virtual', position },
    });
  expect([rowAt(at(lone)), rowAt(at(lone) + 7), rowAt(at(lone) + 8)]).toEqual([lone, lone, null]);
  bench.close();
});

it('relocations sorted by value go up as what they write', () => {
  const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: SMALL_MACHINE }));
  const moment = bench.load().trace.opCount;
  const all = bench.calls['kernel.relocations']({ query: QUERY, moment, first: 0, count: 1000 });
  const sorted = bench.calls['kernel.relocations']({
    query: { ...QUERY, sort: 'value' },
    moment,
    first: 0,
    count: 1000,
  });
  const values = sorted.map(({ value }) => BigInt(value ?? '0x0'));
  expect(values).toEqual([...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
  expect(sorted.length).toBe(all.length);
  bench.close();
});
