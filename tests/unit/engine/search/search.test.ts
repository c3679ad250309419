import { describe, expect, it } from 'vitest';
import { BufferMemory } from '../../../../main/engine/memory/buffer-memory';
import { parsePattern } from '../../../../main/engine/search/pattern';
import { searchRuns, type SearchJob } from '../../../../main/engine/search/search';
import type { PageRun } from '../../../../main/engine/trace/tables-at';
import { findBytes } from '../../../fixtures/search';

const MIB_FRAMES = 256;
const MEMORY_FRAMES = 4 * MIB_FRAMES;

/** Memory that holds each text at an address. */
function memoryWith(...texts: (readonly [address: number, hex: string])[]): BufferMemory {
  const memory = new BufferMemory(MEMORY_FRAMES * 4096);
  for (const [address, hex] of texts) memory.load(address, Buffer.from(hex, 'hex'));
  return memory;
}

/** Addresses of the matches in a space. */
function addresses(
  memory: BufferMemory,
  pattern: string,
  runs: Iterable<PageRun>,
  more: Partial<SearchJob> = {},
): number[] {
  const found: number[] = [];
  searchRuns({
    pattern: parsePattern(pattern),
    memory,
    runs,
    align: 1,
    find: findBytes,
    onMatch: (page, offset) => found.push(page * 4096 + offset) > 0,
    ...more,
  });
  return found;
}

const physical = (first: number, count: number): PageRun => ({ page: first, frame: first, count });
const ALL = [physical(0, MEMORY_FRAMES)];

describe('searchRuns', () => {
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
      addresses(memory, 'aa bb', [
        { page: half - 1, frame: 1, count: 1 },
        { page: half, frame: 2, count: 1 },
      ]),
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

  it('ends when the listener has enough', () => {
    const found: number[] = [];
    const whole = searchRuns({
      pattern: parsePattern('ab'),
      memory: memoryWith([0x1000, 'ababab']),
      runs: ALL,
      align: 1,
      find: findBytes,
      onMatch: (_, offset) => found.push(offset) < 2,
    });
    expect([whole, found]).toEqual([false, [0, 1]]);
  });

  it('does not read frames of zeros, unless they can match', () => {
    const memory = memoryWith([0x3000, '01']);
    let read = 0;
    const watched = {
      frameCount: memory.frameCount,
      nextFilled: (frame: number) => memory.nextFilled(frame),
      readFrames: (first: number, out: Uint8Array) => {
        read += out.length / 4096;
        memory.readFrames(first, out);
      },
    };
    addresses(memory, '01', ALL, { memory: watched });
    expect(read).toBe(1);
  });

  it('says how far it is, up to everything', () => {
    const said: number[] = [];
    addresses(memoryWith([0, '77'.repeat(3 * 2 ** 20)]), '01', ALL, {
      onProgress: (bytes) => said.push(bytes),
    });
    expect(said.length).toBeGreaterThan(3);
    expect(said).toEqual([...said].sort((a, b) => a - b));
    expect(said[said.length - 1]).toBe(MEMORY_FRAMES * 4096);
  });

  it('lets the listener of progress end it', () => {
    const cancel = (): void => {
      throw new Error('cancelled');
    };
    expect(() => addresses(memoryWith(), '01', ALL, { onProgress: cancel })).toThrow('cancelled');
  });
});
