import { PAGE_COUNT, PAGE_SIZE } from '../../../shared/address';
import { partitionPoint } from '../../../shared/partition-point';
import { FailureError } from '../../../shared/result';
import type { Matcher } from './matcher';

/** Pages that are read together: a mebibyte. */
const CHUNK_PAGES = 256;

/** Places that are tried in one go: so many that they take some milliseconds, which differs with what is looked for. */
const MOST_PLACES = CHUNK_PAGES * PAGE_SIZE;
const LEAST_PLACES = PAGE_SIZE;
const FIRST_PLACES = 4 * PAGE_SIZE;
const MOST_MILLISECONDS = 4;
const LEAST_MILLISECONDS = 1;

/** The first virtual page of the upper half does not follow the last one of the lower half. */
const UPPER_HALF = (PAGE_COUNT / 2) * PAGE_SIZE;

/** Neighbouring pages. */
export interface Pages {
  readonly first: number;
  readonly count: number;
}

/** Memory as a search reads it (`SpaceReader` has it all). */
export interface PageSource {
  /** Bytes from the first to the last position that there is, and one. */
  readonly size: number;
  /** Neighbouring pages that have bytes, ascending, as far as they lie in pages `first` to `end`, excluded. */
  runs(first: number, end: number): Iterable<Pages>;
  /** The first page at or behind `page` that may hold anything but zeros; `Infinity` where there is none. */
  nextFilled(page: number): number;
  /** Copies neighbouring pages; throws a `FailureError` where one of them cannot be read. */
  readPages(first: number, out: Uint8Array): void;
}

/** Where to search. */
export interface SearchPlaces {
  readonly source: PageSource;
  /** Positions that matches lie between, the last one excluded. */
  readonly first: number;
  readonly end: number;
  /** Pages in which matches lie, ascending; `null`: all that have bytes. */
  readonly inPages: readonly Pages[] | null;
  /** Pages in which matches begin, ascending; `null`: any. */
  readonly fromPages: readonly Pages[] | null;
  /** Whether the two halves of the address space are no neighbours. */
  readonly isVirtual: boolean;
}

/** Places that are tried in one go, and as far as matches that begin there may reach. */
interface Section {
  readonly from: number;
  readonly end: number;
  readonly reach: number;
}

/** Goes through memory piece by piece; neighbouring pages belong together, whatever is behind them. */
export class Search {
  /** Bytes dealt with, and of how many. */
  done = 0;
  readonly total: number;
  /** Bytes that could not be read. */
  unreadable = 0;
  private readonly buffer: Uint8Array;
  /** Behind the last match, where the next one may not begin inside it. */
  private free = 0;
  private placesAtOnce = FIRST_PLACES;

  /**
   * @param align only matches at multiples of it, a power of two up to 4096
   * @param onMatch gets the position and length of each, ascending; `false` ends the search
   */
  constructor(
    private readonly matcher: Matcher,
    private readonly places: SearchPlaces,
    private readonly align: number,
    private readonly onMatch: (position: number, length: number) => boolean,
  ) {
    const reach = Math.ceil(matcher.longest / PAGE_SIZE) + 1;
    this.buffer = new Uint8Array((CHUNK_PAGES + reach) * PAGE_SIZE);
    let total = 0;
    for (const { from, end } of this.sections()) total += end - from;
    this.total = total;
  }

  /**
   * Searches; gives way after each piece of a few milliseconds.
   *
   * @returns whether everything was searched
   */
  *pieces(): Generator<void, boolean, undefined> {
    let before = 0;
    for (const section of this.sections()) {
      const pieces = this.searchSection(section);
      for (let piece = pieces.next(); ; piece = pieces.next()) {
        if (piece.done === true) {
          if (!piece.value) return false;
          break;
        }
        this.done = before + piece.value - section.from;
        yield;
      }
      before += section.end - section.from;
      this.done = before;
    }
    return true;
  }

  /** Searches to the end. @returns whether everything was searched */
  run(): boolean {
    const pieces = this.pieces();
    for (let piece = pieces.next(); ; piece = pieces.next()) if (piece.done === true) return piece.value;
  }

  /** Tells how far it has come, again and again. @returns whether all of it was searched */
  private *searchSection({ from, end, reach }: Section): Generator<number, boolean, undefined> {
    let at = from;
    while (at < end) {
      at = this.pastZeros(Math.max(at, this.free));
      if (at >= end) return true;
      const base = Math.floor(at / PAGE_SIZE) * PAGE_SIZE;
      const wanted = Math.min(end, base + this.filledPages(base / PAGE_SIZE) * PAGE_SIZE);
      const readable = this.read(base, Math.min(reach, wanted + this.matcher.longest - 1));
      if (readable <= at) {
        at = readable + PAGE_SIZE;
        this.unreadable += PAGE_SIZE;
        continue;
      }
      const tried = Math.min(wanted, readable);
      const bytes = this.buffer.subarray(0, readable - base);
      while (at < tried) {
        const began = performance.now();
        at = base + this.scan(bytes, base, at, Math.min(tried, at + this.placesAtOnce));
        this.pace(performance.now() - began);
        if (at === Infinity) return false;
        yield Math.min(at, end);
      }
    }
    return true;
  }

