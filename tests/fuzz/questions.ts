/** The questions that a window asks about a load, with the parameters that it may send. */
import type { DebugSession } from '../../main/engine/session/debug-session';
import { hex, PAGE_COUNT, PAGE_SIZE, virtOfPage } from '../../shared/address';
import { FRAME_EVENTS, MEMORY_EVENTS, SEGMENT_EVENTS } from '../../shared/breakpoint';
import type { Breakpoint, BreakpointTarget } from '../../shared/breakpoint';
import { LOG_SOURCES, type HistorySubject } from '../../shared/debugger-types';
import { EXTENT_KINDS } from '../../shared/memory-types';
import { PROVENANCE_NAMES } from '../../shared/provenance';
import type { DiffRequest, Side } from '../../shared/memory-types';
import { FailureError } from '../../shared/result';
import { SPAN_KINDS } from '../../shared/trace-types';
import type { MemorySpace } from '../../shared/view-types';
import type { Workbench } from '../../main/engine/session/workbench';
import { workbenchOf } from '../fixtures/workbench';
import type { Random } from './random';
import { attachDump, SIDE_QUESTIONS, type Question } from './side-questions';

const SPACES: readonly MemorySpace[] = ['physical', 'virtual', 'file'];
const COMMANDS = ['into', 'over', 'out', 'continue', 'first', 'last'] as const;
const DIRECTIONS = ['forward', 'back'] as const;
const TEXTS = ['#3', 'op 12', 'step 4', '50%', '0x1000 + 8', '_start', '_start + 0x10', 'bss', 'load 1', '~'];
const FUNCTIONS = ['make_mut', 'loadSegments', 'create_next_table', 'Loader::new', 'copy_to', 'nothing'];
const CONDITIONS = ['moment > 40', 'index % 2 == 0', 'lost(WRITABLE)', 'label contains "0"', 'no &&', '('];
const LOG_TEXTS = ['{moment}: {label}', '{value:x} {symbol}', 'plain', '{', '{nothing}'];
/** Farther than any page: what the checks of a window's calls let through. */
const MOST_PAGE = PAGE_COUNT * 256;

