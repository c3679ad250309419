import { PAGE_SIZE } from '../../../../shared/address';
import { partitionPoint } from '../../../../shared/partition-point';
import { PROVENANCE } from '../../../../shared/provenance';
import type { FileMapping } from '../../trace/file-mappings';
import type { LoadView } from '../../trace/load-view';
import { frameProvenance } from '../pages/page-provenance';
import type { PageLives } from '../pages/page-lives';
import { NEVER } from '../pages/page-lives';
import { SHARED, type RangeIndex } from '../pages/range-index';
import { fileBytesIn } from '../pages/file-bytes';
import { handedOverBytes } from '../pages/handed-over';
import { COLOURS, type ColourChanges } from './colour-changes';

const { free: FREE, fileUnmapped: UNMAPPED, handedOver: HANDED_OVER } = PROVENANCE;

/**
 * A frame that more pages show is painted anew for each question, instead of at every moment at which one of them begins
 * or ceases to: hostile files have thousands of segments in one page.
 */
const MOST_MOMENTS = 64;

const NO_WRITES = new Uint32Array(0);

/** A page that shows a frame of the file, and until when. */
interface Showing {
  readonly mapping: FileMapping;
  readonly clearedAt: number;
}

/** A frame of the file that several pages show. */
interface SharedFrame {
  /** Counted from the file's first. */
  readonly index: number;
  readonly showings: readonly Showing[];
}

/**
 * The colours of the frames of the kernel file. Bytes are the segment's whose page shows them; where several segments
 * share a frame, each has its own.
 */
export class FileFrames {
  private readonly shared: ReadonlyMap<number, SharedFrame>;
  private readonly crowded: SharedFrame[] = [];
  private readonly bytes = new Uint8Array(PAGE_SIZE);

  constructor(
    private readonly view: LoadView,
    private readonly ranges: RangeIndex,
  ) {
    this.shared = sharedFrames(view, ranges);
    for (const frame of this.shared.values()) {
      if (frame.showings.length > MOST_MOMENTS) this.crowded.push(frame);
    }
  }

  /** Adds what becomes of the frames, of each as many bytes as `lengthOf` says; crowded ones are left out. */
  addTo(changes: ColourChanges, lengthOf: (index: number) => number): void {
    const { ranges } = this;
    const { lives, shownBy } = ranges;
    const { first } = changes;
    for (let index = 0; index < shownBy.length; index++) {
      const shared = this.shared.get(index);
      if (shared !== undefined) {
        if (shared.showings.length <= MOST_MOMENTS) this.addShared(changes, shared, lengthOf(index));
        continue;
      }
      const { handed, rest, behind } = this.partsOf(index, lengthOf(index));
      first[FREE] = (first[FREE] as number) + behind;
      first[HANDED_OVER] = (first[HANDED_OVER] as number) + handed;
      first[UNMAPPED] = (first[UNMAPPED] as number) + rest;
      const place = shownBy[index] as number;
      if (place < 0) continue;
      const colour = ranges.colourOf(lives.label[place] as number);
      const clearedAt = lives.clearedAt[place] as number;
      changes.add((lives.mappedAt[place] as number) - 1, UNMAPPED, colour, rest);
      if (clearedAt !== NEVER) changes.add(clearedAt - 1, colour, UNMAPPED, rest);
    }
  }

  /** Adds the bytes of crowded frames at a moment to counts by colour. */
  addCrowded(counts: Float64Array, moment: number, lengthOf: (index: number) => number): void {
    for (const frame of this.crowded) {
      this.countShared(frame, moment, lengthOf(frame.index)).forEach((bytes, colour) => {
        counts[colour] = (counts[colour] as number) + bytes;
      });
    }
  }

