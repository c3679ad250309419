import { describe, expect, it } from 'vitest';
import { FrameCache } from '../../../../main/engine/trace/frame-cache';
import { FrameIndex } from '../../../../main/engine/trace/frame-index';
import { ImageAt } from '../../../../main/engine/trace/image-at';
import { opTable } from '../../../fixtures/ops';
import type { Op, Start } from '../../../fixtures/ops';

const NOTHING: Start = { address: 0, file: new Uint8Array(0) };

function frame(ops: readonly Op[], number: number, moment: number, start = NOTHING): Uint8Array {
  // What was in the buffer before must not show.
  const out = new Uint8Array(4096).fill(0xee);
  new ImageAt(opTable(ops), start).frameAt(number, moment, out);
  return out;
}

describe('ImageAt', () => {
  it('at moment 0 shows the file where it lies, and zeros around it', () => {
    const start = { address: 2 * 4096, file: Uint8Array.from({ length: 5000 }, (_, i) => (i % 250) + 1) };
    expect(frame([], 1, 0, start)).toEqual(new Uint8Array(4096));
    expect(frame([], 2, 0, start)).toEqual(start.file.slice(0, 4096));
    expect(frame([], 3, 0, start).subarray(0, 904)).toEqual(start.file.slice(4096));
    expect(frame([], 3, 0, start).subarray(904)).toEqual(new Uint8Array(4096 - 904));
  });

  it('shows a file that does not begin with a frame in its place', () => {
    const start = { address: 4096 + 16, file: Uint8Array.of(1, 2, 3) };
    expect([...frame([], 1, 0, start).subarray(14, 20)]).toEqual([0, 0, 1, 2, 3, 0]);
  });

  const ops: readonly Op[] = [
    { kind: 'entry', frame: 1, index: 1, value: 0x8877_6655_4433_2211n },
    { kind: 'allocate', frame: 2 },
    { kind: 'copy', frame: 2, from: 1 },
    { kind: 'bytes', frame: 2, offset: 10, bytes: [0xa, 0xb, 0xc] },
    { kind: 'zero', frame: 1 },
    { kind: 'clear', frame: 2, offset: 8, length: 3 },
    { kind: 'mark' },
  ];
  const bytes = (number: number, moment: number): number[] => [...frame(ops, number, moment).subarray(8, 16)];

  it('follows the ops, small writes and whole frames', () => {
    expect(bytes(1, 1)).toEqual([0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88]);
    expect(bytes(2, 2)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(bytes(2, 3)).toEqual([0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88]);
    expect(bytes(2, 4)).toEqual([0x11, 0x22, 0xa, 0xb, 0xc, 0x66, 0x77, 0x88]);
    expect(bytes(1, 5)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(bytes(2, 6)).toEqual([0, 0, 0, 0xb, 0xc, 0x66, 0x77, 0x88]);
  });

  it('shows the same at any place of a buffer, and leaves what is around it', () => {
    const buffer = new Uint8Array(4096 + 8).fill(0xee);
    for (const place of [1, 2, 3, 4]) {
      new ImageAt(opTable(ops), NOTHING).frameAt(2, 4, buffer.subarray(place, place + 4096));
      expect(buffer.subarray(place, place + 4096)).toEqual(frame(ops, 2, 4));
      expect([buffer[place - 1], buffer[place + 4096]]).toEqual([place === 1 ? 0xee : 0, 0xee]);
    }
  });

  it('a copy shows what the source held when it was made, not what became of it', () => {
    expect(bytes(2, 7)[7]).toBe(0x88);
  });

  it('has a version that changes exactly with the writes', () => {
    const image = new ImageAt(opTable(ops), NOTHING);
    expect([0, 1, 4, 5, 7].map((moment) => image.version(1, moment))).toEqual([-1, 0, 0, 4, 4]);
    expect(image.version(99, 7)).toBe(-1);
  });

  it('is kept by the cache as long as the version holds, and no longer', () => {
    const cache = new FrameCache(new ImageAt(opTable(ops), NOTHING));
    const first = cache.bytes(1, 1);
    expect(cache.bytes(1, 4)).toBe(first);
    expect(cache.words(1, 4)[2]).toBe(0x4433_2211);
    expect([...cache.bytes(1, 5).subarray(8, 16)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...cache.bytes(1, 1).subarray(8, 12)]).toEqual([0x11, 0x22, 0x33, 0x44]);
  });

  it('drops the oldest frames of the cache, and answers for them all the same', () => {
    const many = Array.from({ length: 1500 }, (_, i): Op => ({
      kind: 'entry',
      frame: i,
      index: 0,
      value: BigInt(i + 1),
    }));
    const cache = new FrameCache(new ImageAt(opTable(many), NOTHING));
    for (let round = 0; round < 2; round++) {
      const values = many.map((_, i) => cache.words(i, 1500)[0]);
      expect(values).toEqual(many.map((_, i) => i + 1));
    }
  });
});

describe('FrameIndex', () => {
  const far = 2 ** 28;
  const index = new FrameIndex(
    opTable([
      { kind: 'zero', frame: 1000 },
      { kind: 'zero', frame: far },
      { kind: 'mark' },
      { kind: 'zero', frame: 700 },
      { kind: 'entry', frame: 1000, index: 0, value: 1n },
      { kind: 'zero', frame: 1600 },
    ]),
  );

  it('lists the ops on each frame in order, for runs that grow together and far ones', () => {
    const writes = (frame: number): number[] => [...index.writes(frame)];
    expect([700, 1000, 1600, far].map(writes)).toEqual([[3], [0, 4], [5], [1]]);
    expect([0, 701, 999, 1001, far - 1, far + 1].flatMap(writes)).toEqual([]);
  });

  it('lists the frames themselves, ascending', () => {
    expect([...index.frames()]).toEqual([700, 1000, 1600, far]);
  });

  it('counts the ops before a moment', () => {
    const writes = index.writes(1000);
    expect([0, 1, 4, 5, 99].map((moment) => index.countBefore(writes, moment))).toEqual([0, 1, 1, 2, 2]);
    const before = [0, 1, 4, 5, 99].map((moment) => [...index.writesBefore(1000, moment)]);
    expect(before).toEqual([[], [0], [0], [0, 4], [0, 4]]);
    const last = [0, 1, 4, 5, 99].map((moment) => index.lastWriteBefore(1000, moment));
    expect(last).toEqual([-1, 0, 0, 4, 4]);
    expect([...index.writesBefore(1001, 99)]).toEqual([]);
    expect(index.lastWriteBefore(1001, 99)).toBe(-1);
  });

  it('is empty for a load that wrote nothing', () => {
    const empty = new FrameIndex(opTable([{ kind: 'mark' }]));
    expect([...empty.frames()]).toEqual([]);
    expect(empty.writes(0)).toHaveLength(0);
  });
});
