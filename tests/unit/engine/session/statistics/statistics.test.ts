import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import CRC32 from 'crc-32';
import { beforeAll, describe, expect, it } from 'vitest';
import { ByteCounts } from '../../../../../main/engine/session/statistics/byte-counts';
import { crcWithZeros } from '../../../../../main/engine/session/statistics/crc-of-zeros';
import { StatisticsWork } from '../../../../../main/engine/session/statistics/statistics-work';
import type { Workbench } from '../../../../../main/engine/session/workbench';
import { defined } from '../../../../../main/engine/base/assert';
import type { Statistics } from '../../../../../shared/memory-types';
import { openSession, SAMPLE_ELF } from '../../../../fixtures/loaded';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { FakeSpace, type FakePage } from '../../../../fixtures/space-reader';
import { finishJobs, TEST_HOST, workbenchOf } from '../../../../fixtures/workbench';

/** Statistics of bytes, worked out in the plainest way. */
function plainly(bytes: Uint8Array): Omit<Statistics, 'length' | 'missing' | 'unreadable'> {
  const histogram = Array.from({ length: 256 }, () => 0);
  let sum = 0;
  for (const byte of bytes) {
    histogram[byte] = defined(histogram[byte], 'count') + 1;
    sum += byte;
  }
  const shares = histogram.map((count) => count / bytes.length).filter((share) => share > 0);
  return {
    sum: String(sum),
    crc32: crc32(bytes).toString(16).padStart(8, '0'),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    entropy: -shares.reduce((bits, share) => bits + share * Math.log2(share), 0),
    mean: sum / bytes.length,
    histogram,
  };
}

function expectSame(found: Statistics, wanted: ReturnType<typeof plainly>): void {
  expect(found).toMatchObject({ ...wanted, entropy: expect.closeTo(wanted.entropy, 9) as number });
}

function finish(work: StatisticsWork): Statistics {
  let last = 0;
  while (work.piece()) {
    expect(work.done).toBeGreaterThanOrEqual(last);
    last = work.done;
  }
  expect(work.done).toBe(work.total);
  return defined(work.statistics, 'statistics');
}

describe('statistics of the sample kernel', () => {
  let bench: Workbench;
  beforeAll(() => {
    bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }));
  });

  it.each([
    [0, SAMPLE_ELF.length],
    [123, 1],
    [4095, 30_001],
  ])('are those of its bytes: %i, %i', (first, length) => {
    const side = { source: 0, moment: 0 };
    const { job } = bench.calls['statistics.start']({ side, space: 'file', first, length, sha256: true });
    expect(bench.calls['statistics.state']({ job })).toMatchObject({ finished: false, statistics: null });
    finishJobs(bench);
    const { statistics, ...state } = bench.calls['statistics.state']({ job });
    expect(state).toEqual({ job, done: length, total: length, finished: true, failure: null });
    expect(statistics).toMatchObject({ length, missing: 0, unreadable: '' });
    expectSame(defined(statistics, 'statistics'), plainly(SAMPLE_ELF.subarray(first, first + length)));
  });

  it('of memory are those of its bytes at a moment', () => {
    const first = DEFAULT_MACHINE.kernelAddress - 10_000;
    const length = 60_000;
    const moment = 100;
    const { job } = bench.calls['statistics.start']({
      side: { source: 0, moment },
      space: 'physical',
      first,
      length,
      sha256: true,
    });
    finishJobs(bench);
    const { bytes } = bench.calls['memory.bytes']({ space: 'physical', first, length, moment });
    expectSame(defined(bench.calls['statistics.state']({ job }).statistics, 'statistics'), plainly(bytes));
  });

  it('refuses a job of another kind', () => {
    expect(() => bench.calls['statistics.state']({ job: 999 })).toThrow('Job 999 is not there any more.');
  });
});

