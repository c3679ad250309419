import { describe, expect, it } from 'vitest';
import { BufferMemory } from '../../../../main/engine/memory/buffer-memory';
import { parsePattern } from '../../../../main/engine/search/pattern';
import { PatternMatcher } from '../../../../main/engine/search/pattern-matcher';
import { Search, type PageSource } from '../../../../main/engine/search/search';
import { FailureError } from '../../../../shared/result';
import { findBytes, searched } from '../../../fixtures/search';

const MIB_FRAMES = 256;
const MEMORY_FRAMES = 4 * MIB_FRAMES;

/** Memory that holds each text at an address. */
function memoryWith(...texts: (readonly [address: number, hex: string])[]): BufferMemory {
  const memory = new BufferMemory(MEMORY_FRAMES * 4096);
  for (const [address, hex] of texts) memory.load(address, Buffer.from(hex, 'hex'));
  return memory;
}

/** Frames as pages show them: in the physical space a page is its frame. */
interface PageRun {
  readonly page: number;
  readonly frame: number;
  readonly count: number;
}

/** A space of such pages. */
function spaceOf(memory: BufferMemory, runs: readonly PageRun[]): PageSource {
  const frameOf = (page: number): number => {
    const run = runs.find((one) => page >= one.page && page < one.page + one.count);
    return run === undefined ? -1 : run.frame + page - run.page;
  };
  return {
    size: 2 ** 48,
    *runs(first, end) {
      for (let at = 0; at < runs.length;) {
        const from = Math.max(runs[at]!.page, first);
        let to = runs[at]!.page + runs[at]!.count;
        for (at++; at < runs.length && runs[at]!.page === to; at++) to += runs[at]!.count;
        if (from < Math.min(to, end)) yield { first: from, count: Math.min(to, end) - from };
      }
    },
    nextFilled(page) {
      for (const { page: first, count } of runs) {
        for (let at = Math.max(page, first); at < first + count; at++) {
          if (memory.nextFilled(frameOf(at)) === frameOf(at)) return at;
        }
      }
      return Infinity;
    },
    readPages(first, out) {
      for (let at = 0; at < out.length; at += 4096) {
        memory.readFrame(frameOf(first + at / 4096), out.subarray(at, at + 4096));
      }
    },
  };
}

/** Addresses of the matches in a space. */
function addresses(
  memory: BufferMemory,
  pattern: string,
  runs: readonly PageRun[],
  more: Parameters<typeof searched>[2] = {},
): number[] {
  return searched(matcherOf(pattern), spaceOf(memory, runs), more).map(([position]) => position);
}

const matcherOf = (pattern: string): PatternMatcher => new PatternMatcher(parsePattern(pattern), findBytes);

const physical = (first: number, count: number): PageRun => ({ page: first, frame: first, count });
const ALL = [physical(0, MEMORY_FRAMES)];

