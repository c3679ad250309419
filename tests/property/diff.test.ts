/** Differences of two sides against a comparison byte by byte. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAGE_SIZE } from '../../shared/address';
import { DIFF_KINDS, type DiffRequest } from '../../shared/memory-types';
import { FailureError } from '../../shared/result';
import type { MemorySpace } from '../../shared/view-types';
import { DiffWork } from '../../main/engine/session/diff/diff-work';
import { DumpSide } from '../../main/engine/session/sides/dump-side';
import type { PageSpan, SpaceReader } from '../../main/engine/session/sides/side';
import { TestDumpFile } from '../fixtures/dump-file';
import { kernels, openSession } from '../fixtures/loaded';
import { TEST_HOST, workbenchOf } from '../fixtures/workbench';
import { SEED } from './settings';

const LEFT = { source: 0, moment: 0 };
const RIGHT = { source: 1, moment: 0 };

/** A few pages: absent, zero, filled or unreadable. */
type Kind = 'absent' | 'zero' | 'filled' | 'broken';

class FewPages implements SpaceReader {
  readonly size: number;

  constructor(
    readonly kinds: readonly Kind[],
    readonly content: (position: number) => number,
    readonly hasUntouched: boolean,
    readonly lastLength: number,
  ) {
    this.size = kinds.length === 0 ? 0 : (kinds.length - 1) * PAGE_SIZE + lastLength;
  }

  *runs(first: number, end: number): Generator<PageSpan> {
    for (let page = first; page < Math.min(end, this.kinds.length); page++) {
      if (this.kinds[page] !== 'absent') yield { first: page, count: 1 };
    }
  }

  nextFilled(page: number): number {
    for (let at = page; at < this.kinds.length; at++) {
      if (this.kinds[at] === 'filled' || this.kinds[at] === 'broken') return at;
    }
    return Infinity;
  }

  lengthOf(page: number): number {
    return page === this.kinds.length - 1 ? this.lastLength : PAGE_SIZE;
  }

  readPages(first: number, out: Uint8Array): void {
    for (let i = 0; i < out.length / PAGE_SIZE; i++) {
      if (this.kinds[first + i] === 'broken') throw new FailureError('memory.unreadable', 'broken');
    }
    for (let i = 0; i < out.length; i++) out[i] = this.byte(first * PAGE_SIZE + i) ?? 0;
  }

  /** -1: unreadable, `null`: not there. */
  byte(position: number): number | null {
    if (position < 0 || position >= this.size) return null;
    const kind = this.kinds[Math.floor(position / PAGE_SIZE)];
    if (kind === 'absent') return this.hasUntouched ? 0 : null;
    if (kind === 'broken') return -1;
    return kind === 'zero' ? 0 : this.content(position);
  }
}

interface Run {
  readonly kind: string;
  readonly first: number;
  length: number;
}

/** Every byte looked at. */
function naive(left: FewPages, right: FewPages, shift: number): Run[] {
  const runs: Run[] = [];
  const from = Math.min(0, 0 - shift);
  const to = Math.max(left.size, right.size - shift);
  for (let at = from; at < to; at++) {
    const kind = kindOf(left.byte(at), right.byte(at + shift));
    const last = runs[runs.length - 1];
    if (kind === null) continue;
    if (last?.kind === kind && last.first + last.length === at) last.length++;
    else runs.push({ kind, first: at, length: 1 });
  }
  return runs;
}

function kindOf(a: number | null, b: number | null): string | null {
  if (a === null) return b === null ? null : 'onlyRight';
  if (b === null) return 'onlyLeft';
  if (a < 0 || b < 0) return `unreadable ${a < 0} ${b < 0}`;
  return a === b ? null : 'changed';
}

function found(work: DiffWork): Run[] {
  while (work.piece());
  return Array.from({ length: work.runs.count }, (_, i) => {
    const kind = work.runs.kind(i);
    const { left, right } = work.runs.why(i);
    const why = kind === 'unreadable' ? ` ${left !== null} ${right !== null}` : '';
    return { kind: kind + why, first: work.runs.first(i), length: work.runs.length(i) };
  });
}

function request(space: MemorySpace, shift: number): DiffRequest {
  return { left: LEFT, right: RIGHT, space, shift };
}

