/** Parameters that a window may send with its questions, and the asking. */
import type { DebugSession } from '../../main/engine/session/debug-session';
import { hex, PAGE_COUNT, PAGE_SIZE, virtOfPage } from '../../shared/address';
import { FRAME_EVENTS, MEMORY_EVENTS, SEGMENT_EVENTS } from '../../shared/breakpoint';
import type { Breakpoint, BreakpointTarget } from '../../shared/breakpoint';
import type { HistorySubject } from '../../shared/debugger-types';
import type { DiffRequest, Side } from '../../shared/memory-types';
import { FailureError } from '../../shared/result';
import type { TreeOf } from '../../shared/table-types';
import { SPAN_KINDS } from '../../shared/trace-types';
import type { MemorySpace } from '../../shared/view-types';
import type { Workbench } from '../../main/engine/session/workbench';
import { workbenchOf } from '../fixtures/workbench';
import { CHECKED_QUESTIONS } from './checked-questions';
import { HostileCalls } from './hostile-calls';
import { CONDITIONS, LOAD_QUESTIONS } from './load-questions';
import type { Random } from './random';
import { attachDump, SIDE_QUESTIONS, type Question } from './side-questions';
import { TABLE_QUESTIONS } from './table-questions';

const SPACES: readonly MemorySpace[] = ['physical', 'virtual', 'file'];
const FUNCTIONS = ['make_mut', 'loadSegments', 'create_next_table', 'Loader::new', 'copy_to', 'nothing'];
const LOG_TEXTS = ['{moment}: {label}', '{value:x} {symbol}', 'plain', '{', '{nothing}'];
/** Farther than any page: what the checks of a window's calls let through. */
const MOST_PAGE = PAGE_COUNT * 256;

const HOSTILE_CALLS = 5;

const QUESTIONS: readonly Question[] = [
  ...LOAD_QUESTIONS,
  ...SIDE_QUESTIONS,
  ...TABLE_QUESTIONS,
  ...CHECKED_QUESTIONS,
  (_calls, given) => given.askHostile(),
];

/** Asks questions about one load, chosen at random. */
export class Questions {
  private readonly last: number;
  private readonly bench: Workbench;
  /** A dump beside the load. */
  private readonly dump: number;
  private hostile: HostileCalls | null = null;

  constructor(
    private readonly session: DebugSession,
    private readonly random: Random,
  ) {
    this.bench = workbenchOf(session);
    this.dump = attachDump(this.bench, random);
    this.last = session.summary().opCount;
  }

  /**
   * Asks `count` questions. A failure that has words for people is an answer.
   *
   * @throws whatever else a question throws: a bug
   */
  ask(count: number): void {
    for (let i = 0; i < count; i++) {
      const question = this.random.pick(QUESTIONS);
      try {
        question(this.bench.calls, this);
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
      }
    }
  }

  /** A few questions from the ends of what is allowed. */
  askHostile(): void {
    this.hostile ??= new HostileCalls(this.bench, this.random);
    for (let i = 0; i < HOSTILE_CALLS; i++) this.hostile.ask();
  }

  /** Lets work in the background go on for a while. */
  work(): void {
    this.bench.jobs.run(50);
  }

  moment(): number {
    const { random, last } = this;
    return random.oneIn(3) ? random.pick([0, last]) : random.between(0, last);
  }

  /** The load, a dump beside it, or what is not attached. */
  side(): Side {
    const source = this.random.pick([0, 0, this.dump, this.dump + 1]);
    return { source, moment: source === 0 || this.random.oneIn(8) ? this.moment() : 0 };
  }

  /** A tree of page tables: the load's own, or one that begins anywhere in the load or the dump. */
  tree(): TreeOf {
    const { random } = this;
    const root = random.pick([undefined, undefined, this.session.rootFrame, random.below(10_000)]);
    return { ...this.side(), root };
  }

  comparison(): DiffRequest {
    const { random } = this;
    const shift = random.pick([
      0,
      0,
      1,
      -PAGE_SIZE,
      2 ** 20,
      PAGE_COUNT * PAGE_SIZE,
      -PAGE_COUNT * PAGE_SIZE,
    ]);
    return { left: this.side(), right: this.side(), space: this.space(), shift };
  }

  space(): MemorySpace {
    return this.random.pick(SPACES);
  }

  /** A page of the space, most often one that holds something or lies beside one. */
  page(space: MemorySpace, moment: number): number {
    const { random } = this;
    if (random.oneIn(8)) return random.between(0, MOST_PAGE);
    const ranges = this.session.calls['memory.ranges']({ space, moment });
    if (ranges.length === 0) return random.below(0x1000);
    const { first, count } = random.pick(ranges);
    return Math.max(0, random.pick([first, first + count - 1, first + count, first - 1]));
  }

  /** A byte of the space; what the checks of a window's calls let through. */
  position(space: MemorySpace, moment: number): number {
    const page = Math.min(this.page(space, moment), PAGE_COUNT);
    // Structures stand at the beginnings of many pages.
    return Math.min(
      page * PAGE_SIZE + this.pick([0, this.below(64), this.below(4096)]),
      PAGE_COUNT * PAGE_SIZE,
    );
  }