describe('Search', () => {
  it('finds a match across the border of two frames', () => {
    expect(addresses(memoryWith([0x1ffe, 'deadbeef']), 'de ad be ef', ALL)).toEqual([0x1ffe]);
  });

  it('finds matches across runs of neighbouring pages, whatever their frames', () => {
    const memory = memoryWith([0x9fff, 'aa'], [0x3000, 'bb']);
    expect(
      addresses(memory, 'aa bb', [
        { page: 100, frame: 9, count: 1 },
        { page: 101, frame: 3, count: 1 },
      ]),
    ).toEqual([100 * 4096 + 4095]);
  });

  it('finds none across a gap between pages whose frames are neighbours', () => {
    const memory = memoryWith([0x1fff, 'aabb']);
    expect(
      addresses(memory, 'aa bb', [
        { page: 1, frame: 1, count: 1 },
        { page: 3, frame: 2, count: 1 },
      ]),
    ).toEqual([]);
  });

  it('finds none across the two halves of the address space', () => {
    const memory = memoryWith([0x1fff, 'aabb']);
    const half = 2 ** 35;
    expect(
      addresses(
        memory,
        'aa bb',
        [
          { page: half - 1, frame: 1, count: 1 },
          { page: half, frame: 2, count: 1 },
        ],
        { isVirtual: true },
      ),
    ).toEqual([]);
  });

  it('finds a match across the border of two pieces, once', () => {
    const filled = memoryWith([0, '77'.repeat(3 * 2 ** 20)]);
    const borders = [2 ** 20 - 3, 2 ** 20 + 4096 - 3, 2 ** 21 - 4, 2 ** 21 + 4096 - 1];
    for (const border of borders) filled.load(border, Uint8Array.of(1, 2, 3, 4));
    expect(addresses(filled, '01 02 03 04', ALL)).toEqual([...borders].sort((a, b) => a - b));
  });

  it('finds patterns that begin or end in frames of zeros', () => {
    const memory = memoryWith([0x5000, 'c3'], [0x8fff, 'c4'], [0xb000, 'c5']);
    expect(addresses(memory, '00 00 c3', ALL)).toEqual([0x4ffe]);
    expect(addresses(memory, 'c4 00 00', ALL)).toEqual([0x8fff]);
    expect(addresses(memory, `c4${'00'.repeat(4095)}`, ALL)).toEqual([0x8fff]);
    expect(addresses(memory, `${'00'.repeat(4095)}c3`, ALL)).toEqual([0x4001]);
    // Only two pages of zeros lie between these.
    expect(addresses(memory, `c4 ${'00'.repeat(2)}`, [physical(8, 1)])).toEqual([]);
  });

  it('finds zeros in frames that nothing was ever written to', () => {
    const found = addresses(memoryWith(), '00 00 00 00', [physical(3, 1)]);
    expect([found.length, found[0], found[found.length - 1]]).toEqual([4093, 0x3000, 0x3ffc]);
  });

  it('counts only aligned matches', () => {
    const memory = memoryWith([0x1001, 'abab'], [0x1008, 'ab'], [0x2000, 'ab']);
    expect(addresses(memory, 'ab', ALL, { align: 8 })).toEqual([0x1008, 0x2000]);
    expect(addresses(memory, 'ab', ALL, { align: 4096 })).toEqual([0x2000]);
  });

  it('finds only what lies in the range that is asked for', () => {
    const memory = memoryWith([0x1000, 'abababab']);
    expect(addresses(memory, 'ab ab', ALL, { first: 0x1001, end: 0x1003 })).toEqual([0x1001]);
    expect(addresses(memory, 'ab', ALL, { first: 0x1003, end: 0x1004 })).toEqual([0x1003]);
    expect(addresses(memory, 'ab', ALL, { first: 0x5000, end: 0x5000 })).toEqual([]);
  });

  it('finds only what lies in some pages, or begins in some', () => {
    const memory = memoryWith([0x1fff, 'aabb'], [0x2fff, 'aabb'], [0x4fff, 'aabb']);
    const pages = [
      { first: 1, count: 1 },
      { first: 2, count: 1 },
      { first: 5, count: 1 },
    ];
    expect(addresses(memory, 'aa bb', ALL, { inPages: pages })).toEqual([0x1fff]);
    expect(addresses(memory, 'aa bb', ALL, { fromPages: pages })).toEqual([0x1fff, 0x2fff]);
  });

  it('goes round pages that cannot be read, and counts them', () => {
    const memory = memoryWith([0x1fff, 'aabb'], [0x3fff, 'aabb'], [0x5fff, 'aabb']);
    memory.load(0, new Uint8Array(0x8000).fill(0x77));
    for (const at of [0x1fff, 0x3fff, 0x5fff]) memory.load(at, Uint8Array.of(0xaa, 0xbb));
    const source: PageSource = {
      ...spaceOf(memory, ALL),
      readPages(first, out) {
        if (first <= 4 && first + out.length / 4096 > 4) throw new FailureError('memory.unreadable', 'gone');
        spaceOf(memory, ALL).readPages(first, out);
      },
    };
    const found: number[] = [];
    const places = { source, first: 0, end: 0x8000, inPages: null, fromPages: null, isVirtual: false };
    const search = new Search(matcherOf('aa bb'), places, 1, (position) => found.push(position) > 0);
    expect(search.run()).toBe(true);
    expect([found, search.unreadable, search.done]).toEqual([[0x1fff, 0x5fff], 4096, search.total]);
  });

  it('ends when the listener has enough', () => {
    const found: number[] = [];
    const source = spaceOf(memoryWith([0x1000, 'ababab']), ALL);
    const places = { source, first: 0, end: 2 ** 40, inPages: null, fromPages: null, isVirtual: false };
    const search = new Search(matcherOf('ab'), places, 1, (position) => found.push(position) < 2);
    expect([search.run(), found]).toEqual([false, [0x1000, 0x1001]]);
  });

  it('does not read pages of zeros, unless they can match', () => {
    let read = 0;
    const source = spaceOf(memoryWith([0x3000, '01']), ALL);
    const watched: PageSource = {
      ...source,
      readPages(first, out) {
        read += out.length / 4096;
        source.readPages(first, out);
      },
    };
    expect(searched(matcherOf('01'), watched)).toEqual([[0x3000, 1]]);
    expect(read).toBe(1);
  });

  it('says how far it is, up to everything', () => {
    const source = spaceOf(memoryWith([0, '77'.repeat(3 * 2 ** 20)]), ALL);
    const places = { source, first: 0, end: 2 ** 40, inPages: null, fromPages: null, isVirtual: false };
    const search = new Search(matcherOf('01'), places, 1, () => true);
    const said: number[] = [];
    const pieces = search.pieces();
    while (pieces.next().done !== true) said.push(search.done);
    expect(said.length).toBeGreaterThanOrEqual(3);
    expect(said).toEqual([...said].sort((a, b) => a - b));
    expect([search.done, search.total]).toEqual([MEMORY_FRAMES * 4096, MEMORY_FRAMES * 4096]);
  });
});
