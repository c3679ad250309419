import { PAGE_SIZE } from '../../../../shared/address';
import type { Against, Overview } from '../../../../shared/memory-types';
import { partitionPoint } from '../../../../shared/partition-point';
import { PROVENANCE, PROVENANCE_NAMES } from '../../../../shared/provenance';
import { FailureError } from '../../../../shared/result';
import type { MemorySpace, PageRange } from '../../../../shared/view-types';
import type { MemorySide, SpaceReader } from '../sides/side';
import { differingPages } from './differing-pages';
import { entropyOf, NO_ENTROPY, type EntropyCache } from './entropy';

/** Pages of an interval that are looked at: its entropy is their mean. */
export const SAMPLES = 8;

const COLOURS = PROVENANCE_NAMES.length;

/** One of the sides of a picture. */
export interface OverviewSide {
  readonly at: Against;
  readonly side: MemorySide;
  /** The state of what can change by itself. */
  readonly version: number;
  readonly reader: SpaceReader;
}

/** A picture of a space that is being made: whoever asks for it again gets what has become of it since. */
export class OverviewPlan {
  private readonly owner: Uint8Array;
  private readonly entropy: Uint8Array;
  private readonly changed: Uint8Array;
  /** Pages to look at, {@link SAMPLES} cells an interval, and how many of them are used. */
  private readonly samples: Float64Array;
  private readonly sampleCounts: Uint8Array;
  /** The interval that is looked at next. */
  private next = 0;
  private readonly differing: Iterator<number> | null;
  private differencesKnown = false;
  private readonly page = new Uint8Array(PAGE_SIZE);

  constructor(
    readonly space: MemorySpace,
    readonly edges: Float64Array,
    readonly main: OverviewSide,
    readonly against: OverviewSide | null,
    private readonly cache: EntropyCache,
    ranges: readonly PageRange[],
  ) {
    const rows = edges.length - 1;
    this.owner = mostFrequent(edges, ranges);
    this.entropy = new Uint8Array(rows).fill(NO_ENTROPY);
    this.changed = new Uint8Array(rows);
    this.samples = new Float64Array(rows * SAMPLES);
    this.sampleCounts = new Uint8Array(rows);
    this.chooseSamples();
    this.differing = against === null ? null : differingPages(space, edges, main, against, this.changed);
    this.differencesKnown = against === null;
  }

  /** Whether this is the picture that is asked for. */
  isOf(space: MemorySpace, edges: Float64Array, main: OverviewSide, against: OverviewSide | null): boolean {
    return (
      space === this.space &&
      isSame(main, this.main) &&
      (against === null ? this.against === null : isSame(against, this.against)) &&
      edges.length === this.edges.length &&
      edges.every((page, i) => page === this.edges[i])
    );
  }

  /** Whether this is a picture of a side, or one that compares with it. */
  shows(side: MemorySide): boolean {
    return this.main.side === side || this.against?.side === side;
  }

  /** Goes on until a time, as `Date.now` and `performance.now` have it; a part is done in any case. */
  workUntil(end: number): void {
    const { sampleCounts } = this;
    while (!this.differencesKnown) {
      if (this.differing?.next().done !== false) this.differencesKnown = true;
      if (performance.now() >= end) return;
    }
    for (; this.next < sampleCounts.length; this.next++) {
      if (sampleCounts[this.next] === 0) continue;
      this.entropy[this.next] = this.lookAt(this.next);
      if (performance.now() >= end) {
        this.next++;
        return;
      }
    }
  }

  /** What is known so far: a copy. */
  picture(): Overview {
    const complete = this.differencesKnown && this.next >= this.sampleCounts.length;
    return {
      owner: this.owner.slice(),
      entropy: this.entropy.slice(),
      changed: this.changed.slice(),
      complete,
    };
  }

  /** Spreads the pages that are looked at evenly over those of each interval that have bytes. */
  private chooseSamples(): void {
    const { edges, samples, sampleCounts } = this;
    const rows = edges.length - 1;
    const totals = new Float64Array(rows);
    const [first, end] = [edges[0] as number, edges[rows] as number];
    const runs = [...this.main.reader.runs(first, end)];
    forParts(edges, runs, (row, _from, count) => (totals[row] = (totals[row] as number) + count));
    const seen = new Float64Array(rows);
    forParts(edges, runs, (row, from, count) => {
      const total = totals[row] as number;
      const before = seen[row] as number;
      const wanted = Math.min(total, SAMPLES);
      for (let taken = sampleCounts[row] as number; taken < wanted; taken++) {
        const place = Math.floor(((taken + 0.5) * total) / wanted) - before;
        if (place >= count) break;
        samples[row * SAMPLES + taken] = from + place;
        sampleCounts[row] = taken + 1;
      }
      seen[row] = before + count;
    });
  }

  /** The mean entropy of the chosen pages of an interval. */
  private lookAt(row: number): number {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < (this.sampleCounts[row] as number); i++) {
      const entropy = this.entropyOfPage(this.samples[row * SAMPLES + i] as number);
      if (entropy === NO_ENTROPY) continue;
      sum += entropy;
      count++;
    }
    return count === 0 ? NO_ENTROPY : Math.round(sum / count);
  }

  private entropyOfPage(page: number): number {
    const { at, side, reader } = this.main;
    const content = side.contentOf?.(this.space, page, at.moment) ?? { name: page, version: 0 };
    const kept = this.cache.get(at.source, content.name, content.version);
    if (kept >= 0) return kept;
    try {
      reader.readPages(page, this.page);
    } catch (error) {
      // It cannot be read: the view itself says why.
      if (error instanceof FailureError) return NO_ENTROPY;
      throw error;
    }
    const entropy = entropyOf(this.page.subarray(0, reader.lengthOf(page)));
    this.cache.set(at.source, content.name, content.version, entropy);
    return entropy;
  }
}

function isSame(a: OverviewSide, b: OverviewSide | null): boolean {
  return (
    a.at.source === b?.at.source &&
    a.at.moment === b.at.moment &&
    (a.at.shiftPages ?? 0) === (b.at.shiftPages ?? 0) &&
    a.version === b.version
  );
}

/** Cuts runs of pages at the edges: tells of each part its interval, first page and count. */
function forParts<T extends { readonly first: number; readonly count: number }>(
  edges: Float64Array,
  runs: Iterable<T>,
  tell: (row: number, first: number, count: number, run: T) => void,
): void {
  const rows = edges.length - 1;
  for (const run of runs) {
    const end = run.first + run.count;
    let row = Math.max(0, partitionPoint(edges.length, (i) => (edges[i] as number) <= run.first) - 1);
    for (; row < rows && (edges[row] as number) < end; row++) {
      const from = Math.max(run.first, edges[row] as number);
      const to = Math.min(end, edges[row + 1] as number);
      if (from < to) tell(row, from, to - from, run);
    }
  }
}

/** For each interval 1 + the colour that has most pages in it; 0 where nothing is there. */
function mostFrequent(edges: Float64Array, ranges: readonly PageRange[]): Uint8Array {
  const rows = edges.length - 1;
  const counts = new Float64Array(rows * COLOURS);
  forParts(edges, ranges, (row, _first, count, { provenance }) => {
    const cell = row * COLOURS + PROVENANCE[provenance];
    counts[cell] = (counts[cell] as number) + count;
  });
  const owners = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    let most = 0;
    for (let colour = 0; colour < COLOURS; colour++) {
      const count = counts[row * COLOURS + colour] as number;
      if (count <= most) continue;
      most = count;
      owners[row] = colour + 1;
    }
  }
  return owners;
}