  /** Takes more or fewer places in one go, by how long the last ones took. */
  private pace(milliseconds: number): void {
    if (milliseconds > MOST_MILLISECONDS) {
      const places = Math.floor((this.placesAtOnce * MOST_MILLISECONDS) / milliseconds);
      this.placesAtOnce = Math.max(LEAST_PLACES, places);
    } else if (milliseconds < LEAST_MILLISECONDS) {
      this.placesAtOnce = Math.min(MOST_PLACES, this.placesAtOnce * 2);
    }
  }

  /** Tries the places `from` to `end`; how far it got, counted from `base`. */
  private scan(bytes: Uint8Array, base: number, from: number, end: number): number {
    const { matcher, onMatch, align } = this;
    const starts = { from: from - base, end: end - base, align };
    return matcher.scan(bytes, starts, (start, length) => {
      if (!matcher.overlaps) this.free = base + start + length;
      return onMatch(base + start, length);
    });
  }

  /** The first position at `at` or behind it at which a match holds something else than zeros. */
  private pastZeros(at: number): number {
    if (this.matcher.matchesZeros) return at;
    const page = Math.floor(at / PAGE_SIZE);
    const filled = this.places.source.nextFilled(page);
    return filled === page ? at : Math.max(at, filled * PAGE_SIZE - this.matcher.longest + 1);
  }

  /** Pages to take together from one on: no more than behind them comes a page of zeros. */
  private filledPages(first: number): number {
    if (this.matcher.matchesZeros) return CHUNK_PAGES;
    const { source } = this.places;
    let count = 1;
    while (count < CHUNK_PAGES && source.nextFilled(first + count) === first + count) count++;
    return count;
  }

  /** Reads from the position of a page on, up to `end` or the first page that cannot be read; how far. */
  private read(base: number, end: number): number {
    const first = base / PAGE_SIZE;
    const count = Math.ceil((end - base) / PAGE_SIZE);
    if (this.tryRead(first, 0, count)) return end;
    for (let i = 0; i < count; i++) if (!this.tryRead(first + i, i, 1)) return base + i * PAGE_SIZE;
    return end;
  }

  private tryRead(first: number, at: number, count: number): boolean {
    try {
      this.places.source.readPages(first, this.buffer.subarray(at * PAGE_SIZE, (at + count) * PAGE_SIZE));
      return true;
    } catch (error) {
      if (error instanceof FailureError) return false;
      throw error;
    }
  }

  private *sections(): Generator<Section, void, undefined> {
    const { longest } = this.matcher;
    const { fromPages } = this.places;
    for (const { from, end } of this.stretches()) {
      for (const part of clipped(fromPages, from, end)) {
        yield { ...part, reach: Math.min(end, part.end + longest - 1) };
      }
    }
  }

  /** Neighbouring bytes, as far as matches lie in them. */
  private *stretches(): Generator<{ from: number; end: number }, void, undefined> {
    const { source, inPages, isVirtual } = this.places;
    const first = this.places.first;
    const end = Math.min(this.places.end, source.size);
    const halves = isVirtual && first < UPPER_HALF && end > UPPER_HALF ? [UPPER_HALF] : [];
    let from = first;
    for (const to of [...halves, end]) {
      for (const run of source.runs(Math.floor(from / PAGE_SIZE), Math.ceil(to / PAGE_SIZE))) {
        const start = Math.max(from, run.first * PAGE_SIZE);
        const behind = Math.min(to, (run.first + run.count) * PAGE_SIZE);
        if (start < behind) yield* clipped(inPages, start, behind);
      }
      from = to;
    }
  }
}

/** The parts of `from` to `end` that lie in some pages; neighbouring pages are one part. */
function* clipped(
  pages: readonly Pages[] | null,
  from: number,
  end: number,
): Generator<{ from: number; end: number }, void, undefined> {
  if (pages === null) {
    yield { from, end };
    return;
  }
  for (let at = firstBehind(pages, from); at < pages.length; at++) {
    const { first } = pages[at] as Pages;
    let behind = endOf(pages[at] as Pages);
    while (at + 1 < pages.length && (pages[at + 1] as Pages).first * PAGE_SIZE <= behind) {
      behind = endOf(pages[++at] as Pages);
    }
    const part = { from: Math.max(from, first * PAGE_SIZE), end: Math.min(end, behind) };
    if (part.from < part.end) yield part;
    if (behind >= end) return;
  }
}

/** Place of the first of the pages that end behind a position. */
function firstBehind(pages: readonly Pages[], position: number): number {
  return partitionPoint(pages.length, (at) => endOf(pages[at] as Pages) <= position);
}

function endOf({ first, count }: Pages): number {
  return (first + count) * PAGE_SIZE;
}
