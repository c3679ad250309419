import { describe, expect, it } from 'vitest';
import { DiffRuns } from '../../../../../main/engine/session/diff/diff-runs';
import { DiffWork } from '../../../../../main/engine/session/diff/diff-work';
import { DumpSide } from '../../../../../main/engine/session/sides/dump-side';
import type { SpaceReader } from '../../../../../main/engine/session/sides/side';
import type { Workbench } from '../../../../../main/engine/session/workbench';
import { PAGE_SIZE } from '../../../../../shared/address';
import { FailureError } from '../../../../../shared/result';
import { TestDumpFile } from '../../../../fixtures/dump-file';
import { openSession, SAMPLE_ELF, SMALL_MACHINE } from '../../../../fixtures/loaded';
import { FakeSpace, type FakePage } from '../../../../fixtures/space-reader';
import { finishJobs, TEST_HOST, workbenchOf } from '../../../../fixtures/workbench';

const MEMORY = 64 * 2 ** 20;

/** A loaded kernel beside a dump of its whole memory at its last moment. */
function setUp(change: (bytes: Uint8Array) => void = () => undefined, length = MEMORY) {
  const session = openSession({ elf: SAMPLE_ELF, machine: SMALL_MACHINE });
  const bench = workbenchOf(session);
  const moment = session.trace.opCount;
  const bytes = new Uint8Array(MEMORY);
  session.memoryAt(moment).readFrames(0, bytes);
  change(bytes);
  const file = new TestDumpFile(bytes.slice(0, length));
  const side = new DumpSide(file, { space: 'physical', address: '0x0' });
  const { id } = bench.attach(side, side.about('memory.img'));
  return { bench, file, moment, dump: { source: id, moment: 0 }, bytes };
}

function compare(bench: Workbench, request: Parameters<(typeof bench.calls)['diff.start']>[0]) {
  const { job } = bench.calls['diff.start'](request);
  finishJobs(bench);
  return bench.calls['diff.state']({ job });
}

describe('diff calls', () => {
  it('find nothing between a load and an image of its memory', () => {
    const { bench, moment, dump } = setUp();
    const state = compare(bench, { left: { source: 0, moment }, right: dump, space: 'physical', shift: 0 });
    expect(state).toMatchObject({
      runs: 0,
      bytes: 0,
      unreadable: 0,
      finished: true,
      failure: null,
      cut: false,
    });
    expect(state.done).toBe(state.total);
  });

  it('give rows with what each side has, and where they lie', () => {
    const place = 2 * 2 ** 20 + 0x40;
    const { bench, moment, dump, bytes } = setUp((image) => {
      image[place] = (image[place] ?? 0) ^ 0xff;
      image.fill(0xee, 0x3000, 0x3100);
    }, MEMORY - 100);
    const left = { source: 0, moment };
    const { job, ...state } = compare(bench, { left, right: dump, space: 'physical', shift: 0 });
    expect(state).toMatchObject({ runs: 3, bytes: 0x100 + 1 + 100, onlyLeft: 100, onlyRight: 0 });
    const rows = bench.calls['diff.rows']({ job, first: 0, count: 10 });
    expect(rows.map(({ kind, length }) => [kind, length])).toEqual([
      ['changed', 0x100],
      ['changed', 1],
      ['onlyLeft', 100],
    ]);
    expect(rows[0]?.left).toMatchObject({ address: '0x3000', bytes: new Uint8Array(16), provenance: 'free' });
    expect(rows[0]?.right).toMatchObject({ bytes: new Uint8Array(16).fill(0xee), owner: 'dump' });
    expect(rows[1]?.left).toMatchObject({ position: place, provenance: 'fileReadOnly', unreadable: null });
    expect(rows[1]?.left.bytes?.[0]).toBe((bytes[place] ?? 0) ^ 0xff);
    expect(rows[2]?.right).toMatchObject({ bytes: null, unreadable: null });
    expect(bench.calls['diff.indexAt']({ job, position: place })).toBe(1);
    expect(bench.calls['diff.indexAt']({ job, position: place + 1 })).toBe(2);
    expect(bench.calls['diff.indexAt']({ job, position: MEMORY })).toBe(3);
    const edges = Float64Array.of(0, 3, 4, place / PAGE_SIZE + 1, MEMORY / PAGE_SIZE).map(Math.floor);
    expect([...bench.calls['diff.marks']({ job, edges })]).toEqual([0, 1, 1, 1]);
    const within = bench.calls['diff.within']({ job, first: 0x3050, length: place, limit: 10 });
    expect([...within]).toEqual([0x3000, 0x100, 0, place, 1, 0]);
    expect(bench.calls['diff.within']({ job, first: 0x3050, length: place, limit: 1 })).toHaveLength(3);
    expect(bench.calls['diff.within']({ job, first: 0x3100, length: 0x100, limit: 10 })).toHaveLength(0);
  });

  it('count what cannot be read apart, with the reason', () => {
    const { bench, moment, dump, file } = setUp();
    file.broken = { from: 0x5000, to: 0x6000, reason: 'EIO: i/o error, read' };
    const left = { source: 0, moment };
    const { job, ...state } = compare(bench, { left, right: dump, space: 'physical', shift: 0 });
    expect(state).toMatchObject({ runs: 1, bytes: PAGE_SIZE, unreadable: PAGE_SIZE, failure: null });
    const [row] = bench.calls['diff.rows']({ job, first: 0, count: 1 });
    expect(row).toMatchObject({ kind: 'unreadable', length: PAGE_SIZE, left: { unreadable: null } });
    expect(row?.left.bytes).toEqual(new Uint8Array(16));
    expect(row?.right.bytes).toBeNull();
    expect(row?.right.unreadable).toContain('EIO');
  });

  it('compare what lies elsewhere, shifted, also where the shift leads out of the space', () => {
    const { bench, moment, dump } = setUp();
    const left = { source: 0, moment };
    const { job } = compare(bench, { left, right: dump, space: 'physical', shift: PAGE_SIZE });
    const { runs } = bench.calls['diff.state']({ job });
    const [first] = bench.calls['diff.rows']({ job, first: 0, count: 1 });
    expect(first).toMatchObject({
      kind: 'onlyRight',
      length: PAGE_SIZE,
      left: { position: -PAGE_SIZE, address: '', bytes: null },
      right: { position: 0, address: '0x0' },
    });
    const [last] = bench.calls['diff.rows']({ job, first: runs - 1, count: 1 });
    expect(last).toMatchObject({ kind: 'onlyLeft', length: PAGE_SIZE });
  });

  it('compare two moments and two kernels in virtual memory, with symbols where there are some', () => {
    const { bench, moment } = setUp();
    const other = openSession({ elf: SAMPLE_ELF, machine: { ...SMALL_MACHINE, kernelAddress: 4 * 2 ** 20 } });
    const { id } = bench.attach(other.side, {
      kind: 'kernel',
      name: 'other',
      path: '/other.elf',
      spaces: other.side.spaces,
      lastMoment: other.side.lastMoment,
      physicalSize: '0x0',
      fileSize: 1,
      address: '0x0',
      virtualAddressOffset: '0x0',
      message: null,
    });
    const left = { source: 0, moment };
    const right = { source: id, moment: other.side.lastMoment };
    // Loaded to another physical address, but shown at the same pages with the same bytes.
    expect(compare(bench, { left, right, space: 'virtual', shift: 0 })).toMatchObject({ runs: 0 });
    const mapped = compare(bench, { left, right: { source: 0, moment: 0 }, space: 'virtual', shift: 0 });
    expect(mapped.onlyLeft).toBe(mapped.bytes);
    expect(mapped.bytes).toBeGreaterThan(PAGE_SIZE);
  });

  it('stop when they are cancelled, and know no other jobs', () => {
    const { bench, moment, dump } = setUp();
    const request = { left: { source: 0, moment }, right: dump, space: 'physical', shift: 0 } as const;
    const { job } = bench.calls['diff.start'](request);
    bench.calls['job.cancel']({ job });
    expect(bench.calls['diff.state']({ job })).toMatchObject({
      finished: true,
      failure: { code: 'job.cancelled' },
    });
    expect(() => bench.calls['diff.state']({ job: 99 })).toThrow(FailureError);
    expect(() => bench.calls['diff.start']({ ...request, space: 'virtual' })).toThrow(FailureError);
    bench.calls['sources.detach']({ source: dump.source });
    expect(() => bench.calls['diff.start'](request)).toThrow(FailureError);
  });
});

