import { describe, expect, it } from 'vitest';
import { Trees } from '../../../../../main/engine/session/tables/trees';
import type { Workbench } from '../../../../../main/engine/session/workbench';
import { FailureError } from '../../../../../shared/result';
import { openSession, SAMPLE_ELF } from '../../../../fixtures/loaded';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { DumpSide } from '../../../../../main/engine/session/sides/dump-side';
import { TestDumpFile } from '../../../../fixtures/dump-file';
import { plainLeaves, smallTree } from '../../../../fixtures/tables';
import { workbenchOf } from '../../../../fixtures/workbench';

function attached(bytes: Uint8Array, address = '0x0'): { bench: Workbench; source: number } {
  const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }));
  const side = new DumpSide(new TestDumpFile(bytes), { space: 'physical', address });
  return { bench, source: bench.attach(side, side.about('dump')).id };
}

function failureOf(run: () => unknown): FailureError['failure'] {
  try {
    run();
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  throw new Error('nothing failed');
}

describe('the root of a dump', () => {
  it('is asked for, or the document’s where the dump holds it', () => {
    const { bench, source } = attached(smallTree().bytes);
    const { calls } = bench;
    expect(calls['pageTable.walk']({ source, root: 0, moment: 0, virt: '0x1234' }).phys).toBe('0x6234');
    const { code, advice } = failureOf(() => calls['pageTable.walk']({ source, moment: 0, virt: '0x0' }));
    expect(code).toBe('tables.root');
    expect(advice).toContain('CR3');
    const root = bench.load().rootFrame;
    const own = attached(smallTree().bytes, `0x${(root * 4096).toString(16)}`);
    // Its entries lead to frames that this dump does not hold.
    expect(
      failureOf(() => own.bench.calls['pageTable.walk']({ source: own.source, moment: 0, virt: '0x0' }))
        .message,
    ).toContain('is none');
  });

  it('is found in a dump of the document’s own memory, with the same tables', () => {
    const { bench } = attached(new Uint8Array(4096));
    const last = bench.session.trace.opCount;
    const root = bench.load().rootFrame;
    const first = Math.min(root, 0x1000);
    const reader = bench.reader({ source: 0, moment: last }, 'physical');
    const bytes = new Uint8Array((root + 2048 - first) * 4096);
    reader.readPages(first, bytes);
    const side = new DumpSide(new TestDumpFile(bytes), {
      space: 'physical',
      address: `0x${(first * 4096).toString(16)}`,
    });
    const source = bench.attach(side, side.about('dump')).id;
    const ofDump = Trees.of(bench).tree({ source, moment: 0 });
    const ofLoad = Trees.of(bench).tree({ moment: last });
    expect(ofDump.leaves.page).toEqual(ofLoad.leaves.page);
    expect(ofDump.leaves.frame).toEqual(ofLoad.leaves.frame);
    expect(ofDump.leaves.rights).toEqual(ofLoad.leaves.rights);
  });

  it('must lie in it, and can be read', () => {
    const { bench, source } = attached(smallTree().bytes);
    const walkFrom = (root: number) =>
      bench.calls['pageTable.walk']({ source, root, moment: 0, virt: '0x0' });
    expect(failureOf(() => walkFrom(99)).message).toContain('is not in the dump');
    const cut = attached(smallTree().bytes.subarray(0, 5000));
    expect(
      failureOf(() =>
        cut.bench.calls['pageTable.walk']({ source: cut.source, root: 1, moment: 0, virt: '0x0' }),
      ).message,
    ).toContain('cut off');
    expect(
      failureOf(() => bench.calls['pageTable.walk']({ source, root: 0, moment: 1, virt: '0x0' })).code,
    ).toBe('query.moment');
    expect(
      failureOf(() => bench.calls['pageTable.walk']({ source, root: 0, moment: 0, virt: 'xyz' })).code,
    ).toBe('query.address');
  });

  it('of a dump of virtual memory is refused', () => {
    const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }));
    const side = new DumpSide(new TestDumpFile(new Uint8Array(4096)), { space: 'virtual', address: '0x0' });
    const source = bench.attach(side, side.about('dump')).id;
    expect(failureOf(() => bench.calls['pageTable.walk']({ source, moment: 0, virt: '0x0' })).code).toBe(
      'query.space',
    );
  });

  it('is read anew when the file changes', () => {
    const memory = smallTree();
    const file = new TestDumpFile(memory.bytes);
    const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }));
    const side = new DumpSide(file, { space: 'physical', address: '0x0' });
    const source = bench.attach(side, side.about('dump')).id;
    const phys = () => bench.calls['pageTable.walk']({ source, root: 0, moment: 0, virt: '0x0' }).phys;
    expect(phys()).toBe('0x5000');
    memory.set(3, 0, 7);
    file.changes++;
    expect(phys()).toBe('0x7000');
  });
});

it('a table that cannot be read is told, with the reason, and read again at the next question', () => {
  const file = new TestDumpFile(smallTree().bytes);
  const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }));
  const side = new DumpSide(file, { space: 'physical', address: '0x0' });
  const source = bench.attach(side, side.about('dump')).id;
  const params = { source, root: 0, moment: 0 };
  const query = { filter: '', merge: 'none', sort: 'address', descending: false } as const;
  file.broken = { from: 3 * 4096, to: 4 * 4096, reason: 'the disk is gone' };
  const { verdict, entries } = bench.calls['pageTable.walk']({ ...params, virt: '0x0' });
  expect(verdict).toMatch(
    /^Not mapped: P2\[0\] points to a table at 0x3000, which cannot be read: .*the disk is gone\.$/,
  );
  expect(entries.at(-1)).toMatchObject({ kind: 'broken', pagesBelow: 0 });
  expect(bench.calls['ranges.find']({ ...params, query }).rows).toBe(2);
  expect(bench.calls['address.look']({ ...params, virt: '0x0' }).faults.read).toContain('the disk is gone');
  file.broken = null;
  expect(bench.calls['ranges.find']({ ...params, query }).rows).toBe(5);
  expect(bench.calls['pageTable.walk']({ ...params, virt: '0x0' }).phys).toBe('0x5000');
});

it('a load can be asked from any root', () => {
  const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }));
  const moment = bench.session.trace.opCount;
  const tables = [{ level: 4, virt: '0x0', merge: true }];
  const [[top] = []] = bench.calls['pageTable.children']({ tables, moment });
  const root = Number(BigInt(top!.target) / 4096n);
  // The level 3 table taken for a level 4 one: pages of the kernel are its level 1 tables.
  const view = bench.load();
  const entryOf = (table: number, index: number): bigint | null => {
    if (table >= view.frameCount) return null;
    const { low, high } = view.tables.entry(table, index, moment);
    return (BigInt(high) << 32n) | BigInt(low);
  };
  const { leaves } = Trees.of(bench).tree({ root, moment });
  const expected = plainLeaves(root, entryOf);
  expect(expected.length).toBeGreaterThan(0);
  expect([...leaves.page]).toEqual(expected.map(({ page }) => page));
  expect([...leaves.frame]).toEqual(expected.map(({ frame }) => frame));
  expect(bench.calls['pageTable.walk']({ root, moment, virt: '0x0' }).entries).toHaveLength(4);
  expect(failureOf(() => bench.calls['pageTable.walk']({ root: 2 ** 36, moment, virt: '0x0' })).code).toBe(
    'tables.root',
  );
});
