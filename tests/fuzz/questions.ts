/** The questions that a window asks about a load, with the parameters that it may send. */
import type { DebugSession } from '../../main/engine/session/debug-session';
import { hex, PAGE_COUNT, PAGE_SIZE, virtOfPage } from '../../shared/address';
import type { BreakpointTarget } from '../../shared/breakpoint';
import type { EngineCalls } from '../../shared/contract';
import { FailureError } from '../../shared/result';
import { SPAN_KINDS } from '../../shared/trace-types';
import type { MemorySpace } from '../../shared/view-types';
import type { Random } from './random';

const SPACES: readonly MemorySpace[] = ['physical', 'virtual', 'file'];
const COMMANDS = ['into', 'over', 'out', 'continue', 'first', 'last'] as const;
const DIRECTIONS = ['forward', 'back'] as const;
const TEXTS = ['#3', 'op 12', 'step 4', '50%', '0x1000 + 8', '_start', '_start + 0x10', 'bss', 'load 1', '~'];
/** Farther than any page: what the checks of a window's calls let through. */
const MOST_PAGE = PAGE_COUNT * 256;

/** Asks questions about one load, chosen at random. */
export class Questions {
  private readonly last: number;

  constructor(
    private readonly session: DebugSession,
    private readonly random: Random,
  ) {
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
        question(this.session.calls, this);
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
      }
    }
  }

  moment(): number {
    const { random, last } = this;
    return random.oneIn(3) ? random.pick([0, last]) : random.between(0, last);
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

  breakpointTarget(): BreakpointTarget {
    const { random } = this;
    const kind = random.below(3);
    if (kind === 0) return { type: 'stepKind', kind: random.pick(SPAN_KINDS) };
    if (kind === 1) {
      const file = random.pick(this.session.calls['source.files']());
      return { type: 'line', file: file.name, line: random.between(1, 200) };
    }
    const [first, last] = [this.address(), this.address()];
    const events = random.pick([['written'], ['mapped'], ['written', 'mapped'], []] as const);
    return { type: 'range', space: random.pick(['physical', 'virtual']), first, last, events };
  }
}

type Question = (calls: EngineCalls, given: Questions) => void;

const QUESTIONS: readonly Question[] = [
  (_, given) => {
    given.checkFrame();
  },
  (calls, given) => {
    const [command, direction] = [given.pick(COMMANDS), given.pick(DIRECTIONS)];
    calls['time.where']({
      moment: calls['time.move']({ moment: given.moment(), command, direction }).moment,
    });
  },
  (calls, given) =>
    calls['trace.spans']({ parent: given.span(), first: given.below(20), count: given.rows() }),
  (calls, given) => calls['trace.ops']({ firstMoment: given.moment(), count: given.rows() }),
  (calls, given) => calls['trace.log']({ first: given.below(20), count: given.rows() }),
  (calls, given) => {
    const breakpoints = [1, 2].map((id) => ({ id, enabled: true, target: given.breakpointTarget() }));
    calls['breakpoints.set']({ breakpoints });
    calls['breakpoints.moments']({ id: 1, limit: given.rows() });
    const direction = given.pick(DIRECTIONS);
    calls['time.move']({ moment: given.moment(), command: 'continue', direction });
  },
  (calls, given) => {
    const [space, moment] = [given.space(), given.moment()];
    calls['memory.pages']({ space, first: given.page(space, moment), count: 3, moment });
  },
  (calls, given) => {
    const moment = given.moment();
    const walk = calls['pageTable.walk']({ virt: given.address(), moment });
    const table = given.pick([null, ...walk.entries.map((entry) => entry.table)]);
    calls['pageTable.children']({ table, level: 4, virt: '0x0', moment, merge: given.below(2) === 0 });
  },
  (calls, given) => calls['inspect.moment']({ moment: given.moment() }),
  (calls, given) => {
    const [space, moment] = [given.space(), given.moment()];
    calls['inspect.byte']({ space, page: given.page(space, moment), offset: given.below(4096), moment });
  },
  (calls, given) => {
    const text = given.below(2) === 0 ? given.pick(TEXTS) : given.address();
    calls['goto.resolve']({ text, moment: given.moment() });
  },
];
