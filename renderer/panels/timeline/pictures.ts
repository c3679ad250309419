import type { Density, TouchedPicture } from '../../../shared/debugger-types';
import type { ProvenanceName } from '../../../shared/provenance';
import { placeOf, type TimeAxis } from './time-axis';

/** Pixels of a canvas, one number each: red in the lowest byte, opacity in the highest. */
export interface Pixels {
  readonly data: Uint32Array;
  /** In pixels of the device. */
  readonly width: number;
  readonly height: number;
}

/** What is drawn in one lane: the kinds of work that go together, the first one that there is most of gives the colour. */
const LANES: readonly (readonly ProvenanceName[])[] = [
  ['fileReadOnly', 'fileCode', 'fileData', 'bss'],
  ['copied'],
  ['relocated'],
  ['pageTable'],
];
const LANE_COUNT = LANES.length;

/** How solid the least work is drawn. */
const LEAST_OPACITY = 0.4;
/** How solid a frame is drawn in which nothing happens any more. */
const SETTLED_OPACITY = 0.26;
/** An interval at least so wide keeps a gap to the next one: it is a single op. */
const WIDTH_WITH_GAP = 5;

/** Colours by number of the provenance, without opacity: red in the lowest byte. */
export type Colours = Uint32Array;

function withOpacity(colour: number, opacity: number): number {
  return ((Math.round(opacity * 255) << 24) | colour) >>> 0;
}

/** Left edge in pixels of each interval and, last, the right edge of the last one. */
function pixelEdges(axis: TimeAxis, edges: Uint32Array, width: number): Int32Array {
  const pixels = new Int32Array(edges.length);
  for (let i = 0; i < edges.length; i++) {
    const at = Math.round(placeOf(axis, edges[i] as number) * width);
    pixels[i] = Math.min(Math.max(at, 0), width);
  }
  return pixels;
}

/** What a lane shows of an interval: how much there is of which class. */
function strongest(density: Density, row: number, lane: readonly ProvenanceName[]): [string, number] {
  let total = 0;
  let most = 0;
  let name = '';
  density.classes.forEach((kind, i) => {
    const count = lane.includes(kind) ? (density.counts[row + i] as number) : 0;
    total += count;
    if (count > most) {
      most = count;
      name = kind;
    }
  });
  return [name, total];
}

/**
 * Draws how much of each kind of work there is, in four lanes. Solid is an interval in which nothing else was done;
 * the root of the share is drawn, so that a few copies among many relocations are seen.
 *
 * @param gap pixels that single ops keep between them
 */
export function paintDensity(
  pixels: Pixels,
  axis: TimeAxis,
  edges: Uint32Array,
  density: Density,
  colours: ReadonlyMap<string, number>,
  gap: number,
): void {
  const { data, width, height } = pixels;
  const at = pixelEdges(axis, edges, width);
  const laneHeight = Math.floor(height / LANE_COUNT);
  data.fill(0);
  for (let i = 0; i + 1 < edges.length; i++) {
    const from = at[i] as number;
    const room = (at[i + 1] as number) - from;
    const end = from + (room >= WIDTH_WITH_GAP * gap ? room - gap : Math.max(room, 1));
    const ops = (edges[i + 1] as number) - (edges[i] as number);
    LANES.forEach((lane, number) => {
      const [name, count] = strongest(density, i * density.classes.length, lane);
      if (count === 0) return;
      const share = Math.sqrt(count / ops);
      const colour = withOpacity(colours.get(name) ?? 0, LEAST_OPACITY + (1 - LEAST_OPACITY) * share);
      for (let y = number * laneHeight; y < (number + 1) * laneHeight; y++) {
        data.fill(colour, y * width + from, y * width + Math.min(end, width));
      }
    });
  }
}

/** First pixel row of a row of the picture. */
function rowTop(row: number, rows: number, height: number): number {
  return Math.floor((row * height) / rows);
}

/** The row of the picture at a height from its top, as a fraction; and how far down in it. */
export function rowAt(fraction: number, rows: number): { row: number; inside: number } {
  const exact = Math.min(Math.max(fraction, 0), 1) * rows;
  const row = Math.min(Math.floor(exact), rows - 1);
  return { row, inside: Math.min(exact - row, 1) };
}

/**
 * Draws memory touched over time: solid where something was done to a frame, faint from then on.
 *
 * @param edges of the picture's intervals
 * @param lead the picture's first interval lies before the axis: it only says what there was already
 * @param colours by number of the provenance
 */
export function paintTouched(
  pixels: Pixels,
  axis: TimeAxis,
  edges: Uint32Array,
  lead: boolean,
  picture: TouchedPicture,
  colours: Colours,
): void {
  const { data, width, height } = pixels;
  const rows = picture.frames.length;
  const columns = edges.length - 1;
  const at = pixelEdges(axis, edges, width);
  data.fill(0);
  for (let row = 0; row < rows; row++) {
    const top = rowTop(row, rows, height);
    const bottom = Math.max(rowTop(row + 1, rows, height), top + 1);
    if (top >= height) break;
    const line = top * width;
    let state = 0;
    for (let column = 0; column < columns; column++) {
      const touched = picture.cells[row * columns + column] as number;
      if (touched > 0) state = touched;
      if (state === 0 || (lead && column === 0)) continue;
      const colour = colours[state - 1] as number;
      const from = at[column] as number;
      const end = Math.min(Math.max(at[column + 1] as number, from + 1), width);
      data.fill(withOpacity(colour, touched > 0 ? 1 : SETTLED_OPACITY), line + from, line + end);
    }
    for (let y = top + 1; y < Math.min(bottom, height); y++) {
      data.copyWithin(y * width, line, line + width);
    }
  }
}
