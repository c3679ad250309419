/** Damaged kernels: a load always ends, in one of the defined ways, within the machine's memory. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Machine, Mapping } from '../../shared/machine';
import { buildElf } from '../fixtures/elf-builder';
import type { ElfSpec } from '../fixtures/elf-builder';
import { kernels, openSession } from '../fixtures/loaded';
import { SEED } from './settings';

const MIB = 2 ** 20;
/** Every frame of this machine is used up by a few tens of thousands of ops. */
const MOST_OPS = 100_000;
const MOST_BYTES = 512 * 1024;

const originals = kernels()
  .map(({ elf }) => elf)
  .filter((elf) => elf.length > 0x1010 && elf.length <= MOST_BYTES);

/** Numbers that are the border of something. */
const value = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(0n, 1n, 7n, 8n, 0xfffn, 0x1000n, 0x5000n, 2n ** 32n, 2n ** 47n, 2n ** 48n, 2n ** 63n),
  fc.integer({ min: 1, max: 0x3000 }).map((distance) => 2n ** 64n - BigInt(distance)),
);

interface Change {
  /** Where in the file, as a part of the region that is damaged. */
  readonly place: number;
  /** Headers and program headers, or anywhere. */
  readonly inHeaders: boolean;
  readonly width: 1 | 2 | 4 | 8;
  readonly value: bigint;
}

const place = fc.double({ min: 0, max: 0.999, noNaN: true });
const change: fc.Arbitrary<Change> = fc.oneof(
  // Whole fields of the program headers, or a relocation that moves.
  { weight: 3, arbitrary: fc.record({ place, inHeaders: fc.constant(true), width: fc.constant(8), value }) },
  {
    weight: 3,
    arbitrary: fc.record({ place, inHeaders: fc.constant(false), width: fc.constantFrom(1, 8), value }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ place, inHeaders: fc.constant(true), width: fc.constantFrom(1, 2, 4), value }),
  },
);

function damage(original: Uint8Array, changes: readonly Change[], keep: number): Uint8Array {
  const elf = original.slice();
  const view = new DataView(elf.buffer);
  for (const { place, inHeaders, width, value: number } of changes) {
    const [first, end] = inHeaders ? [0x20, Math.min(elf.length - 8, 0x160)] : [0x1000, elf.length - 8];
    const at = Math.floor((first + place * (end - first)) / width) * width;
    for (let i = 0; i < width; i++) view.setUint8(at + i, Number((number >> BigInt(8 * i)) & 0xffn));
  }
  return elf.slice(0, Math.floor(elf.length * keep));
}

const mapping: fc.Arbitrary<Mapping> = fc.oneof(fc.constant('dynamic' as const), value);
const machine: fc.Arbitrary<Machine> = fc
  .record({ overflowChecks: fc.boolean(), mapping: fc.option(mapping, { nil: null }) })
  .map(({ overflowChecks, mapping: stack }) => ({
    memoryMap: [
      { start: MIB, length: 3 * MIB, kind: 'usable' },
      { start: 8 * MIB, length: 4 * MIB, kind: 'usable' },
    ],
    kernelAddress: 2 * MIB,
    overflowChecks,
    ...(stack !== null && { mappings: { kernelStack: stack } }),
  }));

/** Asks everything about a load, and says how it ended. */
function questioned(elf: Uint8Array, on: Machine): string {
  const session = openSession({ elf, machine: on });
  try {
    const summary = session.summary();
    expect(summary.message === null).toBe(summary.status === 'ok');
    expect(summary.explanation === null).toBe(summary.status === 'ok');
    const last = summary.opCount;
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThan(MOST_OPS);
    for (const moment of [0, Math.floor(last / 2), last]) {
      session.calls['time.where']({ moment });
      session.calls['inspect.moment']({ moment });
      for (const space of ['physical', 'virtual', 'file'] as const) {
        const [range] = session.calls['memory.ranges']({ space, moment });
        if (range) session.calls['memory.pages']({ space, first: range.first, count: 2, moment });
      }
    }
    const out = [new Uint8Array(4096), new Uint8Array(4096)] as const;
    for (const frame of session.touchedFrames(last)) {
      session.frameAt(frame, last, out[0]);
      session.memory.readFrame(frame, out[1]);
      if (Buffer.compare(...out) !== 0) throw new Error(`frame ${frame} is not what the trace says`);
    }
    return summary.status;
  } finally {
    session.close();
  }
}

/** Damage that changes nothing, or that always ends alike, would test little. */
function expectVariety(statuses: readonly string[]): void {
  const count = (status: string): number => statuses.filter((s) => s === status).length;
  for (const status of ['ok', 'error', 'panic']) {
    expect([status, count(status) > statuses.length / 20]).toEqual([status, true]);
  }
}

it('a damaged kernel has a result, and every question about it an answer', () => {
  const statuses: string[] = [];
  const keep = fc.oneof(
    { weight: 15, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  );
  fc.assert(
    fc.property(
      fc.nat(originals.length - 1),
      fc.array(change, { minLength: 1, maxLength: 3 }),
      keep,
      machine,
      (pick, changes, kept, on) => {
        statuses.push(questioned(damage(originals[pick]!, changes, kept), on));
      },
    ),
    { seed: SEED, numRuns: 800 },
  );
  expectVariety(statuses);
});

/** Kernels put together at random from parts that mostly fit. */
const assembled: fc.Arbitrary<ElfSpec> = fc.record({
  type: fc.constantFrom('EXEC' as const, 'DYN' as const),
  segments: fc
    .array(
      fc.record({
        type: fc.oneof(
          { weight: 8, arbitrary: fc.constant('LOAD' as const) },
          { weight: 1, arbitrary: fc.constantFrom('TLS' as const, 'GNU_RELRO' as const, 'NOTE' as const) },
        ),
        vaddr: fc
          .tuple(fc.constantFrom(0, 0x200000, 2 ** 39), fc.nat(12), fc.constantFrom(0, 0, 0x80, 0xff8))
          .map(([base, page, offset]) => base + page * 0x4000 + offset),
        flags: fc.constantFrom('r', 'rx', 'rw'),
        filesz: fc.nat(0x2800),
        extra: fc.oneof(fc.constant(0), fc.nat(0x5000)),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((segments) => [
      { vaddr: 0x100000, flags: 'rw', filesz: 0x3000 },
      ...segments.map(({ extra, ...segment }) => ({ ...segment, memsz: segment.filesz + extra })),
    ]),
  rela: fc.record({
    at: fc.constant(0x100000),
    entries: fc.array(
      fc.record({ offset: fc.nat(0x2fff).map((at) => 0x100000 + at), addend: fc.nat(0xffff_ffff) }),
      { maxLength: 12 },
    ),
  }),
  dynamic: fc.constant({ at: 0x102800 }),
});

it('a kernel put together at random does, too', () => {
  const statuses: string[] = [];
  fc.assert(
    fc.property(assembled, machine, (spec, on) => {
      statuses.push(questioned(buildElf(spec), on));
    }),
    { seed: SEED, numRuns: 400 },
  );
  expectVariety(statuses);
});
