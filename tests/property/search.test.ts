/** The search finds what looking at every place finds: on random sparse memories, and in loads at any moment. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_SIZE } from '../../shared/address';
import { BackingFile } from '../../main/engine/memory/backing-file';
import { BufferMemory } from '../../main/engine/memory/buffer-memory';
import type { PhysicalMemory } from '../../main/engine/memory/physical-memory';
import type { BytePattern } from '../../main/engine/search/pattern';
import { parsePattern } from '../../main/engine/search/pattern';
import { searchRuns } from '../../main/engine/search/search';
import { SEARCH_SPACES, searchedRuns } from '../../main/engine/search/spaces';
import { memoryAt } from '../../main/engine/trace/memory-at';
import type { PageRun } from '../../main/engine/trace/tables-at';
import { kernels, loadKernelFile } from '../fixtures/loaded';
import type { Loaded } from '../fixtures/loaded';
import { findBytes, placesOf } from '../fixtures/search';
import { SEED } from './settings';

const FRAMES = 640;
const UPPER_HALF = 2 ** 35;
const SOME_PATTERN = 'a5 ?? 5?';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-property-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Bytes that come often, so that short patterns have matches. */
const byte = fc.oneof(fc.constantFrom(0, 0, 0, 1, 0xff, 0x80), fc.nat(255));

/** A pattern as text: digits of which some are wildcards. */
function textOf(bytes: readonly number[], hidden: readonly number[]): string {
  const digits = [...Buffer.from(bytes).toString('hex')];
  hidden.forEach((at) => (digits[at % digits.length] = '?'));
  return digits.join('');
}

const pattern = fc
  .tuple(fc.array(byte, { minLength: 1, maxLength: 12 }), fc.array(fc.nat(30), { maxLength: 6 }))
  .map(([bytes, hidden]) => textOf(bytes, hidden))
  .filter((text) => /[^?]/.test(text));

/** Runs of pages that show what they like, ascending by page. */
const pages = fc
  .array(fc.record({ gap: fc.nat(2), frame: fc.nat(FRAMES - 1), count: fc.integer({ min: 1, max: 40 }) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((parts) => {
    let page = 0;
    return parts.map(({ gap, frame, count }): PageRun => {
      const run = { page: page + gap, frame, count: Math.min(count, FRAMES - frame) };
      page = run.page + run.count;
      return run;
    });
  });

const actions = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('load'),
      at: fc.nat(FRAMES * PAGE_SIZE - 9000),
      bytes: fc.array(byte, { minLength: 1, maxLength: 60, size: 'max' }),
      times: fc.constantFrom(1, 1, 150),
    }),
    fc.record({
      kind: fc.constant('zero'),
      at: fc.nat(FRAMES - 1),
      bytes: fc.constant([]),
      times: fc.constant(1),
    }),
  ),
  { maxLength: 30, size: 'max' },
);

/** Every match, by looking at each place of each stretch of neighbouring pages. */
function naive(
  wanted: BytePattern,
  runs: readonly PageRun[],
  read: (frame: number, out: Uint8Array) => void,
): number[] {
  const stretches: { page: number; frames: number[] }[] = [];
  for (const { page, frame, count } of runs) {
    for (let i = 0; i < count; i++) {
      const last = stretches[stretches.length - 1];
      const goesOn =
        last !== undefined && last.page + last.frames.length === page + i && page + i !== UPPER_HALF;
      if (goesOn) last.frames.push(frame + i);
      else stretches.push({ page: page + i, frames: [frame + i] });
    }
  }
  return stretches.flatMap(({ page, frames }) => {
    const bytes = new Uint8Array(frames.length * PAGE_SIZE);
    frames.forEach((frame, i) => read(frame, bytes.subarray(i * PAGE_SIZE, (i + 1) * PAGE_SIZE)));
    return placesOf(wanted, bytes).map((start) => page * PAGE_SIZE + start);
  });
}

function found(
  text: string,
  memory: Parameters<typeof searchRuns>[0]['memory'],
  runs: readonly PageRun[],
  align = 1,
): number[] {
  const places: number[] = [];
  const onMatch = (page: number, offset: number): boolean => places.push(page * PAGE_SIZE + offset) > 0;
  expect(searchRuns({ pattern: parsePattern(text), memory, runs, align, find: findBytes, onMatch })).toBe(
    true,
  );
  return places;
}

it('in random sparse memories', () => {
  let run = 0;
  fc.assert(
    fc.property(actions, pages, pattern, fc.constantFrom(1, 1, 8), (writes, runs, text, align) => {
      const file = BackingFile.create({
        path: join(folder, `image-${run++}`),
        size: FRAMES * PAGE_SIZE,
        cacheBytes: 0,
      });
      try {
        const memories: PhysicalMemory[] = [file, new BufferMemory(FRAMES * PAGE_SIZE)];
        for (const memory of memories) {
          memory.adopt(64 * PAGE_SIZE, new Uint8Array(20 * PAGE_SIZE + 100).fill(0x80));
          for (const { kind, at, bytes, times } of writes) {
            if (kind === 'zero') memory.zeroFrame(at);
            else
              memory.load(
                at,
                Uint8Array.from({ length: bytes.length * times }, (_, i) => bytes[i % bytes.length]!),
              );
          }
        }
        const read = (frame: number, out: Uint8Array): void => memories[1]!.readFrame(frame, out);
        const expected = naive(parsePattern(text), runs, read).filter((place) => place % align === 0);
        for (const memory of memories) expect(found(text, memory, runs, align)).toEqual(expected);
      } finally {
        file.close();
      }
    }),
    { seed: SEED, numRuns: 150, endOnFailure: true },
  );
});

describe('in a load at any moment', () => {
  const small = kernels().filter(({ elf }) => elf.length < 2 ** 16);

  it.each(small)('$name', (kernel) => {
    const loaded = loadKernelFile(kernel);
    const last = loaded.view.trace.opCount;
    fc.assert(
      fc.property(
        fc.oneof(fc.nat(last), fc.constantFrom(0, last)),
        fc.constantFrom(...SEARCH_SPACES),
        fc.tuple(fc.nat(2 ** 20), fc.nat(PAGE_SIZE - 16), fc.integer({ min: 1, max: 16 })),
        fc.array(fc.nat(30), { maxLength: 6 }),
        (moment, space, [pick, offset, length], hidden) => {
          const { view, memory } = loaded;
          const runs = searchedRuns(view, space, moment);
          const text = patternFrom(loaded, runs, moment, { pick, offset, length }, hidden);
          const read = (frame: number, out: Uint8Array): void => view.image.frameAt(frame, moment, out);
          expect(found(text, memoryAt(view, memory, moment), runs)).toEqual(
            naive(parsePattern(text), runs, read),
          );
        },
      ),
      { seed: SEED, numRuns: 12, endOnFailure: true },
    );
  });
});

/** A pattern that stands somewhere in the runs; another where that would match in too many places. */
function patternFrom(
  { view }: Loaded,
  runs: readonly PageRun[],
  moment: number,
  place: { readonly pick: number; readonly offset: number; readonly length: number },
  hidden: readonly number[],
): string {
  const run = runs[place.pick % Math.max(1, runs.length)];
  if (run === undefined) return SOME_PATTERN;
  const bytes = new Uint8Array(PAGE_SIZE);
  view.image.frameAt(run.frame + (place.pick % run.count), moment, bytes);
  const piece = bytes.subarray(place.offset, place.offset + place.length);
  const text = textOf([...piece], hidden);
  return /[1-9a-f]/.test(text) ? text : SOME_PATTERN;
}
