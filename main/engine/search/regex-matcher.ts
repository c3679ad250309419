import { FailureError } from '../../../shared/result';
import {
  firstStart,
  MOST_MATCH_BYTES,
  type FindBytes,
  type Matcher,
  type OnMatch,
  type Starts,
} from './matcher';
import { PlaceFinder } from './place-finder';
import { commonStart, neededBytes, sizeOf, type Needle } from './regex-hints';
import { compileRegex } from './regex-program';
import { RegexEnds } from './regex-ends';
import { RegexStates } from './regex-states';
import { parseRegex } from './regex-syntax';
import { RegexTries } from './regex-tries';

/** Steps after which others have their turn; how long they take differs a lot, so the number follows the clock. */
const MOST_WORK = 2 ** 20;
const LEAST_WORK = 2 ** 14;
const FIRST_WORK = 2 ** 17;
/** How long they should take, in milliseconds. */
const MOST_MILLISECONDS = 4;
const LEAST_MILLISECONDS = 1;

/** Steps in which it is told, before anything is searched, whether zeros match. */
const ZEROS_WORK = 2 ** 22;

/** Steps that looking for the next place and telling a match count for. */
const WORK_PER_PLACE = 16;

/** Bytes of what is needed that are looked for at once. */
const MOST_NEEDLE = 6;

/**
 * Finds what a regular expression matches: the leftmost match first, then the next one behind its end. Of the matches at
 * one place it takes that which backtracking would find first among those of at most 4096 bytes.
 *
 * Every byte takes one step of a machine that never goes back ({@link RegexStates}), whatever the expression: one machine
 * looks for where matches end, another tries the places before.
 */
export class RegexMatcher implements Matcher {
  readonly longest: number;
  readonly matchesZeros: boolean;
  readonly overlaps = false;
  private readonly least: number;
  private readonly closed: RegexStates;
  private readonly open: RegexStates;
  private readonly tries: RegexTries;
  private readonly ends: RegexEnds;
  /** What all matches begin with. */
  private readonly first: PlaceFinder | null;
  private readonly firstLength: number;
  /** What stands in all matches. */
  private readonly needle: Needle | null;
  private readonly needles: PlaceFinder | null;
  private piece: Uint8Array | null = null;
  private places = 0;
  /** Steps that {@link scan} does in one go. */
  private turn = FIRST_WORK;

  /** @throws FailureError `search.regex` */
  constructor(source: string, ignoreCase: boolean, find: FindBytes) {
    const node = parseRegex(source, ignoreCase);
    const size = sizeOf(node);
    if (size.least === 0) throw matchesNothing();
    if (size.least > MOST_MATCH_BYTES) throw tooLong(size.least);
    this.least = size.least;
    this.longest = Math.min(size.most, MOST_MATCH_BYTES);
    const program = compileRegex(node);
    this.closed = new RegexStates(program, false);
    this.open = new RegexStates(program, true);
    const first = commonStart(program);
    const finder = (): PlaceFinder | null => (first === null ? null : new PlaceFinder(first, find));
    this.first = finder();
    this.firstLength = first?.length ?? 0;
    this.needle = shortened(neededBytes(node));
    this.needles = this.needle === null ? null : new PlaceFinder(patternOf(this.needle.bytes), find);
    this.tries = new RegexTries(this.closed);
    this.ends = new RegexEnds(this.open, finder(), this.firstLength);
    const zeros = new Uint8Array(this.longest);
    this.tries.lookAt(zeros);
    this.closed.pauseAt = ZEROS_WORK;
    // Zeros are looked through where it takes too long to tell whether they need be.
    this.matchesZeros = this.tries.lengthAt(zeros, 0) !== 0;
  }

