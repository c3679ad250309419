import { describe, expect, it } from 'vitest';
import { LoadStopped } from '../../../../main/engine/base/errors';
import { BufferMemory } from '../../../../main/engine/memory/buffer-memory';

describe('BufferMemory', () => {
  it('keeps only frames that were touched', () => {
    const memory = new BufferMemory(2 ** 40);
    memory.zeroFrame(2 ** 28 - 1);
    memory.copyFrame(5, 6);
    expect(memory.touchedFrames).toBe(2);
    expect([5, 6].map((frame) => memory.isTouched(frame))).toEqual([false, true]);
  });

  it('a copy of a frame that nobody touched is zero', () => {
    const memory = new BufferMemory(16 * 4096);
    memory.writeEntry(1, 0, 7, 7);
    memory.copyFrame(2, 1);
    expect([memory.entryLow(1, 0), memory.entryHigh(1, 0)]).toEqual([0, 0]);
  });

  it('ends the load outside of memory', () => {
    const memory = new BufferMemory(4096);
    expect(() => memory.entryLow(1, 0)).toThrow(LoadStopped);
    expect(() => memory.load(4090, new Uint8Array(7))).toThrow(LoadStopped);
  });
});