/** Asks questions about one load, chosen at random. */
export class Questions {
  private readonly last: number;
  private readonly bench: Workbench;
  /** A dump beside the load. */
  private readonly dump: number;

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

const DIFFERENCES = ['pages', 'entries', 'bytes'] as const;

const QUESTIONS: readonly Question[] = [
  (_, given) => {
    given.checkFrame();
  },
  (calls, given) => {
    const [command, direction] = [given.pick(COMMANDS), given.pick(DIRECTIONS)];
    const [count, stopAtStages] = [given.pick([1, 1, 7, 2 ** 27]), given.below(2) === 0];
    calls['time.where']({
      moment: calls['time.move']({ moment: given.moment(), command, direction, count, stopAtStages }).moment,
    });
  },
  (calls, given) =>
    calls['trace.spans']({ parent: given.span(), first: given.below(20), count: given.rows() }),
  (calls, given) => calls['trace.ops']({ firstMoment: given.moment(), count: given.rows() }),
  (calls, given) =>
    calls['trace.log']({ first: given.below(20), count: given.rows(), moment: given.moment() }),
  (calls, given) => {
    calls['breakpoints.set']({ breakpoints: [1, 2, 3].map((id) => given.breakpoint(id)) });
    calls['breakpoints.moments']({ id: 1, limit: given.rows() });
    calls['breakpoints.around']({ moment: given.moment() });
    calls['breakpoints.marks']({ edges: given.edges() });
    const moment = given.moment();
    const [direction, stopAtStages] = [given.pick(DIRECTIONS), given.below(2) === 0];
    calls['time.move']({ moment, command: 'continue', direction, count: given.rows(), stopAtStages });
    const { total } = calls['trace.log']({ first: 0, count: 50, moment });
    const from = given.pick([...LOG_SOURCES, undefined]);
    calls['trace.log']({ first: given.below(total + 1), count: given.rows(), moment, from });
    calls['time.run']({ moment, direction, to: given.breakpointTarget(), stopAtStages });
  },
  (calls, given) => {
    const anchors = [0, 1, 2].map(() => calls['anchor.of']({ moment: given.moment() }));
    // As if another load had made them.
    const strange = anchors.map((anchor) => ({
      ...anchor,
      opCount: given.below(100),
      moment: given.moment(),
    }));
    calls['anchor.find']({ anchors: [...anchors, ...strange] });
  },
  (calls, given) => {
    const filter = given.pick(['', ...CONDITIONS]);
    const { total } = calls['steps.filter']({ filter });
    calls['steps.rows']({ filter, first: given.below(total + 2), count: given.rows() });
    calls['steps.indexAt']({ filter, moment: given.moment() });
  },
  (calls, given) => calls['timeline.density']({ edges: given.edges() }),
  (calls, given) => calls['timeline.touched']({ edges: given.edges(), rows: 1 + given.below(200) }),
  (calls, given) => {
    const [space, moment] = [given.space(), given.moment()];
    calls['memory.pages']({ space, first: given.page(space, moment), count: 3, moment });
    const position = given.page(space, moment) * 4096 + given.below(4096);
    calls['memory.counterpart']({ space, position, to: given.space(), moment });
  },
  (calls, given) => {
    const moment = given.moment();
    const walk = calls['pageTable.walk']({ virt: given.address(), moment });
    const table = given.pick([null, ...walk.entries.map((entry) => entry.table)]);
    calls['pageTable.children']({ table, level: 4, virt: '0x0', moment, merge: given.below(2) === 0 });
  },
  (calls, given) => {
    const expressions = Array.from({ length: 4 }, () => given.watch());
    calls['watch.evaluate']({
      expressions,
      moment: given.moment(),
      earlier: given.pick([null, given.moment()]),
    });
  },
  (calls, given) => {
    const [from, to, kind] = [given.moment(), given.moment(), given.pick(DIFFERENCES)];
    const { pages, entries, runs } = calls['compare.summary']({ from, to });
    const total = { pages, entries, bytes: runs }[kind];
    calls['compare.rows']({ from, to, kind, first: given.below(total + 1), count: given.rows() });
  },
  (calls, given) => calls['inspect.moment']({ moment: given.moment() }),
  (calls, given) => {
    const [space, moment] = [given.space(), given.moment()];
    calls['inspect.byte']({ space, page: given.page(space, moment), offset: given.below(4096), moment });
  },
  (calls, given) => {
    const [space, moment] = [given.space(), given.moment()];
    const position = given.position(space, moment);
    const path = calls['structures.at']({ space, position, moment });
    const first = Math.floor(position / PAGE_SIZE);
    const around = calls['structures.inPages']({ space, first, count: given.pick([1, 16, 256]), moment });
    const ids = [...path, ...around].map(({ id }) => id);
    const id = given.pick(['', 'ph/1@file', ...ids]);
    const below = calls['structures.children']({
      space,
      id,
      first: given.pick([0, 0, 7]),
      count: given.rows(),
      moment,
    });
    const inner = below.length === 0 ? id : given.pick(below).id;
    calls['structures.children']({ space, id: inner, first: 0, count: 50, moment: given.moment() });
  },
  (calls, given) => {
    const [space, moment] = [given.space(), given.moment()];
    const position = given.position(space, moment);
    calls['inspect.data']({ space, position, moment });
    calls['memory.extent']({ space, position, kind: given.pick(EXTENT_KINDS), moment });
  },
  (calls, given) => {
    const [space, moment] = [given.space(), given.moment()];
    calls['memory.legend']({ space, moment });
    calls['memory.ranges']({ space, moment, colours: [given.pick(PROVENANCE_NAMES)] });
    const pages = Array.from({ length: 2 + given.below(40) }, () => given.page(space, moment));
    const edges = Float64Array.from(pages).sort();
    calls['memory.overview']({ space, edges, moment, against: { source: 0, moment: given.moment() } });
  },
  (calls, given) => {
    const [subject, moment] = [given.historySubject(), given.moment()];
    const { total } = calls['history.of']({ subject, moment, first: 0, count: given.rows() });
    calls['history.of']({ subject, moment, first: given.below(total + 1), count: given.rows() });
    const [direction, stopAtStages] = [given.pick(DIRECTIONS), given.below(2) === 0];
    calls['time.run']({ moment, direction, to: { type: 'write', subject }, stopAtStages });
  },
  (calls, given) => {
    const [space, moment] = [given.space(), given.moment()];
    const page = given.page(space, moment);
    const start = space === 'virtual' ? virtOfPage(page % PAGE_COUNT) : BigInt(page) * BigInt(PAGE_SIZE);
    const first = hex(start + BigInt(given.below(4096)));
    const length = given.pick([1, 8, 5000, 2 ** 20, 2 ** 30]);
    calls['history.writers']({ space, first, length, moment });
  },
  (calls, given) => calls['source.values']({ moment: given.moment(), stackFrame: given.below(6) }),
  (calls, given) => {
    const text = given.below(2) === 0 ? given.pick(TEXTS) : given.address();
    calls['goto.resolve']({ text, moment: given.moment() });
  },
  ...SIDE_QUESTIONS,
];
