import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BackingFile } from '../../../../main/engine/memory/backing-file';
import { BufferMemory } from '../../../../main/engine/memory/buffer-memory';
import { FrameBitmap } from '../../../../main/engine/memory/frame-bitmap';
import type { PhysicalMemory } from '../../../../main/engine/memory/physical-memory';
import { LoadStopped } from '../../../../main/engine/base/errors';

const FRAMES = 600;

describe('FrameBitmap.next', () => {
  it('finds the next frame whose bit is set, across words and pieces', () => {
    const bitmap = new FrameBitmap();
    const frames = [0, 31, 32, 1000, 32767, 32768, 5 * 32768 + 17, 2 ** 33 + 5];
    frames.forEach((frame) => bitmap.add(frame));
    const found: number[] = [];
    for (let frame = bitmap.next(0); frame !== Infinity; frame = bitmap.next(frame + 1)) found.push(frame);
    expect(found).toEqual(frames);
    expect(new FrameBitmap().next(0)).toBe(Infinity);
  });
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-bulk-'));
  return () => rmSync(folder, { recursive: true });
});

const kinds: [string, () => PhysicalMemory][] = [
  [
    'a backing file with the smallest cache',
    () => BackingFile.create({ path: join(folder, 'i'), size: FRAMES * 4096, cacheBytes: 0 }),
  ],
  ['a backing file', () => BackingFile.create({ path: join(folder, 'i'), size: FRAMES * 4096 })],
  ['a buffer', () => new BufferMemory(FRAMES * 4096)],
];

describe.each(kinds)('%s', (_, make) => {
  let memory: PhysicalMemory;
  beforeEach(() => {
    memory = make();
    // Frames 100 to 139 are the file's own, then a rest; some are written to.
    memory.adopt(
      100 * 4096,
      Uint8Array.from({ length: 40 * 4096 + 10 }, (__, i) => (i >> 12) + 1),
    );
    for (const frame of [3, 4, 105, 299, 512]) memory.writeEntry(frame, 1, frame, 7);
    memory.zeroFrame(110);
    memory.zeroFrame(400);
  });
  afterEach(() => memory.close());

  it('reads neighbouring frames as one by one', () => {
    for (const [first, count] of [
      [0, FRAMES],
      [3, 2],
      [99, 50],
      [104, 3],
      [290, 1],
      [FRAMES - 1, 1],
    ] as const) {
      const together = new Uint8Array(count * 4096).fill(0xee);
      memory.readFrames(first, together);
      const one = new Uint8Array(4096);
      for (let i = 0; i < count; i++) {
        memory.readFrame(first + i, one);
        expect(Buffer.compare(one, together.subarray(i * 4096, (i + 1) * 4096))).toBe(0);
      }
    }
  });

  it('leads to every frame that is not zero', () => {
    const found: number[] = [];
    for (let frame = memory.nextFilled(0); frame < FRAMES; frame = memory.nextFilled(frame + 1))
      found.push(frame);
    const file = Array.from({ length: 41 }, (__, i) => 100 + i);
    expect(found.filter((frame) => frame !== 400)).toEqual([3, 4, ...file, 299, 512]);
    expect(memory.nextFilled(513)).toBe(FRAMES);
    expect(memory.nextFilled(FRAMES + 5)).toBe(FRAMES);
  });

  it('refuses frames outside of memory', () => {
    expect(() => memory.readFrames(FRAMES - 1, new Uint8Array(8192))).toThrow(LoadStopped);
  });
});