describe('a range with holes', () => {
  const pages = new Map<number, FakePage>([
    [0, 5],
    [1, { reason: 'the disk failed' }],
    [2, 'zero'],
    [3, { reason: 'later' }],
    [6, 77],
  ]);

  it('counts what is there, and says how much is not and why', () => {
    const reader = new FakeSpace(pages, 8 * 4096, false);
    const found = finish(new StatisticsWork(reader, 0, 7 * 4096, TEST_HOST.sha256()));
    const bytes = new Uint8Array(3 * 4096);
    for (let i = 0; i < 4096; i++) {
      bytes[i] = 5 + i;
      bytes[2 * 4096 + i] = 77 + i;
    }
    expect(found).toMatchObject({ length: 7 * 4096, missing: 4 * 4096, unreadable: 'the disk failed' });
    expectSame(found, plainly(bytes));
  });

  it('without a single byte has no mean, and the digest of nothing', () => {
    const found = finish(
      new StatisticsWork(new FakeSpace(new Map(), 4096, false), 0, 4096, TEST_HOST.sha256()),
    );
    expect(found).toMatchObject({ missing: 4096, unreadable: '', sum: '0', mean: 0, entropy: 0 });
    expect(found.sha256).toBe(createHash('sha256').digest('hex'));
    expect(found.crc32).toBe('00000000');
  });
});

describe('counts', () => {
  it('have an exact sum beyond 53 bits', () => {
    const counts = new ByteCounts();
    counts.add(Uint8Array.of(1, 255));
    counts.histogram[255] = 2 ** 48;
    expect(counts.sum).toBe(255n * 2n ** 48n + 1n);
  });

  it('of equal bytes have no entropy, of all different ones eight bits', () => {
    const counts = new ByteCounts();
    counts.add(new Uint8Array(1001).fill(7));
    expect(counts.entropy).toBe(0);
    const all = new ByteCounts();
    all.add(Uint8Array.from({ length: 256 }, (_, byte) => byte));
    expect(all.entropy).toBeCloseTo(8, 12);
  });
});

describe('many zeros', () => {
  const TIB = 2 ** 40;
  const reader = (): FakeSpace => new FakeSpace(new Map([[2 ** 28 - 1, 1]]), TIB, true);

  it('of a tebibyte are counted at once', () => {
    const work = new StatisticsWork(reader(), 1, TIB - 1, null);
    let pieces = 1;
    while (work.piece()) pieces++;
    expect(pieces).toBeLessThan(10);
    const found = defined(work.statistics, 'statistics');
    expect(found.sha256).toBe('');
    const last = Uint8Array.from({ length: 4096 }, (_, i) => i + 1);
    const tail = plainly(last);
    expect(found.histogram[0]).toBe(TIB - 1 - 4096 + defined(tail.histogram[0], 'zeros'));
    expect(found.sum).toBe(tail.sum);
    const crc = CRC32.buf(last, crcWithZeros(0, TIB - 1 - 4096)) >>> 0;
    expect(found.crc32).toBe(crc.toString(16).padStart(8, '0'));
  });

  it('are hashed one by one, behind everything else', () => {
    const length = 3 * 2 ** 20 + 5;
    const start = TIB - length;
    const work = new StatisticsWork(reader(), start, length, TEST_HOST.sha256());
    while (work.statistics === null) work.piece();
    expect(work.statistics.sha256).toBe('');
    expect(work.done).toBeLessThan(work.total);
    const found = finish(work);
    const bytes = new Uint8Array(length);
    for (let i = 0; i < 4096; i++) bytes[length - 4096 + i] = i + 1;
    expectSame(found, plainly(bytes));
  });
});

it('statistics end with words where the bytes change under way: numbers of a mixture would be those of nothing', () => {
  const space = new FakeSpace(new Map<number, FakePage>([[0, 1]]), 4096, false);
  let version = 1;
  const start = () => new StatisticsWork(space, 0, 4096, null, () => version);
  expect(finish(start())).toMatchObject({ length: 4096, missing: 0 });
  const work = start();
  work.piece();
  version = 2;
  expect(() => work.piece()).toThrow('The bytes changed while they were counted.');
});