  scan(bytes: Uint8Array, starts: Starts, onMatch: OnMatch): number {
    if (bytes !== this.piece) {
      this.piece = bytes;
      this.tries.lookAt(bytes);
      this.ends.lookAt();
    }
    const began = performance.now();
    this.closed.pauseAt = this.closed.work + this.turn;
    this.open.pauseAt = this.open.work + this.turn;
    const tried = this.scanTurn(bytes, starts, onMatch);
    const milliseconds = performance.now() - began;
    if (milliseconds > MOST_MILLISECONDS) {
      this.turn = Math.max(LEAST_WORK, Math.floor((this.turn * MOST_MILLISECONDS) / milliseconds));
    } else if (milliseconds < LEAST_MILLISECONDS) this.turn = Math.min(MOST_WORK, this.turn * 2);
    return tried;
  }

  private scanTurn(bytes: Uint8Array, starts: Starts, onMatch: OnMatch): number {
    const past = starts.align - 1;
    const end = Math.min(starts.end, bytes.length - this.least + 1);
    const enough = this.work() + this.turn;
    let start = starts.from;
    while (start < end) {
      if (this.work() > enough) return start;
      start = this.nextPlace(bytes, firstStart(start, starts.align), end);
      if (start >= end) break;
      const near = this.ends.placeFrom(bytes, start);
      if (near === null) return start;
      if (near > start || (start & past) !== 0) {
        start = near;
        if ((start & past) !== 0) start = firstStart(start, starts.align);
        continue;
      }
      const length = this.tries.lengthAt(bytes, start);
      if (length === null) return start;
      if (length > 0 && !onMatch(start, length)) return Infinity;
      start += Math.max(length, 1);
    }
    return Math.max(starts.end, start);
  }

  /** Steps of everything so far. */
  private work(): number {
    const { closed, open, tries, ends, places } = this;
    return closed.work + open.work + tries.work + ends.work + places * WORK_PER_PLACE;
  }

  /** The first place in `from` to `end`, excluded, that a match may begin at. */
  private nextPlace(bytes: Uint8Array, from: number, end: number): number {
    let start = from;
    while (start < end) {
      this.places++;
      const near = this.beforeNeedle(bytes, start);
      const last = Math.min(end, bytes.length - this.firstLength + 1);
      if (near >= last) return end;
      const place = this.first === null ? near : this.first.next(bytes, near, last);
      if (place >= last) return end;
      // A place further on may lie behind the needle that was found for the one before.
      if (place === start || place === near) return place;
      start = place;
    }
    return end;
  }

  /** The first place at `start` or behind it from which a match can reach what it needs. */
  private beforeNeedle(bytes: Uint8Array, start: number): number {
    const { needle, needles } = this;
    if (needle === null || needles === null) return start;
    const last = bytes.length - needle.bytes.length + 1;
    if (start + needle.least >= last) return bytes.length;
    const found = needles.next(bytes, start + needle.least, last);
    return found >= last ? bytes.length : Math.max(start, found - needle.most);
  }
}

/** A needle that is short enough for the fastest search. */
function shortened(needle: Needle | null): Needle | null {
  if (needle === null || needle.most > MOST_MATCH_BYTES) {
    return needle === null
      ? null
      : { ...needle, bytes: needle.bytes.slice(0, MOST_NEEDLE), most: MOST_MATCH_BYTES };
  }
  return { ...needle, bytes: needle.bytes.slice(0, MOST_NEEDLE) };
}

function patternOf(bytes: Uint8Array): { length: number; values: Uint8Array; masks: Uint8Array } {
  return { length: bytes.length, values: bytes, masks: new Uint8Array(bytes.length).fill(0xff) };
}

function matchesNothing(): FailureError {
  return new FailureError(
    'search.regex',
    'The expression matches at every place, as it may match no byte at all.',
    'Ask for one byte at least: a+ instead of a*.',
  );
}

function tooLong(bytes: number): FailureError {
  return new FailureError(
    'search.regex',
    `No match can have fewer than ${bytes} bytes; ${MOST_MATCH_BYTES} are the most.`,
    'Use smaller counts.',
  );
}