  address(): string {
    const { random } = this;
    const page = this.page('virtual', this.moment());
    return hex(random.oneIn(8) ? random.u64() : virtOfPage(page % PAGE_COUNT, random.below(4096)));
  }

  span(): number {
    return this.random.between(-1, this.session.trace.spans.length);
  }

  rows(): number {
    return this.random.pick([1, 50, 5000]);
  }

  pick<T>(values: readonly T[]): T {
    return this.random.pick(values);
  }

  below(count: number): number {
    return this.random.below(count);
  }

  /** Ascending moments that bound intervals, some of them empty. */
  edges(): Uint32Array {
    const moments = Array.from({ length: 2 + this.below(40) }, () => this.moment());
    return Uint32Array.from(moments.sort((a, b) => a - b));
  }

  /** Compares a frame as the trace has it at the end with the memory that the load left. */
  checkFrame(): void {
    const frames = this.session.touchedFrames(this.last);
    const frame = frames[this.random.below(frames.length)] ?? 0;
    const [fromTrace, inMemory] = [new Uint8Array(PAGE_SIZE), new Uint8Array(PAGE_SIZE)];
    this.session.frameAt(frame, this.last, fromTrace);
    this.session.memory.readFrame(frame, inMemory);
    if (Buffer.compare(fromTrace, inMemory) !== 0)
      throw new Error(`frame ${frame} is not what the trace says`);
  }

  historySubject(): HistorySubject {
    const { random } = this;
    const kind = random.pick(['bytes', 'entry', 'frame', 'page'] as const);
    const space = kind === 'bytes' ? this.space() : kind === 'page' ? 'virtual' : 'physical';
    const page = this.page(space, this.moment());
    if (kind === 'page') return { type: 'page', page };
    if (kind === 'frame') return { type: 'frame', frame: page };
    if (kind === 'entry') return { type: 'entry', table: page, index: random.below(512) };
    const length = random.pick([1, 8, PAGE_SIZE]);
    return { type: 'bytes', space, page, offset: random.below(PAGE_SIZE), length };
  }

  watch(): string {
    const { random } = this;
    const address = random.oneIn(4)
      ? random.pick(['_start', 'address', '0xfffffffffffff000'])
      : this.address();
    const space = random.pick(['', ', physical', ', file', ', virtual']);
    return random.pick([
      `u64(${address}${space}) + 1`,
      `i16(${address}${space})`,
      `bytes(${address}, ${random.pick([1, 16, 1024, 5000])}${space})`,
      `string(${address})`,
      `entry(${address}, ${random.between(0, 5)})`,
      `translate(${address}) == ${address}`,
      `flags(${address}) contains "WRITABLE"`,
      `symbolAt(${address})`,
      `u8(u64(${address}))`,
      'kind',
    ]);
  }

  breakpoint(id: number): Breakpoint {
    const { random } = this;
    const when = random.pick(['nth', 'from', 'every'] as const);
    return {
      id,
      enabled: !random.oneIn(5),
      target: this.breakpointTarget(),
      condition: random.oneIn(3) ? random.pick(CONDITIONS) : '',
      hitCount: random.oneIn(3) ? { when, count: random.pick([1, 2, 50, 2 ** 32]) } : null,
      log: random.oneIn(3) ? random.pick(LOG_TEXTS) : '',
      group: '',
    };
  }

  breakpointTarget(): BreakpointTarget {
    const { random } = this;
    const some = <E>(events: readonly E[]): E[] => events.filter(() => random.oneIn(2));
    switch (random.below(8)) {
      case 0:
        return { type: 'stepKind', kind: random.pick(SPAN_KINDS) };
      case 1: {
        const file = random.pick(this.session.calls['source.files']());
        const line = random.oneIn(2) ? random.between(1, 200) : random.pick([1, ...file.stops]);
        return { type: 'line', file: file.name, line };
      }
      case 2:
        return { type: 'function', name: random.pick(FUNCTIONS) };
      case 3:
        return { type: 'segment', number: random.below(6), events: some(SEGMENT_EVENTS) };
      case 4:
        return { type: 'relocations', first: random.below(10), last: random.pick([0, 5, 1e6, 2 ** 52]) };
      case 5:
        return { type: 'entry', level: random.between(1, 4), virt: this.address() };
      case 6:
        return { type: 'frame', address: this.breakpointAddress('physical'), events: some(FRAME_EVENTS) };
      default: {
        const space = random.pick(['physical', 'virtual'] as const);
        const [first, last] = [this.breakpointAddress(space), this.breakpointAddress(space)];
        return { type: 'range', space, first, last, events: some(MEMORY_EVENTS) };
      }
    }
  }

  private breakpointAddress(space: 'physical' | 'virtual'): string {
    if (space === 'virtual' || this.random.oneIn(8)) return this.address();
    return hex(this.page('physical', this.moment()) * PAGE_SIZE + this.below(PAGE_SIZE));
  }
}
