import { describe, expect, it } from 'vitest';
import { slotName, slotRuns, slotScale, slotTexts } from '../../../../renderer/panels/space/slot-runs';
import type { Level4Slot } from '../../../../shared/table-types';

function slots(change: (index: number) => Partial<Level4Slot>): Level4Slot[] {
  return Array.from({ length: 512 }, (_, index) => ({
    index,
    virt: '0x0',
    state: 'free' as const,
    reason: '',
    present: false,
    pages: 0,
    since: 0,
    ...change(index),
  }));
}

const USUAL = slots((index) => {
  if (index === 0) return { state: 'taken', reason: 'for the bootloader' };
  return index === 1 ? { state: 'kernel', reason: 'segments', pages: 900 } : {};
});

describe('runs of level 4 entries', () => {
  it('are alike and lie in one half', () => {
    const runs = slotRuns(USUAL);
    expect(runs.map(slotName)).toEqual(['P4[0]', 'P4[1]', 'P4[2–255]', 'P4[256–511]']);
    expect(slotTexts(runs[2]!)).toEqual(['P4[2–255] free', 'P4[2–255]', '[2–255]', '2–255']);
  });

  it('are told apart by what is mapped and by why they are taken', () => {
    const mixed = slots((index) => ({ pages: index < 2 ? 5 : 0, reason: index === 400 ? 'a' : '' }));
    expect(slotRuns(mixed).map(slotName)).toEqual([
      'P4[0–1]',
      'P4[2–255]',
      'P4[256–399]',
      'P4[400]',
      'P4[401–511]',
    ]);
    expect(slotRuns(mixed)[0]!.pages).toBe(10);
  });

  it('are drawn to scale, or folded so that a single one has room', () => {
    const runs = slotRuns(USUAL);
    const widths = (folded: boolean) =>
      slotScale(runs, 640, folded)
        .pieces.filter(({ kind }) => kind === 'plain')
        .map(({ width }) => width);
    const [one, kernel, , upper] = widths(false);
    expect(kernel).toBeCloseTo(one!);
    expect(upper).toBeCloseTo(256 * one!);
    expect(widths(true)[1]).toBeGreaterThan(24);
    for (const folded of [true, false]) {
      expect(slotScale(runs, 640, folded).pieces.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(640);
    }
  });
});