describe('DiffWork', () => {
  it('does little in one piece, also where every other byte differs', () => {
    const pages = new Map<number, FakePage>(Array.from({ length: 512 }, (_, i) => [i, i & 0xff]));
    const left = new FakeSpace(pages, 512 * PAGE_SIZE, false);
    const right: SpaceReader = {
      size: left.size,
      hasUntouched: false,
      runs: (first, end) => left.runs(first, end),
      nextFilled: (page) => left.nextFilled(page),
      lengthOf: (page) => left.lengthOf(page),
      readPages(first, out) {
        left.readPages(first, out);
        for (let i = 0; i < out.length; i += 2) out[i] = (out[i] as number) ^ 1;
      },
    };
    const side = { source: 0, moment: 0 };
    const work = new DiffWork(
      { left: side, right: { source: 1, moment: 0 }, space: 'physical', shift: 0 },
      left,
      right,
      TEST_HOST.equal,
      2_000_000,
    );
    let most = 0;
    for (let before = 0, more = true; more; before = work.runs.count) {
      more = work.piece();
      most = Math.max(most, work.runs.count - before);
    }
    expect(work.runs.count).toBe((512 * PAGE_SIZE) / 2);
    expect(most).toBeLessThan(50_000);
  });
});

describe('DiffRuns', () => {
  it('joins what goes on from the last, and keeps no more than it may', () => {
    const runs = new DiffRuns(300);
    runs.add(0, 10, 5);
    runs.add(0, 15, 1);
    runs.add(1, 16, 2);
    runs.add(3, 18, 2, { left: 'x', right: null });
    runs.add(3, 20, 2, { left: 'y', right: null });
    runs.add(3, 22, 2, { left: 'y', right: null });
    expect(runs.count).toBe(4);
    expect([0, 1, 2, 3].map((i) => [runs.first(i), runs.length(i)])).toEqual([
      [10, 6],
      [16, 2],
      [18, 2],
      [20, 4],
    ]);
    expect(runs.why(3)).toEqual({ left: 'y', right: null });
    for (let i = 0; i < 400; i++) runs.add(0, 100 + i * 2, 1);
    expect(runs.count).toBe(300);
    expect(runs.isFull).toBe(true);
    expect(runs.first(299)).toBe(100 + 295 * 2);
  });
});
