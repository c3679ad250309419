/** A search in a load finds, at any moment and in any scope, what looking at every byte of it finds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAGE_SIZE } from '../../shared/address';
import { physicalSize } from '../../shared/machine';
import type { SearchRequest, SearchWhat } from '../../shared/memory-types';
import { PROVENANCE_NAMES } from '../../shared/provenance';
import type { MemorySpace } from '../../shared/view-types';
import { BufferMemory } from '../../main/engine/memory/buffer-memory';
import { compileSearch } from '../../main/engine/search/compile';
import { DebugSession } from '../../main/engine/session/debug-session';
import { readRange } from '../../main/engine/session/sides/read-range';
import { kernels, mappingsOf, type Kernel } from '../fixtures/loaded';
import { findBytes, foundIn, hiddenDigits } from '../fixtures/search';
import { finishJobs, workbenchOf } from '../fixtures/workbench';
import { SEED } from './settings';

/** One of so many kernels is searched: each question looks at all of memory, byte by byte. */
const EVERY = 32;

const aligns = fc.constantFrom(1, 1, 2, 8);

function sessionOf(kernel: Kernel): DebugSession {
  const { elf, machine } = kernel;
  return DebugSession.load({
    path: kernel.name,
    name: kernel.name,
    elf,
    machine,
    mappings: mappingsOf(kernel),
    warnings: [],
    memory: new BufferMemory(physicalSize(machine)),
  });
}

describe('in a load at any moment', () => {
  const small = kernels().filter(({ elf }, i) => elf.length < 2 ** 16 && i % EVERY === 0);

  it.each(small)('$name', (kernel) => {
    const session = sessionOf(kernel);
    const bench = workbenchOf(session);
    const last = session.trace.opCount;
    const spaces: readonly MemorySpace[] = ['physical', 'virtual', 'file'];
    fc.assert(
      fc.property(
        fc.oneof(fc.nat(last), fc.constantFrom(0, last)),
        fc.constantFrom(...spaces),
        fc.tuple(fc.nat(2 ** 20), fc.integer({ min: 1, max: 12 }), fc.array(fc.nat(30), { maxLength: 4 })),
        fc.record({
          align: aligns,
          onlyMapped: fc.boolean(),
          isPart: fc.boolean(),
          colours: fc.subarray([...PROVENANCE_NAMES], { maxLength: 3 }),
          isRegex: fc.boolean(),
        }),
        (moment, space, [pick, length, hidden], { isPart, isRegex, ...scope }) => {
          const stretches = stretchesOf(session, space, moment, scope.onlyMapped);
          const chosen = stretches[pick % Math.max(1, stretches.length)];
          if (chosen === undefined) return;
          const at = pick % Math.max(1, chosen.bytes.length - length);
          const piece = [...chosen.bytes.subarray(at, at + length)];
          const text = hiddenDigits(piece, hidden);
          if (!/[1-9a-f]/.test(text)) return;
          const range = isPart ? { first: chosen.first + Math.max(0, at - 5), length: 3000 } : null;
          const what: SearchWhat = isRegex
            ? {
                type: 'regex',
                source: piece.map((value) => `\\x${value.toString(16).padStart(2, '0')}`).join(''),
                ignoreCase: false,
              }
            : { type: 'bytes', pattern: text };
          const side = { source: 0, moment };
          const request: SearchRequest = { what, side, space, range, ...scope };
          const { job } = bench.calls['search.start'](request);
          finishJobs(bench);
          const { matches, failure, done, total } = bench.calls['search.state']({ job });
          expect([failure, done]).toEqual([null, total]);
          const found = [...bench.calls['search.within']({ job, first: 0, length: 2 ** 48, limit: 60_000 })];
          const expected = expectedMatches(session, request, stretches);
          expect(found.filter((_, i) => i % 2 === 0).slice(0, 30_000)).toEqual(expected.slice(0, 30_000));
          expect(matches).toBe(expected.length);
        },
      ),
      { seed: SEED, numRuns: 12, endOnFailure: true },
    );
    session.close();
  });
});

interface Stretch {
  readonly first: number;
  readonly bytes: Uint8Array;
}

/** Neighbouring bytes of a space, page by page. */
function stretchesOf(
  session: DebugSession,
  space: MemorySpace,
  moment: number,
  onlyMapped: boolean,
): Stretch[] {
  const reader = session.side.reader(space, moment);
  const mapped = new Set<number>();
  for (const { frame } of session.mappedPages(moment)) mapped.add(frame);
  const frameOf = (page: number): number | null =>
    session.side.calls['memory.pages']({ space, first: page, count: 1, moment })[0]?.frame ?? null;
  const found: { first: number; parts: Uint8Array[] }[] = [];
  for (const run of reader.runs(0, 2 ** 36)) {
    for (let page = run.first; page < run.first + run.count; page++) {
      if (onlyMapped && space !== 'virtual' && !mapped.has(frameOf(page) ?? -1)) continue;
      const [part] = readRange(reader, page * PAGE_SIZE, reader.lengthOf(page));
      if (part?.kind !== 'bytes') throw new Error('a page without bytes');
      const before = found[found.length - 1];
      const goesOn =
        before !== undefined &&
        before.first + before.parts.length * PAGE_SIZE === page * PAGE_SIZE &&
        page !== 2 ** 35;
      if (goesOn) before.parts.push(part.bytes.slice());
      else found.push({ first: page * PAGE_SIZE, parts: [part.bytes.slice()] });
    }
  }
  return found.map(({ first, parts }) => ({ first, bytes: Uint8Array.from(Buffer.concat(parts)) }));
}

function expectedMatches(
  session: DebugSession,
  request: SearchRequest,
  stretches: readonly Stretch[],
): number[] {
  const { what, range, align, space, colours } = request;
  const { moment } = request.side;
  const matcher = compileSearch(what, findBytes);
  const all = stretches.flatMap(({ first, bytes }) => {
    const from = Math.max(first, range?.first ?? 0);
    const end = Math.min(first + bytes.length, range === null ? Infinity : range.first + range.length);
    if (from >= end) return [];
    // Aligned places are those of the space.
    const padded = new Uint8Array(end - from + (from % PAGE_SIZE));
    padded.set(bytes.subarray(from - first, end - first), from % PAGE_SIZE);
    return foundIn(matcher, padded, align)
      .map(([place]) => place)
      .filter((place) => place >= from % PAGE_SIZE)
      .map((place) => from - (from % PAGE_SIZE) + place);
  });
  if (colours.length === 0) return all;
  return all.filter((position) => {
    const [page] = session.side.calls['memory.pages']({
      space,
      first: Math.floor(position / PAGE_SIZE),
      count: 1,
      moment,
    });
    const number = page?.provenance?.[position % PAGE_SIZE] ?? 0;
    return colours.includes(PROVENANCE_NAMES[number]!);
  });
}
