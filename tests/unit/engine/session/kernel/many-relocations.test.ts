import { afterAll, expect, it } from 'vitest';
import type { RelocationQuery } from '../../../../../shared/kernel-types';
import { kernelWithRelocations } from '../../../../fixtures/large-kernels';
import { openSession, SMALL_MACHINE } from '../../../../fixtures/loaded';
import { workbenchOf } from '../../../../fixtures/workbench';

const COUNT = 200_000;
const bench = workbenchOf(openSession({ elf: kernelWithRelocations(COUNT), machine: SMALL_MACHINE }));
const { calls } = bench;
const moment = bench.load().trace.opCount;
const query = (text: string, sort: RelocationQuery['sort'] = 'offset', descending = false) => ({
  query: { text, sort, descending },
});

afterAll(() => {
  bench.close();
});

/** Asks until the search is over. @returns what it found */
function search(asked: { readonly query: RelocationQuery }): number {
  for (;;) {
    const { total, pending } = calls['kernel.findRelocations'](asked);
    if (pending === 0) return total;
  }
}

it('are counted before they are read', () => {
  expect(calls['kernel.summary']({}).relocations).toBe(COUNT);
});

it('are found in pieces: rows come when they are sorted, and where one is, is known at any time', () => {
  const asked = query('', 'value');
  const first = calls['kernel.findRelocations'](asked);
  const rows = () => calls['kernel.relocations']({ ...asked, moment, first: 5, count: 1 });
  if (first.pending > 0) expect([first.total, rows()]).toEqual([0, []]);
  const list = { of: 'relocations', ...asked } as const;
  expect(calls['kernel.rowOf']({ list, at: { by: 'index', index: 5 } })).toBe(5);
  expect(search(asked)).toBe(COUNT);
  expect(rows()).toMatchObject([{ index: 5, addend: '0x5', state: 'applied' }]);
});

it('are found by what they write, what they change, their number and type, in any order', () => {
  expect(search(query('0x64-0xc7'))).toBe(100);
  expect(search(query('#7'))).toBe(1);
  expect(search(query('relative'))).toBe(COUNT);
  expect(search(query('no such name'))).toBe(0);
  const [row] = calls['kernel.relocations']({ ...query('#7'), moment, first: 0, count: 1 });
  // The word, and what writes its address.
  expect(search(query(row?.loaded ?? ''))).toBe(1);
  const asked = query('0x64-0xc7', 'value', true);
  search(asked);
  const down = calls['kernel.relocations']({ ...asked, moment, first: 0, count: 2 });
  expect(down.map(({ addend }) => addend)).toEqual(['0xc7', '0xc6']);
});
