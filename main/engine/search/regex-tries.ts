import { MOST_MATCH_BYTES } from './matcher';
import { DEAD, type RegexStates } from './regex-states';

/** The way of one try: the state behind each byte from `start` to `end`, in an array as long as the piece. */
interface Way {
  readonly states: Int32Array;
  start: number;
  end: number;
  /** Behind the last byte on it at which a match ends. */
  matchEnd: number;
  /** Whether no match can come behind its end. */
  isDead: boolean;
}

/** How a walk ended: nowhere to go on to, on another way, or so that others have their turn. */
type WalkEnd = 'end' | 'joined' | 'paused';

/**
 * Tries whether a regular expression matches at single places of a piece, ascending.
 *
 * A try that comes upon the way of an earlier one (same place, same state) goes on where that ended: so bytes are mostly
 * looked at once, however many tries fail. At the very worst each is looked at once for each of the 4096 places before it.
 */
export class RegexTries {
  /** Steps so far. */
  work = 0;
  private way = emptyWay(0);
  private fresh = emptyWay(0);
  /** The try that was left unfinished: its place, and whether it is on the earlier way already. */
  private unfinished: { readonly start: number; readonly isJoined: boolean } | null = null;

  constructor(private readonly states: RegexStates) {}

  /** What is tried next is another piece. */
  lookAt(bytes: Uint8Array): void {
    if (this.way.states.length < bytes.length) {
      this.way = emptyWay(bytes.length);
      this.fresh = emptyWay(bytes.length);
    }
    this.way.end = 0;
    this.unfinished = null;
  }

  /** Bytes of the match that begins at a place, 0 where none does; `null` where it takes longer to tell: ask again. */
  lengthAt(bytes: Uint8Array, start: number): number | null {
    const { unfinished } = this;
    this.unfinished = null;
    const goesOn = unfinished?.start === start;
    const limit = Math.min(start + MOST_MATCH_BYTES, bytes.length);
    if (goesOn && unfinished.isJoined) return this.finish(bytes, start, limit);
    const { fresh, way } = this;
    if (!goesOn) begin(fresh, start);
    const before = fresh.end;
    const from = before === start ? this.states.start() : (fresh.states[before - 1] as number);
    const end = this.walk(bytes, fresh, from, limit, way);
    this.work += fresh.end - before;
    if (end === 'paused') {
      this.unfinished = { start, isJoined: false };
      return null;
    }
    if (end === 'end') {
      const { matchEnd } = fresh;
      if (fresh.end >= way.end) [this.way, this.fresh] = [fresh, way];
      return Math.max(0, matchEnd - start);
    }
    this.join(start);
    return this.finish(bytes, start, limit);
  }

  /** Makes the fresh try the beginning of the way that it came upon. */
  private join(start: number): void {
    const { fresh, way } = this;
    for (let at = start; at < fresh.end; at++) way.states[at] = fresh.states[at] as number;
    way.start = start;
    // Matches that the other way passed before they met are none of this one's.
    if (way.matchEnd <= fresh.end) way.matchEnd = fresh.matchEnd;
  }

  /** Goes on with the way, which is now this try's, up to its limit. */
  private finish(bytes: Uint8Array, start: number, limit: number): number | null {
    const { way } = this;
    if (!way.isDead && way.end < limit) {
      const before = way.end;
      const end = this.walk(bytes, way, way.states[way.end - 1] as number, limit, null);
      this.work += way.end - before;
      if (end === 'paused') {
        this.unfinished = { start, isJoined: true };
        return null;
      }
    }
    return Math.max(0, way.matchEnd - start);
  }

  /**
   * Goes on with a way from its end.
   *
   * @param from the state there
   * @param other a way that it may come upon
   * @returns `joined` where it came upon that: the byte at its end leads both to the same state
   */
  private walk(bytes: Uint8Array, own: Way, from: number, limit: number, other: Way | null): WalkEnd {
    const { states } = this;
    const { classOf } = states;
    const ownStates = own.states;
    const otherStates = other === null ? ownStates : other.states;
    let { table, generation } = states;
    let otherStart = other === null ? Infinity : other.start;
    let state = from;
    let at = own.end;
    for (; at < limit; at++) {
      const byte = bytes[at] as number;
      let next = table[(state >> 1) + (classOf[byte] as number)] as number;
      if (next < 0) {
        if (states.isTired) {
          own.end = at;
          return 'paused';
        }
        next = states.step(state, byte);
        table = states.table;
        if (generation !== states.generation) {
          // Numbers of states from before mean nothing any more.
          generation = states.generation;
          own.start = at;
          otherStart = Infinity;
          if (other !== null) other.end = 0;
        }
      }
      if (next === DEAD) {
        own.isDead = true;
        break;
      }
      state = next;
      if ((next & 1) !== 0) own.matchEnd = at + 1;
      if (at >= otherStart && at < (other as Way).end && otherStates[at] === next) {
        own.end = at;
        return 'joined';
      }
      ownStates[at] = next;
    }
    own.end = at;
    return 'end';
  }
}

/** The way of a try of which no byte was looked at yet. */
function begin(way: Way, start: number): void {
  way.start = start;
  way.end = start;
  way.matchEnd = 0;
  way.isDead = false;
}

function emptyWay(length: number): Way {
  return { states: new Int32Array(length), start: 0, end: 0, matchEnd: 0, isDead: false };
}
