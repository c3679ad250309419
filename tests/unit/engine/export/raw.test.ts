import { describe, expect, it } from 'vitest';
import { rawPlan } from '../../../../main/engine/export/raw';
import type { FileChunk } from '../../../../main/engine/export/image-reader';
import { image } from './image';

/** Chunks as `[position, length, first byte, done]`; a chunk's bytes live until the next one only. */
function listed(chunks: Iterable<FileChunk>): number[][] {
  return [...chunks].map(({ position, bytes, done }) => [position, bytes.length, done]);
}

describe('rawPlan', () => {
  it('is as large as memory and writes only frames that hold something, neighbours together', () => {
    const plan = rawPlan(image({ 2: 7, 3: 8, 4: 0, 9: 9 }));
    expect(plan.size).toBe(64 * 4096);
    expect(plan.total).toBe(4 * 4096);
    expect(listed(plan.chunks())).toEqual([
      [2 * 4096, 2 * 4096, 3 * 4096],
      [9 * 4096, 4096, 4 * 4096],
    ]);
  });

  it('puts every byte in its place', () => {
    const frames = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [i + 5 + (i > 150 ? 7 : 0), (i % 255) + 1]),
    );
    const file = new Uint8Array(300 * 4096);
    for (const { position, bytes } of rawPlan(image(frames, [], 300)).chunks()) {
      file.set(bytes, position);
    }
    for (let frame = 0; frame < 300; frame++) {
      const content = new Set(file.subarray(frame * 4096, (frame + 1) * 4096));
      expect([...content]).toEqual([frames[frame] ?? 0]);
    }
  });

  it('comes by often on the way through zeros, so that a cancel is seen', () => {
    const zeros = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [i, 0]));
    const chunks = listed(rawPlan(image(zeros, [], 1000)).chunks());
    expect(chunks.length).toBeGreaterThan(3);
    expect(chunks.every(([, length]) => length === 0)).toBe(true);
  });

  it('writes nothing of an untouched memory', () => {
    expect(listed(rawPlan(image({})).chunks())).toEqual([[0, 0, 0]]);
  });
});
