import { describe, expect, it } from 'vitest';
import type { Density, TouchedPicture } from '../../../../shared/debugger-types';
import type { StageSummary } from '../../../../shared/load-types';
import { PROVENANCE } from '../../../../shared/provenance';
import { paintDensity, paintTouched, rowAt } from '../../../../renderer/panels/timeline/pictures';
import { placeStages } from '../../../../renderer/panels/timeline/stage-scale';
import { WHOLE, type TimeAxis } from '../../../../renderer/panels/timeline/time-axis';
import { frameSpan, touchedAt, touchedTip } from '../../../../renderer/panels/timeline/touched';
import { allWork, workAround, workText } from '../../../../renderer/panels/timeline/work';

const stage: StageSummary = {
  span: 1,
  kind: 'dynamic',
  title: 'Relocations',
  detail: '',
  provenance: 'relocated',
  firstMoment: 1,
  lastMoment: 100,
  status: 'done',
};
const axis: TimeAxis = { slots: placeStages([stage], () => ''), ...WHOLE };
const edges = Uint32Array.of(0, 50, 100);
const density: Density = {
  classes: ['fileReadOnly', 'fileCode', 'copied', 'relocated'],
  // 50 ops each: first 10 read-only and 40 code, then 1 copy and 49 relocations.
  counts: Uint32Array.of(10, 40, 0, 0, 0, 0, 1, 49),
};
const COLOURS = new Map([
  ['fileReadOnly', 1],
  ['fileCode', 2],
  ['copied', 3],
  ['relocated', 4],
]);
const opacity = (pixel: number): number => pixel >>> 24;
const colour = (pixel: number): number => pixel & 0xffffff;

describe('the picture of the work', () => {
  const [width, height] = [10, 8];
  const data = new Uint32Array(width * height);
  paintDensity({ data, width, height }, axis, edges, density, COLOURS, 1);
  const pixel = (x: number, y: number): number => data[y * width + x]!;

  it('has a lane for what goes together, in the colour of what there is most of', () => {
    expect(colour(pixel(0, 0))).toBe(2);
    expect(opacity(pixel(0, 0))).toBe(255);
    expect([2, 4, 6].map((y) => pixel(0, y))).toEqual([0, 0, 0]);
  });

  it('shows little work faintly, but shows it', () => {
    expect(pixel(7, 0)).toBe(0);
    expect(colour(pixel(7, 2))).toBe(3);
    expect(opacity(pixel(7, 2))).toBeGreaterThan(90);
    expect(opacity(pixel(7, 2))).toBeLessThan(150);
    expect(opacity(pixel(7, 4))).toBeGreaterThan(240);
  });

  it('keeps a gap between intervals that are wide enough', () => {
    expect(pixel(3, 0)).not.toBe(0);
    expect(pixel(4, 0)).toBe(0);
  });
});

describe('the work in words', () => {
  const work = { edges, density };

  it('counts each kind', () => {
    expect(allWork(work).map(({ count }) => count)).toEqual([10, 40, 1, 49]);
    expect(workText(work)).toBe('10 read-only, 40 code, 1 copy, 49 relocated');
  });

  it('says what was done around a moment', () => {
    expect(workAround(work, 0)).toBe('');
    expect(workAround(work, 51)).toBe('ops 51–100\n1 copy, 49 relocated');
  });
});

/** Three rows: frames 16 to 17, 18 to 19, 40. Two intervals. */
const picture: TouchedPicture = {
  frames: Uint32Array.of(16, 18, 40),
  frameCounts: Uint32Array.of(2, 2, 1),
  cells: Uint8Array.of(1 + PROVENANCE.bss, 0, 0, 1 + PROVENANCE.relocated, 0, 0),
};

describe('the picture of touched memory', () => {
  const [width, height] = [4, 6];
  const colours = Uint32Array.from({ length: 9 }, (_, i) => i + 1);

  it('is solid where something was done, faint from then on', () => {
    const data = new Uint32Array(width * height);
    paintTouched({ data, width, height }, axis, edges, false, picture, colours);
    const row = (y: number): number[][] =>
      Array.from({ length: width }, (_, x) => [colour(data[y * width + x]!), opacity(data[y * width + x]!)]);
    const bss = colours[PROVENANCE.bss]!;
    const relocated = colours[PROVENANCE.relocated]!;
    expect(row(0)).toEqual([
      [bss, 255],
      [bss, 255],
      [bss, 66],
      [bss, 66],
    ]);
    expect(row(1)).toEqual(row(0));
    expect(row(2)).toEqual([
      [0, 0],
      [0, 0],
      [relocated, 255],
      [relocated, 255],
    ]);
    expect(row(5).flat()).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('an interval before what is shown only says what there was', () => {
    const data = new Uint32Array(width * height);
    const zoomed = { ...axis, start: 0.5, end: 1 };
    paintTouched({ data, width, height }, zoomed, edges, true, picture, colours);
    expect(opacity(data[0]!)).toBe(66);
    expect(opacity(data[2 * width]!)).toBe(255);
  });

  it('finds the row at a height', () => {
    expect(rowAt(0, 3)).toEqual({ row: 0, inside: 0 });
    expect(rowAt(0.5, 3).row).toBe(1);
    expect(rowAt(0.5, 3).inside).toBeCloseTo(0.5, 9);
    expect(rowAt(1, 3).row).toBe(2);
  });

  it('says what a place shows', () => {
    const touched = { edges, lead: false, picture };
    expect(frameSpan(picture)).toEqual({ first: 16, last: 40, count: 5 });
    expect(touchedTip(touched, touchedAt(touched, 0, 10))).toBe('ops 1–50\n2 frames from 10000 on\nbss zero');
    expect(touchedTip(touched, touchedAt(touched, 0, 60))).toBe(
      'ops 51–100\n2 frames from 10000 on\nbss zero, last by op 50',
    );
    expect(touchedTip(touched, touchedAt(touched, 2, 60))).toBe('ops 51–100\nframe 28000\nnot touched yet');
    expect(touchedTip(touched, touchedAt(touched, 2, 0))).toBe('');
  });
});
