import { PAGE_SIZE } from '../../../../shared/address';
import type { LoadView } from '../../trace/load-view';

/** Words of 8 bytes in a frame. */
const PAIRS = PAGE_SIZE / 8;

/** Versions of a frame that has not been compared yet. */
const NONE = -2;

/** So many ops are looked at one by one, rather than every frame, when the moments move. */
const NEAR = 4096;

/** Neighbouring words of 8 bytes of one frame, each with a byte that differs. */
export interface ByteRun {
  readonly frame: number;
  /** Offset and length in bytes, multiples of 8. */
  readonly offset: number;
  readonly length: number;
  /** Bytes in it that differ. */
  readonly bytes: number;
}

/**
 * Which bytes of physical memory differ between two moments, counted by frame. What was found for a frame holds until
 * one of the moments passes a write to it, so moments that are near each other cost next to nothing.
 */
export class FrameDifferences {
  /** Runs of bytes that differ, and the bytes in them. */
  runCount = 0;
  byteCount = 0;
  /** The moments that were compared last; -1 before the first. */
  private low = -1;
  private high = -1;
  private readonly frames: Float64Array;
  /** Places in {@link frames} by the frame's place in the index. */
  private readonly places: Int32Array;
  private readonly lowVersions: Int32Array;
  private readonly highVersions: Int32Array;
  private readonly runs: Uint16Array;
  private readonly bytes: Uint16Array;
  private readonly before = new Uint32Array(PAGE_SIZE / 4);
  private readonly after = new Uint32Array(PAGE_SIZE / 4);
  private readonly bytesBefore = new Uint8Array(this.before.buffer);
  private readonly bytesAfter = new Uint8Array(this.after.buffer);

  constructor(private readonly view: LoadView) {
    this.frames = view.image.index.frames();
    const { length } = this.frames;
    this.places = new Int32Array(view.image.index.size).fill(-1);
    this.frames.forEach((frame, place) => (this.places[view.image.index.ordinal(frame)] = place));
    this.lowVersions = new Int32Array(length).fill(NONE);
    this.highVersions = new Int32Array(length).fill(NONE);
    this.runs = new Uint16Array(length);
    this.bytes = new Uint16Array(length);
  }

  /** Compares moment `low` with the later moment `high`. */
  update(low: number, high: number): void {
    const moved = Math.abs(low - this.low) + Math.abs(high - this.high);
    if (this.low >= 0 && moved <= NEAR) {
      const from = [this.low, this.high] as const;
      this.low = low;
      this.high = high;
      this.updateWritten(Math.min(low, from[0]), Math.max(low, from[0]));
      this.updateWritten(Math.min(high, from[1]), Math.max(high, from[1]));
      return;
    }
    this.low = low;
    this.high = high;
    for (let place = 0; place < this.frames.length; place++) this.updateFrame(place);
  }

  /** Brings the frames up to date that ops `first` to `end` (excluded) wrote to. */
  private updateWritten(first: number, end: number): void {
    const { frame } = this.view.trace.ops;
    const { index } = this.view.image;
    for (let op = first; op < end; op++) {
      const ordinal = index.ordinal(frame[op] as number);
      if (ordinal >= 0) this.updateFrame(this.places[ordinal] as number);
    }
  }

  private updateFrame(place: number): void {
    const { low, high } = this;
    const { image } = this.view;
    const frame = this.frames[place] as number;
    const highVersion = image.version(frame, high);
    // The last write was done by the earlier moment already: nothing of the frame can differ.
    const lowVersion = highVersion < low ? highVersion : image.version(frame, low);
    if (lowVersion === this.lowVersions[place] && highVersion === this.highVersions[place]) return;
    this.lowVersions[place] = lowVersion;
    this.highVersions[place] = highVersion;
    this.count(place, -1);
    this.compare(place, lowVersion === highVersion);
    this.count(place, 1);
  }

  /** Adds what was found for a frame to the totals, or takes it away. */
  private count(place: number, sign: 1 | -1): void {
    const runs = this.runs[place] as number;
    if (runs === 0) return;
    this.runCount += sign * runs;
    this.byteCount += sign * (this.bytes[place] as number);
  }

  /** Some of the runs, by their place among all, ascending by address. */
  slice(first: number, count: number): ByteRun[] {
    const found: ByteRun[] = [];
    let place = 0;
    for (let i = 0; i < this.frames.length && found.length < count; i++) {
      const runs = this.runs[i] as number;
      if (runs > 0 && place + runs > first) {
        const frame = this.frames[i] as number;
        this.read(frame);
        const inside = runsOf(frame, this.before, this.after);
        found.push(...inside.slice(Math.max(first - place, 0), first + count - place));
      }
      place += runs;
    }
    return found;
  }

  private read(frame: number): void {
    const { low, high } = this;
    const { image } = this.view;
    image.frameAt(frame, low, this.bytesBefore);
    image.frameAt(frame, high, this.bytesAfter);
  }

  private compare(place: number, same: boolean): void {
    let runs = 0;
    let bytes = 0;
    if (!same) {
      const { before, after } = this;
      this.read(this.frames[place] as number);
      let inRun = false;
      for (let i = 0; i < before.length; i += 2) {
        const lower = (before[i] as number) ^ (after[i] as number);
        const upper = (before[i + 1] as number) ^ (after[i + 1] as number);
        const differs = (lower | upper) !== 0;
        if (differs) bytes += bytesIn(lower) + bytesIn(upper);
        if (differs && !inRun) runs++;
        inRun = differs;
      }
    }
    this.runs[place] = runs;
    this.bytes[place] = bytes;
  }
}

/** Bytes of a word that are not 0. */
function bytesIn(word: number): number {
  return (
    ((word & 0xff) !== 0 ? 1 : 0) +
    ((word & 0xff00) !== 0 ? 1 : 0) +
    ((word & 0xff_0000) !== 0 ? 1 : 0) +
    (word >>> 24 !== 0 ? 1 : 0)
  );
}

function runsOf(frame: number, before: Uint32Array, after: Uint32Array): ByteRun[] {
  const runs: ByteRun[] = [];
  let start = -1;
  let bytes = 0;
  for (let pair = 0; pair <= PAIRS; pair++) {
    // Behind the last word nothing differs: that ends a last run.
    const lower = pair < PAIRS ? (before[pair * 2] as number) ^ (after[pair * 2] as number) : 0;
    const upper = pair < PAIRS ? (before[pair * 2 + 1] as number) ^ (after[pair * 2 + 1] as number) : 0;
    if ((lower | upper) !== 0) {
      if (start < 0) start = pair;
      bytes += bytesIn(lower) + bytesIn(upper);
    } else if (start >= 0) {
      runs.push({ frame, offset: start * 8, length: (pair - start) * 8, bytes });
      start = -1;
      bytes = 0;
    }
  }
  return runs;
}
