import { describe, expect, it } from 'vitest';
import { memoryAt } from '../../../../main/engine/trace/memory-at';
import { touchedRuns } from '../../../../main/engine/trace/touched-frames';
import { corpusCase, loadKernelFile } from '../../../fixtures/loaded';

const { view, memory } = loadKernelFile(corpusCase('sample-kernel'));
const LAST = view.trace.opCount;
const MOMENTS = [0, 1, Math.floor(LAST / 3), Math.floor(LAST / 2), LAST - 1, LAST];

describe('memoryAt', () => {
  it('is the memory itself at the last moment', () => {
    expect(memoryAt(view, memory, LAST)).toBe(memory);
  });

  it.each(MOMENTS)('reads what frameAt says at moment %i', (moment) => {
    const at = memoryAt(view, memory, moment);
    const one = new Uint8Array(4096);
    for (const { first, count } of touchedRuns(view, LAST)) {
      const all = new Uint8Array(count * 4096);
      at.readFrames(first, all);
      for (let i = 0; i < count; i++) {
        view.image.frameAt(first + i, moment, one);
        expect(Buffer.compare(one, all.subarray(i * 4096, (i + 1) * 4096))).toBe(0);
      }
    }
  });

  it.each(MOMENTS)('leads to every frame that is not zero at moment %i', (moment) => {
    const at = memoryAt(view, memory, moment);
    const filled = new Set<number>();
    for (let frame = at.nextFilled(0); frame < at.frameCount; frame = at.nextFilled(frame + 1))
      filled.add(frame);
    const out = new Uint8Array(4096);
    for (const { first, count } of touchedRuns(view, LAST)) {
      for (let frame = first; frame < first + count; frame++) {
        view.image.frameAt(frame, moment, out);
        if (out.some((byte) => byte !== 0)) expect(filled).toContain(frame);
      }
    }
    expect(filled.size).toBeLessThanOrEqual(memory.touchedFrames);
  });
});

describe('touchedRuns', () => {
  it('has the file and the level 4 table before the load, and everything after it', () => {
    const frames = (moment: number): number =>
      touchedRuns(view, moment).reduce((sum, run) => sum + run.count, 0);
    expect(frames(0)).toBe(view.endFileFrame - view.firstFileFrame + 1);
    expect(frames(LAST)).toBe(memory.touchedFrames);
    const runs = touchedRuns(view, LAST);
    runs.slice(1).forEach((run, i) => expect(run.first).toBeGreaterThan(runs[i]!.first + runs[i]!.count));
  });
});
