import { describe, expect, it } from 'vitest';
import { FrameBitmap } from '../../../../main/engine/memory/frame-bitmap';

describe('FrameBitmap', () => {
  it('counts each frame once, near and far', () => {
    const bitmap = new FrameBitmap();
    const frames = [0, 7, 8, 32767, 32768, 2 ** 28 - 1, 2 ** 40, 8];
    frames.forEach((frame) => bitmap.add(frame));
    expect(bitmap.count).toBe(7);
    expect(frames.every((frame) => bitmap.has(frame))).toBe(true);
    expect([1, 6, 9, 32766, 2 ** 28, 2 ** 40 + 1].some((frame) => bitmap.has(frame))).toBe(false);
  });

  it.each([
    [0, 32],
    [5, 6],
    [31, 33],
    [1, 31],
    [30, 130],
    [32_760, 65_600],
    [7, 7],
  ])('sets frames %i to %i, those that are set already once', (first, end) => {
    const bitmap = new FrameBitmap();
    bitmap.add(first + 1);
    bitmap.add(end + 2);
    bitmap.addRange(first, end);
    const set = Array.from({ length: end + 5 }, (_, frame) => frame).filter((frame) => bitmap.has(frame));
    const wanted = Array.from({ length: end + 5 }, (_, frame) => frame).filter(
      (frame) => (frame >= first && frame < end) || frame === first + 1 || frame === end + 2,
    );
    expect(set).toEqual(wanted);
    expect(bitmap.count).toBe(wanted.length);
  });
});