const kind = fc.constantFrom<Kind>('absent', 'zero', 'filled', 'filled', 'broken');
const few = fc.record({
  kinds: fc.array(kind, { maxLength: 6 }),
  hasUntouched: fc.boolean(),
  lastLength: fc.integer({ min: 1, max: PAGE_SIZE }),
  /** Bytes that differ from those of the other side. */
  own: fc.array(fc.nat(6 * PAGE_SIZE), { maxLength: 20 }),
});

describe('differences', () => {
  it('are those that a look at every byte finds, whatever is there and however it is shifted', () => {
    fc.assert(
      fc.property(
        few,
        few,
        fc.oneof(fc.constant(0), fc.integer({ min: -9000, max: 9000 })),
        (a, b, shift) => {
          const make = (spec: typeof a, moved: number): FewPages => {
            const own = new Set(spec.own);
            const content = (at: number): number => (((at - moved) * 13) & 0x3f) ^ (own.has(at) ? 0x80 : 0);
            return new FewPages(spec.kinds, content, spec.hasUntouched, spec.lastLength);
          };
          const left = make(a, 0);
          const right = make(b, shift);
          const work = new DiffWork(request('physical', shift), left, right, TEST_HOST.equal);
          expect(found(work)).toEqual(naive(left, right, shift));
          expect(work.done).toBe(work.total);
          const { runs } = work;
          const sum = (name: string): number =>
            runs.bytesOfKind[DIFF_KINDS.indexOf(name as (typeof DIFF_KINDS)[number])] ?? 0;
          expect(DIFF_KINDS.reduce((all, name) => all + sum(name), 0)).toBe(runs.bytes);
        },
      ),
      { seed: SEED, numRuns: 150 },
    );
  }, 60_000);

  it('between moments of one load are those of whole frames, in every space', () => {
    const sessions = kernels()
      .map((kernel) => openSession(kernel))
      .filter((session) => session.trace.opCount < 3000 && session.memory.frameCount < 2 ** 18);
    fc.assert(
      fc.property(
        fc.nat(sessions.length - 1),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom<MemorySpace>('physical', 'virtual', 'file'),
        (which, x, y, space) => {
          const session = sessions[which]!;
          const [a, b] = [x, y].map((part) => Math.round(part * session.trace.opCount)) as [number, number];
          const left = session.side.reader(space, a);
          const right = session.side.reader(space, b);
          const sides = { left: { source: 0, moment: a }, right: { source: 0, moment: b } };
          const fast = found(new DiffWork({ ...sides, space, shift: 0 }, left, right, TEST_HOST.equal));
          // The same comparison without what is known of the two moments.
          const other = { ...sides, right: { source: 1, moment: b } };
          expect(fast).toEqual(
            found(new DiffWork({ ...other, space, shift: 0 }, left, right, TEST_HOST.equal)),
          );
          if (space === 'file') expect(fast).toEqual([]);
        },
      ),
      { seed: SEED, numRuns: 60 },
    );
  }, 60_000);

  it('of a load and a dump of its memory are those that were put into the dump', () => {
    const small = kernels().find(
      ({ machine }) => machine.memoryMap.length > 0 && machine.kernelAddress < 2 ** 25,
    )!;
    const session = openSession(small);
    const bench = workbenchOf(session);
    const moment = session.trace.opCount;
    const pages = Math.min(session.memory.frameCount, 8192);
    const image = new Uint8Array(pages * PAGE_SIZE);
    session.memoryAt(moment).readFrames(0, image);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(image.length - 1), { maxLength: 30 }), (places) => {
        const bytes = image.slice();
        for (const place of places) bytes[place] = (bytes[place] ?? 0) ^ 0xff;
        const dump = new DumpSide(new TestDumpFile(bytes), { space: 'physical', address: '0x0' });
        const right = dump.reader('physical', 0);
        const left = bench.reader({ source: 0, moment }, 'physical');
        const work = new DiffWork(request('physical', 0), left, right, TEST_HOST.equal);
        const inside = found(work).filter(({ kind: name }) => name === 'changed');
        const all = inside.flatMap(({ first, length }) => Array.from({ length }, (_, i) => first + i));
        expect(all).toEqual([...places].sort((p, q) => p - q));
      }),
      { seed: SEED, numRuns: 5 },
    );
  }, 60_000);
});
