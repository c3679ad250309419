import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clampWindow,
  MOST_SQUARES,
  pannedWindow,
  resizedWindow,
  revealingWindow,
  shapeFor,
  spanOf,
  squareCount,
  squareOfFrame,
  wholeWindow,
  windowEdges,
  windowOfFrames,
  zoomedWindow,
  type FrameWindow,
  type PictureShape,
} from '../../../../renderer/stores/frame-window';

const SHAPE: PictureShape = { columns: 64, rows: 16, pitch: 10 };
/** 4 GiB and 1 TiB in frames. */
const SMALL = 2 ** 20;
const LARGE = 2 ** 28;

const shapes = fc.record({
  columns: fc.constantFrom(16, 32, 64, 128),
  rows: fc.integer({ min: 1, max: 64 }),
  pitch: fc.constant(8),
});
const totals = fc.integer({ min: 1, max: LARGE });
const windows = fc.record({
  first: fc.integer({ min: 0, max: LARGE }),
  per: fc.integer({ min: 0, max: 30 }).map((power) => 2 ** power),
});

/** A window is sound: whole rows, a power of two, nothing but the machine and the rest of its last row. */
function expectSound({ first, per }: FrameWindow, { columns, rows }: PictureShape, total: number): void {
  expect(Number.isInteger(Math.log2(per))).toBe(true);
  expect(first % (columns * per)).toBe(0);
  expect(first).toBeGreaterThanOrEqual(0);
  expect(first).toBeLessThan(total);
  const rowsOfMachine = Math.ceil(total / (columns * per));
  expect(first === 0 || first / (columns * per) + rows <= rowsOfMachine).toBe(true);
}

describe('shapeFor', () => {
  it('fills an area with squares that are neither too small nor too large', () => {
    expect(shapeFor(440, 440)).toEqual({ columns: 32, rows: 33, pitch: 13 });
    expect(shapeFor(460, 440)).toEqual({ columns: 64, rows: 63, pitch: 7 });
    expect(shapeFor(4000, 300)).toEqual({ columns: 128, rows: 20, pitch: 15 });
    expect(shapeFor(640, 400)).toEqual({ columns: 64, rows: 40, pitch: 10 });
  });

  it('never has more squares than can be asked for, nor fewer than a row', () => {
    expect(shapeFor(10, 1).rows).toBe(1);
    const { columns, rows } = shapeFor(4000, 8000);
    expect(columns * rows).toBeLessThanOrEqual(MOST_SQUARES);
  });
});

