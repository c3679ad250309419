import { STEP, type RegexProgram } from './regex-program';

/** Cells of the table of transitions at most: 16 MiB. What is behind that is forgotten and made anew. */
const MOST_CELLS = 4 * 2 ** 20;
/** Instructions that all states hold at most, with their keys 32 MiB: counts make states of thousands. */
const MOST_LISTED = 8 * 2 ** 20;
/** What making a state counts for beside its instructions, each of which is gone over several times. */
const STATE_WORK = 64;
const INSTRUCTION_WORK = 8;
const FIRST_STATES = 16;
const UNKNOWN = -1;

/** No match can come any more. */
export const DEAD = 0;

/**
 * A regular expression as a machine that takes one step for each byte, whatever it is: its states are made when a match
 * first comes to them. A state is the list of instructions that can be next, best way first; behind a match there is
 * nothing, as whatever follows is worse.
 *
 * States are given as the number of their first cell in {@link table}, doubled; the lowest bit is set where a match ends.
 */
export class RegexStates {
  /** For each state and class of bytes the next one; negative where it is not known yet. */
  table: Int32Array;
  /** Class of each byte: bytes of one class lead from everywhere to the same. */
  readonly classOf: Uint8Array;
  /** Grows when all states are forgotten: numbers of states from before mean nothing. */
  generation = 0;
  /** Instructions looked at: what making states has cost. */
  work = 0;
  /** When {@link work} is past it, who walks from state to state gives way instead of making another one. */
  pauseAt = Infinity;
  private readonly classes: number;
  private lists: Uint16Array[] = [];
  /** Instructions in all of them. */
  private listed = 0;
  private numbers = new Map<string, number>();
  private readonly visited: Int32Array;
  private visit = 0;
  private startState = UNKNOWN;
  private readonly stack: Int32Array;
  private readonly built: Int32Array;

  /**
   * @param isOpen whether matches may begin at every byte: then all ways are kept, and the states tell at which bytes any
   *   match ends that has begun since the start
   */
  constructor(
    private readonly program: RegexProgram,
    private readonly isOpen: boolean,
  ) {
    const { classOf, count } = classesOf(program.sets);
    this.classOf = classOf;
    this.classes = count;
    this.visited = new Int32Array(program.length);
    this.stack = new Int32Array(program.length * 2 + 2);
    this.built = new Int32Array(program.length);
    this.table = new Int32Array(this.classes * FIRST_STATES);
    this.forget();
  }

  /** The state before the first byte. */
  start(): number {
    if (this.startState === UNKNOWN) {
      this.visit++;
      this.startState = this.stateOf(this.close(this.program.start, 0));
    }
    return this.startState;
  }

  /** Whether enough states were made for now. */
  get isTired(): boolean {
    return this.work > this.pauseAt;
  }

  /** The state behind `state` and a byte; makes it where it is not known. */
  step(state: number, byte: number): number {
    const cell = (state >> 1) + (this.classOf[byte] as number);
    const known = this.table[cell] as number;
    return known !== UNKNOWN ? known : this.make(state, cell, byte);
  }

  private make(state: number, cell: number, byte: number): number {
    const list = this.lists[(state >> 1) / this.classes] as Uint16Array;
    const { kind, next, other, sets } = this.program;
    this.visit++;
    this.work += STATE_WORK + list.length * INSTRUCTION_WORK;
    let length = 0;
    for (let i = 0; i < list.length; i++) {
      const at = list[i] as number;
      if (kind[at] !== STEP.byte || (sets[other[at] as number] as Uint8Array)[byte] === 0) continue;
      length = this.close(next[at] as number, length);
      if (!this.isOpen && length > 0 && kind[this.built[length - 1] as number] === STEP.match) break;
    }
    if (this.isOpen) length = this.close(this.program.start, length);
    const { generation } = this;
    const made = this.stateOf(length);
    if (generation === this.generation) this.table[cell] = made;
    return made;
  }

  /**
   * Adds to the first `length` built instructions those that are reached without a byte, in order: up to a match, unless
   * all ways are kept.
   */
  private close(from: number, length: number): number {
    const { kind, next, other } = this.program;
    const { stack, visited, built, visit } = this;
    let end = length;
    let depth = 0;
    stack[depth++] = from;
    while (depth > 0) {
      const at = stack[--depth] as number;
      if (visited[at] === visit) continue;
      visited[at] = visit;
      this.work++;
      if (kind[at] === STEP.split) {
        stack[depth++] = other[at] as number;
        stack[depth++] = next[at] as number;
        continue;
      }
      built[end++] = at;
      if (kind[at] === STEP.match && !this.isOpen) return end;
    }
    return end;
  }

  /** The number of the state with the first `length` built instructions. */
  private stateOf(length: number): number {
    const list = Uint16Array.from(this.built.subarray(0, length));
    // No way is better than another: states that differ in the order alone are one.
    if (this.isOpen) list.sort();
    const key = String.fromCharCode(...list);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const isFull = (this.lists.length + 1) * this.classes > MOST_CELLS;
    if (isFull || this.listed + length > MOST_LISTED) this.forget();
    return this.addState(list, key);
  }

  private addState(list: Uint16Array, key: string): number {
    const first = this.lists.length * this.classes;
    if (first + this.classes > this.table.length) {
      const larger = new Int32Array(this.table.length * 2).fill(UNKNOWN);
      larger.set(this.table);
      this.table = larger;
    }
    this.table.fill(UNKNOWN, first, first + this.classes);
    this.lists.push(list);
    this.listed += list.length;
    const isMatch = list.some((at) => this.program.kind[at] === STEP.match);
    const number = first * 2 + (isMatch ? 1 : 0);
    this.numbers.set(key, number);
    return number;
  }

  /** Forgets all states but the dead one, which is the first. */
  private forget(): void {
    this.generation++;
    this.startState = UNKNOWN;
    this.lists = [];
    this.listed = 0;
    this.numbers = new Map();
    this.addState(new Uint16Array(0), '');
    this.table.fill(DEAD, 0, this.classes);
  }
}

/** Bytes that are in the same sets, each kind with a number. */
function classesOf(sets: readonly Uint8Array[]): { classOf: Uint8Array; count: number } {
  const numbers = new Map<string, number>();
  const classOf = Uint8Array.from({ length: 256 }, (_, byte) => {
    const key = sets.map((set) => set[byte]).join('');
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
  return { classOf, count: numbers.size };
}
