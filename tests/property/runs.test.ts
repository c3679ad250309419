/** Steps that are done in runs leave the trace and the memory that they leave one by one. */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Recorder, type Trace } from '../../main/engine/trace/recorder';
import { buildElf, type RelaSpec } from '../fixtures/elf-builder';
import { kernels, loadKernelFile, SMALL_MACHINE } from '../fixtures/loaded';
import type { Kernel, Loaded } from '../fixtures/loaded';
import { SEED } from './settings';

afterEach(() => {
  vi.restoreAllMocks();
});

/** A load in which every step is done on its own. */
function loadOneByOne(kernel: Kernel): Loaded {
  const limit = vi.spyOn(Recorder.prototype, 'runLimit', 'get').mockReturnValue(0);
  try {
    return loadKernelFile(kernel);
  } finally {
    limit.mockRestore();
  }
}

/** Everything that a trace says, in a form that is quick to compare. */
function contentOf({ ops, spans, steps, stages, log, offset }: Trace): unknown {
  const packed = (cells: Uint8Array | Uint32Array): string =>
    Buffer.from(cells.buffer, cells.byteOffset, cells.byteLength).toString('base64');
  const ends = Uint32Array.from({ length: spans.length }, (_, span) => spans.endOp(span));
  const spanColumns = [spans.kind, spans.parent, spans.firstOp, ends, spans.subject, spans.low, spans.high];
  const opColumns = [ops.kind, ops.span, ops.frame, ops.at, ops.low, ops.high];
  return {
    spans: spanColumns.map(packed),
    ops: opColumns.map(packed),
    steps: [...steps],
    stages,
    log,
    offset,
  };
}

function framesOf({ memory }: Loaded): Map<number, string> {
  const frames = new Map<number, string>();
  const out = new Uint8Array(4096);
  const end = memory.frameCount;
  for (let frame = memory.nextFilled(0); frame < end; frame = memory.nextFilled(frame + 1)) {
    memory.readFrame(frame, out);
    frames.set(frame, Buffer.from(out).toString('base64'));
  }
  return frames;
}

function expectTheSame(kernel: Kernel): Loaded {
  const together = loadKernelFile(kernel);
  const apart = loadOneByOne(kernel);
  expect(together.load.result).toEqual(apart.load.result);
  expect(contentOf(together.view.trace)).toEqual(contentOf(apart.view.trace));
  expect(framesOf(together)).toEqual(framesOf(apart));
  return together;
}

describe('runs', () => {
  it.each(kernels().map((kernel) => [kernel.name, kernel] as const))('%s', (_, kernel) => {
    expectTheSame(kernel);
  });

  const TABLE = 0x1000;
  const DATA = 0x8000;
  /** Ends within a page: the rest of it is mapped, but no relocation may go there. */
  const DATA_SIZE = 0x3a30;

  /** Mostly words that follow each other, now and then something else. */
  const relocation = fc.oneof(
    {
      weight: 800,
      arbitrary: fc.record({ kind: fc.constant('next' as const), step: fc.constantFrom(8, 16, 24) }),
    },
    {
      weight: 12,
      arbitrary: fc.record({ kind: fc.constant('jump' as const), step: fc.nat(DATA_SIZE + 16) }),
    },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('table' as const), step: fc.nat(0x3000) }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('addend' as const), step: fc.constantFrom(8) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('type' as const), step: fc.constantFrom(8) }) },
  );

  const table = fc.array(relocation, { minLength: 20, maxLength: 700, size: 'max' });

  /** Where a kernel goes, and so what its addresses are moved by: nothing, a little, a lot, a negative number. */
  const PLACES = [
    { type: 'EXEC', base: 0n, machine: SMALL_MACHINE },
    { type: 'EXEC', base: 0xffff_ffff_8000_0000n, machine: SMALL_MACHINE },
    { type: 'DYN', base: 0n, machine: SMALL_MACHINE },
    { type: 'DYN', base: 0x200_0000_1000n, machine: SMALL_MACHINE },
    {
      type: 'DYN',
      base: 0n,
      machine: { ...SMALL_MACHINE, loader: '0.11.17', mappings: { kernelBase: 0xffff_ffff_8000_0000n } },
    },
    {
      type: 'DYN',
      base: 0n,
      machine: { ...SMALL_MACHINE, loader: '0.11.17', mappings: { kernelBase: 0x1234_5000n } },
    },
  ] as const;

  const addend = fc.oneof(
    fc.bigInt({ min: 0n, max: 0xffff_ffffn }),
    fc.bigInt({ min: 0n, max: 0x7fff_ffffn }).map((low) => 0x1_ffff_ffffn - low),
    fc.bigInt({ min: 0n, max: 0xffffn }).map((low) => 0xffff_ffff_ffff_ffffn - low),
    fc.bigInt({ min: 0n, max: 0x200_0000_0000n }),
  );

  it('of relocations, whatever interrupts them', () => {
    let written = 0;
    fc.assert(
      fc.property(
        table,
        addend,
        fc.nat(DATA_SIZE),
        fc.constantFrom(0, 1, 4),
        fc.constantFrom(...PLACES),
        (entries, odd, start, shift, { type, base, machine }) => {
          let at = DATA + start;
          const specs = entries.map(({ kind, step }, i): RelaSpec => {
            at = kind === 'jump' ? DATA + step - 8 : kind === 'table' ? TABLE + step : at + step;
            return {
              offset: base + BigInt(at),
              addend: kind === 'addend' ? odd : base + BigInt(i * 16),
              type: kind === 'type' ? 7 : 8,
            };
          });
          const elf = buildElf({
            type,
            segments: [
              { vaddr: base, filesz: DATA, offset: 0 },
              { vaddr: base + BigInt(DATA), flags: 'rw', offset: DATA, filesz: DATA_SIZE },
            ],
            rela: { at: base + BigInt(TABLE + shift), entries: specs },
            dynamic: { at: base + 0x800n },
          });
          written += expectTheSame({ name: 'random', elf, machine }).view.trace.opCount;
        },
      ),
      { seed: SEED, numRuns: 400 },
    );
    expect(written).toBeGreaterThan(30_000);
  });
});