describe('the window', () => {
  it('shows a whole machine of 1 TiB, and no more than that', () => {
    const whole = wholeWindow(SHAPE, LARGE);
    expect(whole).toEqual({ first: 0, per: 2 ** 18 });
    expect(clampWindow({ first: 12345, per: 2 ** 25 }, SHAPE, LARGE)).toEqual(whole);
    expect(wholeWindow(SHAPE, 5)).toEqual({ first: 0, per: 1 });
  });

  it('is sound whatever is wished', () => {
    fc.assert(
      fc.property(windows, shapes, totals, (wish, shape, total) => {
        expectSound(clampWindow(wish, shape, total), shape, total);
      }),
    );
  });

  it('shows each frame in one square, between the edges of that square', () => {
    fc.assert(
      fc.property(
        windows,
        shapes,
        totals,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (wish, shape, total, at) => {
          const window = clampWindow(wish, shape, total);
          const count = squareCount(window, shape, total);
          const edges = windowEdges(window, count, total);
          expect(count).toBeGreaterThan(0);
          expect(edges[0]).toBe(window.first);
          expect(edges[count]).toBe(Math.min(total, window.first + count * window.per));
          const frame = Math.min(total - 1, Math.floor(at * total));
          const square = squareOfFrame(window, count, frame);
          const inSight = frame >= window.first && frame < (edges[count] as number);
          expect(square >= 0).toBe(inSight);
          if (!inSight) return;
          expect(edges[square]).toBeLessThanOrEqual(frame);
          expect(edges[square + 1]).toBeGreaterThan(frame);
        },
      ),
    );
  });

  it('pans by rows and stops at the ends', () => {
    const window = { first: 64 * 100, per: 1 };
    expect(pannedWindow(window, SHAPE, SMALL, 3).first).toBe(64 * 103);
    expect(pannedWindow(window, SHAPE, SMALL, -1000).first).toBe(0);
    expect(pannedWindow(window, SHAPE, SMALL, 1e9).first).toBe(SMALL - 64 * 16);
  });

  it('zooms round a frame, which stays in its row', () => {
    const window = { first: 64 * 100, per: 1 };
    const frame = 64 * 110 + 7;
    const out = zoomedWindow(window, SHAPE, SMALL, 4, frame);
    expect(out.per).toBe(4);
    expect(Math.floor((frame - out.first) / (64 * 4))).toBe(10);
    const back = zoomedWindow(out, SHAPE, SMALL, 1 / 4, frame);
    expect(back).toEqual(window);
    expect(zoomedWindow(window, SHAPE, SMALL, 1 / 2, frame)).toEqual(window);
  });

  it('zooms to the middle what is out of sight, and all of it into sight, whatever the machine', () => {
    const far = zoomedWindow({ first: 0, per: 4 }, SHAPE, SMALL, 1 / 2, 500_000);
    expect(far.per).toBe(2);
    expect(Math.floor((500_000 - far.first) / 128)).toBe(8);
    fc.assert(
      fc.property(
        windows,
        shapes,
        totals,
        fc.constantFrom(0.25, 0.5, 2, 4),
        fc.nat(),
        (wish, shape, total, by, n) => {
          const frame = n % total;
          const next = zoomedWindow(clampWindow(wish, shape, total), shape, total, by, frame);
          expectSound(next, shape, total);
          expect(squareOfFrame(next, squareCount(next, shape, total), frame)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('shows frames as large as they can be', () => {
    expect(windowOfFrames(4096, 5119, SHAPE, SMALL)).toEqual({ first: 4096, per: 1 });
    expect(windowOfFrames(4096, 5120, SHAPE, SMALL)).toEqual({ first: 4096, per: 2 });
    expect(windowOfFrames(0, SMALL - 1, SHAPE, SMALL)).toEqual(wholeWindow(SHAPE, SMALL));
    fc.assert(
      fc.property(shapes, totals, fc.nat(), fc.nat(), (shape, total, a, b) => {
        const [first, last] = [a % total, b % total].sort((x, y) => x - y) as [number, number];
        const window = windowOfFrames(first, last, shape, total);
        expectSound(window, shape, total);
        expect(window.first).toBeLessThanOrEqual(first);
        expect(window.first + spanOf(window, shape)).toBeGreaterThan(last);
      }),
    );
  });

  it('reveals a frame by as little as it needs', () => {
    const window = { first: 64 * 100, per: 1 };
    expect(revealingWindow(window, SHAPE, SMALL, 64 * 115)).toBe(window);
    expect(revealingWindow(window, SHAPE, SMALL, 64 * 116).first).toBe(64 * 101);
    expect(revealingWindow(window, SHAPE, SMALL, 64 * 100 - 1).first).toBe(64 * 99);
    expect(revealingWindow(window, SHAPE, SMALL, 64 * 500).first).toBe(64 * 492);
    expect(revealingWindow(window, SHAPE, SMALL, 0).first).toBe(0);
  });

  it('is resized at either edge, the other one stays', () => {
    const window = { first: 64 * 256, per: 4 };
    const end = window.first + spanOf(window, SHAPE);
    expect(resizedWindow(window, SHAPE, SMALL, 'end', end + spanOf(window, SHAPE))).toEqual({
      first: window.first,
      per: 8,
    });
    const start = resizedWindow(window, SHAPE, SMALL, 'start', window.first + spanOf(window, SHAPE) / 2);
    expect(start.per).toBe(2);
    expect(start.first + spanOf(start, SHAPE)).toBe(end);
    fc.assert(
      fc.property(windows, shapes, totals, fc.nat(), fc.boolean(), (wish, shape, total, n, isStart) => {
        const from = clampWindow(wish, shape, total);
        const next = resizedWindow(from, shape, total, isStart ? 'start' : 'end', n % total);
        expectSound(next, shape, total);
      }),
    );
  });
});
