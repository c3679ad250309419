import { describe, expect, it } from 'vitest';
import type { StageSummary } from '../../../../shared/load-types';
import { placeStages } from '../../../../renderer/panels/timeline/stage-scale';
import {
  edgesOf,
  following,
  intervalOf,
  isZoomed,
  momentAtPlace,
  panned,
  placeOf,
  shownSlots,
  WHOLE,
  windowOf,
  zoomed,
  type AxisWindow,
  type TimeAxis,
} from '../../../../renderer/panels/timeline/time-axis';

/** Stages one after the other with these numbers of ops; the last one was not reached. */
function axis(window: AxisWindow, ...ops: number[]): TimeAxis {
  let next = 1;
  const stages = ops.map((count, index): StageSummary => {
    const firstMoment = next;
    next += count;
    return {
      span: index + 1,
      kind: 'segment',
      title: `LOAD ${index + 1}`,
      detail: '',
      provenance: 'fileData',
      firstMoment,
      lastMoment: next - 1,
      status: 'done',
    };
  });
  const after = { ...stages[0]!, span: 99, firstMoment: 0, lastMoment: 0, status: 'unreached' as const };
  return { slots: placeStages([...stages, after], ({ title }) => title), ...window };
}

const OPS = [3, 14, 1_000_000, 366] as const;
const LAST = OPS.reduce((sum, count) => sum + count, 0);
const whole = axis(WHOLE, ...OPS);
const at = (window: AxisWindow): TimeAxis => ({ ...whole, ...window });

describe('the time axis', () => {
  it('finds every moment again at its place, zoomed or not', () => {
    const windows = [WHOLE, windowOf(whole.slots, 3, 17), windowOf(whole.slots, 500_000, 500_040)];
    for (const window of windows) {
      const shown = at(window);
      const first = momentAtPlace(shown, 0);
      const last = momentAtPlace(shown, 1);
      for (let moment = first; moment <= last; moment += Math.ceil((last - first) / 50)) {
        expect(momentAtPlace(shown, placeOf(shown, moment))).toBe(moment);
      }
    }
  });

  it('is linear within a stage', () => {
    const shown = at(windowOf(whole.slots, 100, 900_100));
    expect(placeOf(shown, 100)).toBeCloseTo(0, 9);
    expect(placeOf(shown, 450_100)).toBeCloseTo(0.5, 9);
    expect(placeOf(shown, 900_100)).toBeCloseTo(1, 9);
  });

  it('leaves what is under the pointer where it is when it zooms', () => {
    for (const place of [0.2, 0.45, 0.9]) {
      const before = momentAtPlace(whole, place);
      const nearer = at(zoomed(whole, place, 0.5));
      expect(nearer.end - nearer.start).toBeCloseTo(0.5, 12);
      expect(momentAtPlace(nearer, place)).toBe(before);
    }
  });

  it('zooms until a few ops fill the width, and out to the whole again', () => {
    let shown = whole;
    for (let i = 0; i < 60; i++) shown = at(zoomed(shown, 0.5, 0.7));
    const ops = momentAtPlace(shown, 1) - momentAtPlace(shown, 0);
    expect(ops).toBeGreaterThanOrEqual(8);
    expect(ops).toBeLessThan(16);
    for (let i = 0; i < 60; i++) shown = at(zoomed(shown, 0.3, 1.5));
    expect(isZoomed(shown)).toBe(false);
  });

  it('is the whole again after as many steps out as in, wherever they are taken', () => {
    for (let place = 0; place <= 1; place += 0.01) {
      for (const steps of [1, 2, 5]) {
        let shown = whole;
        for (let i = 0; i < steps; i++) shown = at(zoomed(shown, place, 1 / 2));
        for (let i = 0; i < steps; i++) shown = at(zoomed(shown, place, 2));
        expect(isZoomed(shown)).toBe(false);
      }
    }
  });

  it('stops at the ends when it is moved', () => {
    const window = { start: 0.25, end: 0.5 };
    expect(panned(window, 0.5)).toEqual({ start: 0.375, end: 0.625 });
    expect(panned(window, -9)).toEqual({ start: 0, end: 0.25 });
    expect(panned(window, 9)).toEqual({ start: 0.75, end: 1 });
  });

  it('shows at least a few ops of a short range', () => {
    const shown = at(windowOf(whole.slots, 500_000, 500_001));
    expect(momentAtPlace(shown, 1) - momentAtPlace(shown, 0)).toBe(8);
    expect(placeOf(shown, 500_001)).toBeGreaterThan(0);
    expect(placeOf(shown, 500_001)).toBeLessThan(1);
  });

  it('follows a moment that leaves the window, and no other', () => {
    const shown = at(windowOf(whole.slots, 500_000, 500_100));
    expect(following(shown, 500_050)).toEqual({ start: shown.start, end: shown.end });
    for (const moment of [500_101, 499_990, 20, LAST]) {
      const place = placeOf(at(following(shown, moment)), moment);
      expect(place).toBeGreaterThanOrEqual(0);
      expect(place).toBeLessThanOrEqual(1);
    }
  });

  it('cuts stages at the edges of the window', () => {
    const shown = shownSlots(at(windowOf(whole.slots, 10, 2000)));
    expect(shown.map(({ stage }) => stage.title)).toEqual(['LOAD 2', 'LOAD 3']);
    expect(shown.map(({ cutLeft, cutRight }) => [cutLeft, cutRight])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(shown[0]!.left).toBe(0);
    expect(shown.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(1, 9);
  });
});

describe('intervals', () => {
  it('cover the window from end to end, each with an op in it', () => {
    const between = { start: 0.31234, end: 0.312345 };
    for (const window of [WHOLE, windowOf(whole.slots, 500_000, 500_020), between]) {
      const edges = edgesOf(at(window), 700);
      expect(placeOf(at(window), edges[0]!)).toBeLessThan(1e-9);
      expect(placeOf(at(window), edges.at(-1)!) > 1 - 1e-9 || edges.at(-1) === LAST).toBe(true);
      edges.forEach((edge, i) => i > 0 && expect(edge).toBeGreaterThan(edges[i - 1]!));
    }
    expect(edgesOf(at(windowOf(whole.slots, 500_000, 500_020)), 700)).toHaveLength(21);
  });

  it('there are none where no op is shown', () => {
    const unreached = whole.slots.at(-1)!;
    expect(edgesOf(at({ start: unreached.left + 0.01, end: 1 }), 100)).toHaveLength(0);
  });

  it('hold the ops behind their first edge up to their second', () => {
    const edges = Uint32Array.of(10, 20, 21, 40);
    const found = [10, 11, 20, 21, 22, 40, 41].map((moment) => intervalOf(edges, moment));
    expect(found).toEqual([-1, 0, 0, 1, 2, 2, -1]);
  });
});
