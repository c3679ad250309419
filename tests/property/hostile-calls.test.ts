/** Questions with the worst parameters that may be sent: an answer or a failure in words, and soon. */
import { describe, expect, it } from 'vitest';
import { DumpSide } from '../../main/engine/session/sides/dump-side';
import type { Workbench } from '../../main/engine/session/workbench';
import { TestDumpFile } from '../fixtures/dump-file';
import { kernels, openSession, SAMPLE_ELF, SMALL_MACHINE } from '../fixtures/loaded';
import { workbenchOf } from '../fixtures/workbench';
import { HostileCalls } from '../fuzz/hostile-calls';
import { Random } from '../fuzz/random';
import { SEED } from './settings';

const CALLS = 700;
const CALLS_OF_END = 200;
/** Of the processor's time: a busy machine does not make it longer. */
const MOST_MILLISECONDS = 5000;
/** Of a dump: hundreds with hundreds of entries each. */
const TABLES = 700;

/** Failures that are no accidents: each stands for a kind of wrong parameters. */
const MUST_OCCUR = [
  'query.moment',
  'query.space',
  'source.unknown',
  'job.unknown',
  'search.regex',
  'tables.root',
];

/** A dump of physical memory that is full of page tables, which lead to each other without end. */
function fullOfTables(): TestDumpFile {
  const random = new Random(SEED, 0);
  const entries = new BigUint64Array(TABLES * 512);
  for (let i = 0; i < entries.length; i++) {
    const flags = BigInt(random.pick([0, 1, 3, 5, 7, 7, 0x83])) | (random.oneIn(3) ? 1n << 63n : 0n);
    entries[i] = random.oneIn(50) ? random.u64() : (BigInt(random.below(TABLES)) << 12n) | flags;
  }
  return new TestDumpFile(new Uint8Array(entries.buffer));
}

/** A load with a second one and three dumps beside it, one of which cannot be read everywhere. */
function benchOf(elf: Uint8Array, machine = SMALL_MACHINE): Workbench {
  const bench = workbenchOf(openSession({ elf, machine }));
  const beside = openSession({ elf: elf.slice(), machine }).side;
  const about = { kind: 'kernel', name: 'k', path: '/k', fileSize: elf.length, address: '0x0' } as const;
  bench.attach(beside, {
    ...about,
    spaces: beside.spaces,
    lastMoment: beside.lastMoment,
    physicalSize: '0x4000000',
    virtualAddressOffset: null,
    message: null,
  });
  const file = new TestDumpFile(Uint8Array.from({ length: 100_001 }, (_, i) => i));
  file.broken = { from: 12_288, to: 16_384, reason: 'EIO: i/o error, read' };
  for (const place of [
    { space: 'physical', address: '0x200000' },
    { space: 'virtual', address: '0xfffffffffff00000' },
  ] as const) {
    const side = new DumpSide(file, place);
    bench.attach(side, side.about('memory.img'));
  }
  const tables = new DumpSide(fullOfTables(), { space: 'physical', address: '0x0' });
  bench.attach(tables, tables.about('tables.img'));
  return bench;
}

/** The codes of all failures, as often as they came. */
function ask(bench: Workbench, seed: number, calls: number): Map<string, number> {
  const random = new Random(SEED, seed);
  const hostile = new HostileCalls(bench, random);
  const failures = new Map<string, number>();
  for (let i = 0; i < calls; i++) {
    const { name, params, failure, milliseconds } = hostile.ask();
    if (failure !== null) failures.set(failure, (failures.get(failure) ?? 0) + 1);
    if (milliseconds > MOST_MILLISECONDS) throw new Error(`${name} is slow: ${JSON.stringify(params)}`);
    if (random.oneIn(8)) bench.jobs.run(1);
  }
  return failures;
}

describe('hostile calls', () => {
  it('about the sample kernel, another load and dumps end in an answer or in words', () => {
    const bench = benchOf(SAMPLE_ELF);
    const failures = ask(bench, 1, CALLS);
    bench.close();
    // Parameters that are always refused would test little.
    expect([...failures.values()].reduce((sum, count) => sum + count, 0)).toBeLessThan(CALLS / 2);
    for (const code of MUST_OCCUR) {
      expect([code, failures.has(code)]).toEqual([code, true]);
    }
    expect([...failures.keys()].filter((code) => code.startsWith('engine.'))).toEqual([]);
  });

  it('about loads of every kind of end', () => {
    const ends = new Map(
      kernels()
        .filter(({ machine }) => machine.memoryMap.every(({ length }) => length <= 2 ** 28))
        .map((kernel) => [openSession(kernel).summary().status, kernel]),
    );
    expect(ends.size).toBeGreaterThan(2);
    [...ends.values()].forEach(({ elf, machine }, i) => {
      const bench = benchOf(elf, machine);
      ask(bench, 2 + i, CALLS_OF_END);
      bench.close();
    });
  });
});