  /** The colours of the first `length` bytes of a frame, as a set of bits. */
  coloursOf(index: number, moment: number, length: number): number {
    const shared = this.shared.get(index);
    if (shared !== undefined) {
      let bits = 0;
      this.countShared(shared, moment, length).forEach((bytes, colour) => {
        if (bytes > 0) bits |= 1 << colour;
      });
      return bits;
    }
    const { handed, rest, behind } = this.partsOf(index, length);
    const bits = (handed > 0 ? 1 << HANDED_OVER : 0) | (behind > 0 ? 1 << FREE : 0);
    if (rest === 0) return bits;
    const place = this.ranges.shownBy[index] as number;
    const { mappedAt, clearedAt, label } = this.ranges.lives;
    const isShown =
      place >= 0 && (mappedAt[place] as number) <= moment && (clearedAt[place] as number) > moment;
    return bits | (1 << (isShown ? this.ranges.colourOf(label[place] as number) : UNMAPPED));
  }

  /** Of the first `length` bytes of a frame: those handed over, the file's others, and those behind its end. */
  private partsOf(
    index: number,
    length: number,
  ): { readonly handed: number; readonly rest: number; readonly behind: number } {
    const frame = this.view.firstFileFrame + index;
    const own = Math.min(length, fileBytesIn(this.view, frame));
    const handed = Math.min(own, handedOverBytes(this.view, frame));
    return { handed, rest: own - handed, behind: length - own };
  }

  private addShared(changes: ColourChanges, frame: SharedFrame, length: number): void {
    const moments = new Set<number>();
    for (const { mapping, clearedAt } of frame.showings) {
      moments.add(mapping.moment);
      if (clearedAt !== NEVER) moments.add(clearedAt);
    }
    let before = this.countShared(frame, 0, length);
    before.forEach((bytes, colour) => (changes.first[colour] = (changes.first[colour] as number) + bytes));
    for (const moment of [...moments].sort((a, b) => a - b)) {
      const after = this.countShared(frame, moment, length);
      addDifference(changes, moment - 1, before, after);
      before = after;
    }
  }

  /** Bytes of each colour of the first `length` bytes of a frame at a moment, painted as its view paints them. */
  private countShared({ index, showings }: SharedFrame, moment: number, length: number): Int32Array {
    const mappings = showings
      .filter(({ mapping, clearedAt }) => mapping.moment <= moment && clearedAt > moment)
      .map(({ mapping }) => mapping);
    const frame = this.view.firstFileFrame + index;
    frameProvenance(this.view, frame, { kind: 'file', mappings }, NO_WRITES, null, this.bytes);
    const counts = new Int32Array(COLOURS);
    for (let at = 0; at < length; at++) {
      const colour = this.bytes[at] as number;
      counts[colour] = (counts[colour] as number) + 1;
    }
    return counts;
  }
}

/** Tells a change of counts as bytes that went from colours that lost some to colours that gained some. */
function addDifference(changes: ColourChanges, op: number, before: Int32Array, after: Int32Array): void {
  const change = Array.from(after, (bytes, colour) => bytes - (before[colour] as number));
  let to = 0;
  for (let from = 0; from < change.length; from++) {
    while ((change[from] as number) < 0) {
      while ((change[to] as number) <= 0) to++;
      const bytes = Math.min(-(change[from] as number), change[to] as number);
      changes.add(op, from, to, bytes);
      change[from] = (change[from] as number) + bytes;
      change[to] = (change[to] as number) - bytes;
    }
  }
}

function sharedFrames(view: LoadView, { lives, shownBy }: RangeIndex): Map<number, SharedFrame> {
  const found = new Map<number, SharedFrame>();
  shownBy.forEach((place, index) => {
    if (place !== SHARED) return;
    const mappings = view.owners.everyMappingOf(view.firstFileFrame + index);
    const showings = mappings.map((mapping) => ({ mapping, clearedAt: clearedAt(lives, mapping.page) }));
    found.set(index, { index, showings });
  });
  return found;
}

function clearedAt(lives: PageLives, page: number): number {
  const row = partitionPoint(lives.pages.length, (i) => (lives.pages[i] as number) < page);
  return lives.pages[row] === page ? (lives.clearedAt[row] as number) : NEVER;
}
