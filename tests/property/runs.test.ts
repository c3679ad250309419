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

/** Everything that a trace says, as plain numbers. */
function contentOf({ ops, spans, steps, stages, log, offset }: Trace): unknown {
  const columns = (table: object): unknown =>
    Object.entries(table).map(([name, cells]) => [
      name,
      typeof cells === 'number' ? cells : Buffer.from(cells as Uint8Array).toString('base64'),
    ]);
  const wide = (cells: Uint32Array): Uint8Array =>
    new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength);
  const bytes = (table: Readonly<Record<string, number | Uint8Array | Uint32Array>>): object =>
    Object.fromEntries(
      Object.entries(table).map(([name, cells]) => [
        name,
        cells instanceof Uint32Array ? wide(cells) : cells,
      ]),
    );
  const tables = [ops, spans].map((table) => columns(bytes({ ...table })));
  return { tables, steps: [...steps], stages, log, offset };
}

function framesOf({ memory }: Loaded): Map<number, string> {
  const frames = new Map<number, string>();
  const out = new Uint8Array(4096);
  for (let frame = 0; frame < memory.frameCount; frame++) {
    if (!memory.isTouched(frame)) continue;
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
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('addend' as const), step: fc.constantFrom(8) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('type' as const), step: fc.constantFrom(8) }) },
  );

  const table = fc.array(relocation, { minLength: 20, maxLength: 700, size: 'max' });

  it('of relocations, whatever interrupts them', () => {
    let written = 0;
    fc.assert(
      fc.property(
        table,
        fc.nat(DATA_SIZE),
        fc.constantFrom(0, 1, 4),
        fc.boolean(),
        fc.boolean(),
        (entries, start, shift, pie, high) => {
          const base = high && !pie ? 0xffff_ffff_8000_0000n : 0n;
          let at = DATA + start;
          const specs = entries.map(({ kind, step }, i): RelaSpec => {
            at = kind === 'jump' ? DATA + step - 8 : kind === 'table' ? TABLE + step : at + step;
            return {
              offset: base + BigInt(at),
              addend: kind === 'addend' ? -1n : BigInt(i) << 20n,
              type: kind === 'type' ? 7 : 8,
            };
          });
          const elf = buildElf({
            type: pie ? 'DYN' : 'EXEC',
            segments: [
              { vaddr: base, filesz: DATA, offset: 0 },
              { vaddr: base + BigInt(DATA), flags: 'rw', offset: DATA, filesz: DATA_SIZE },
            ],
            rela: { at: base + BigInt(TABLE + shift), entries: specs },
            dynamic: { at: base + 0x800n },
          });
          written += expectTheSame({ name: 'random', elf, machine: SMALL_MACHINE }).view.trace.opCount;
        },
      ),
      { seed: SEED, numRuns: 300 },
    );
    expect(written).toBeGreaterThan(30_000);
  });
});
