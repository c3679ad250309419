import { MOST_MATCH_BYTES } from './matcher';
import type { PlaceFinder } from './place-finder';
import type { RegexStates } from './regex-states';

/** Bytes that are looked at in one go. */
const STRETCH = 2 ** 18;

/** Where a skip passes fewer bytes than this on average, it is not worth the call. */
const WORTH_SKIPPING = 32;
/** Skips after which that is looked at. */
const TRIED_SKIPS = 64;

/**
 * Finds where matches end, whatever place they begin at: one step a byte. Between an end and the next no match ends, so
 * that nothing need be tried that is farther from the next end than a match is long.
 */
export class RegexEnds {
  /** Bytes looked at so far. */
  work = 0;
  /** Only matches that begin here or behind it are known of. */
  private from = 0;
  /** How far was looked, and the state there. */
  private at = 0;
  private state = 0;
  private generation = -1;
  /** Behind the last byte of the first match that ends; 0: not found yet. */
  private found = 0;
  private skips = 0;
  private skipped = 0;

  /**
   * @param states those that know of all matches
   * @param first what all matches begin with, where that is known
   */
  constructor(
    private readonly states: RegexStates,
    private readonly first: PlaceFinder | null,
    private readonly firstLength: number,
  ) {}

  /** What is looked at next is another piece. */
  lookAt(): void {
    this.generation = -1;
    this.skips = 0;
    this.skipped = 0;
  }

  /**
   * The first place at `start` or behind it at which a match may begin that is not too long.
   *
   * @returns the place, the length of the piece where there is none; `null` where it takes longer to tell: ask again
   */
  placeFrom(bytes: Uint8Array, start: number): number | null {
    const isKnown = this.generation >= 0 && start >= this.from && (this.found === 0 || start < this.found);
    if (!isKnown) this.restart(start);
    if (this.found === 0) this.found = this.look(bytes);
    if (this.found === 0) return null;
    return Math.max(start, this.found - MOST_MATCH_BYTES);
  }

  private restart(start: number): void {
    this.from = start;
    this.at = start;
    this.found = 0;
    this.state = this.states.start();
    this.generation = this.states.generation;
  }

  /** Looks on for an end: where it is, far behind the piece where there is none, 0 where it is not clear yet. */
  private look(bytes: Uint8Array): number {
    const { states } = this;
    const { classOf } = states;
    const limit = Math.min(bytes.length, this.at + STRETCH);
    let first = this.skips < TRIED_SKIPS || this.skipped >= this.skips * WORTH_SKIPPING ? this.first : null;
    let { table } = states;
    let startState = states.start();
    let { state, at } = this;
    const before = at;
    while (at < limit) {
      if (state === startState && first !== null) {
        const last = Math.max(at, limit - this.firstLength + 1);
        const next = first.next(bytes, at, last);
        this.skips++;
        this.skipped += next - at;
        if (this.skips >= TRIED_SKIPS && this.skipped < this.skips * WORTH_SKIPPING) first = null;
        at = next;
        if (at >= limit) break;
      }
      const byte = bytes[at++] as number;
      let next = table[(state >> 1) + (classOf[byte] as number)] as number;
      if (next < 0) {
        if (states.isTired) {
          at--;
          break;
        }
        next = states.step(state, byte);
        table = states.table;
        startState = states.start();
      }
      state = next;
      if ((next & 1) !== 0) break;
    }
    this.state = state;
    this.at = at;
    this.work += at - before;
    if ((state & 1) !== 0) return at;
    return at >= bytes.length ? bytes.length + MOST_MATCH_BYTES : 0;
  }
}
