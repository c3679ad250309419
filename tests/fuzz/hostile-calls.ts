/** Calls as a window that has been taken over could send them: all that the checks of parameters let through. */
import { validate } from '../../main/host/validate';
import type { Workbench } from '../../main/engine/session/workbench';
import { hex, PAGE_COUNT, PAGE_SIZE } from '../../shared/address';
import type { CallParams, EngineCalls } from '../../shared/contract';
import { TEXT_ENCODINGS, type SearchWhat, type Side } from '../../shared/memory-types';
import { FailureError } from '../../shared/result';
import type { MemorySpace } from '../../shared/view-types';
import {
  FILTERS,
  GOTO_TEXTS,
  IDS,
  NUMBERS,
  PATTERNS,
  REGEXES,
  TEXTS,
  TOLERANCES,
  WATCHES,
} from './hostile-texts';
import { MEMORY_PARAMS } from './hostile-memory';
import { TABLE_PARAMS } from './hostile-tables';
import type { Random } from './random';
import { threadMilliseconds } from './thread-time';

const SPACES: readonly MemorySpace[] = ['physical', 'virtual', 'file'];
const SPACE_BYTES = PAGE_COUNT * PAGE_SIZE;
/** Farther than any page: what the checks let through. */
const MOST_PAGE = PAGE_COUNT * 256;
const HUGE = Number.MAX_SAFE_INTEGER;

/** The list of breakpoints outlives a call: `Questions` has them. */
type Name = Exclude<keyof EngineCalls, `breakpoints.${string}` | 'time.run' | 'anchor.find'>;

/** What one call came to. */
export interface Asked {
  readonly name: string;
  readonly params: unknown;
  /** The code of its failure; `null` where it had an answer. */
  readonly failure: string | null;
  /** Of the processor, so that a busy machine makes no call slower. */
  readonly milliseconds: number;
}

/** Asks questions with parameters from the ends of what is allowed, about a load and whatever is beside it. */
export class HostileCalls {
  private readonly calls: EngineCalls;
  private readonly last: number;
  private readonly jobs: number[] = [];
  private readonly ids: string[] = [...IDS];
  private readonly edgePages = new Map<MemorySpace, number[]>();
  private readonly sources: readonly number[];

  constructor(
    bench: Workbench,
    private readonly random: Random,
  ) {
    this.calls = bench.calls;
    this.last = bench.session.summary().opCount;
    const attached = bench.calls['sources.list']().map(({ id }) => id);
    this.sources = [0, 0, 0, ...attached, 99];
    for (const space of SPACES) {
      const ranges = this.calls['memory.ranges']({ space, moment: this.last }).slice(0, 1000);
      this.edgePages.set(
        space,
        ranges.flatMap(({ first, count }) => [first - 1, first, first + count - 1, first + count]),
      );
    }
  }

  /** Asks one question. @throws whatever is no failure in words: a bug */
  ask(): Asked {
    const name = this.random.pick(NAMES);
    const params = this.checked(name);
    const began = threadMilliseconds();
    const done = (failure: string | null): Asked => {
      return { name, params, failure, milliseconds: threadMilliseconds() - began };
    };
    let answer: unknown;
    try {
      answer = (this.calls[name] as (params: unknown) => unknown)(params);
    } catch (error) {
      if (error instanceof FailureError) return done(error.failure.code);
      throw new Error(`${name} with ${JSON.stringify(params)?.slice(0, 400)}`, { cause: error });
    }
    const asked = done(null);
    if (Array.isArray(answer) && name.startsWith('structures')) {
      this.ids.push(...answer.slice(0, 10).map(({ id }: { id: string }) => id));
    }
    if (typeof answer === 'object' && answer !== null && 'job' in answer)
      this.jobs.push(answer.job as number);
    return asked;
  }

  /** Parameters that a window may send. */
  private checked<N extends Name>(name: N): CallParams<N> {
    return validate(name, PARAMS[name](this));
  }

  pick<T>(values: readonly T[]): T {
    return this.random.pick(values);
  }

  space(): MemorySpace {
    return this.pick(SPACES);
  }

  moment(): number {
    const { random, last } = this;
    if (random.oneIn(30)) return random.pick([last + 1, HUGE]);
    return random.oneIn(3) ? random.pick([0, last]) : random.between(0, last);
  }

  side(): Side {
    const source = this.pick(this.sources);
    return { source, moment: source === 0 || this.random.oneIn(6) ? this.moment() : 0 };
  }

  /** The side as most questions name it. */
  at(): { moment: number; source?: number } {
    return this.random.oneIn(3) ? this.side() : { moment: this.moment() };
  }

  page(space: MemorySpace): number {
    const pages = this.edgePages.get(space) ?? [];
    if (pages.length === 0 || this.random.oneIn(6)) {
      return this.pick([0, 1, PAGE_COUNT / 2, PAGE_COUNT - 1, PAGE_COUNT, MOST_PAGE]);
    }
    return Math.max(0, this.pick(pages));
  }

  position(space: MemorySpace): number {
    const offset = this.pick([0, 1, 8, PAGE_SIZE - 8, PAGE_SIZE - 1, this.random.below(PAGE_SIZE), -1]);
    return Math.max(0, Math.min(SPACE_BYTES, this.page(space) * PAGE_SIZE + offset));
  }

  /** @param most as the checks have it */
  length(most = SPACE_BYTES): number {
    return Math.min(most, this.pick([1, 7, PAGE_SIZE, 2 ** 16, 2 ** 24, 2 ** 30, 2 ** 40, SPACE_BYTES]));
  }

  index(): number {
    return this.pick([0, 1, 7, 1_000_000, HUGE]);
  }

  rows(): number {
    return this.pick([1, 50, 10_000]);
  }

  job(): number {
    if (this.jobs.length === 0 || this.random.oneIn(20)) return this.pick([0, 1, HUGE]);
    return this.pick(this.jobs.slice(-8));
  }

  id(): string {
    return this.pick(this.ids.slice(-200));
  }

  bool(): boolean {
    return this.random.oneIn(2);
  }

  address(): string {
    return hex(this.bool() ? this.random.u64() : BigInt(this.position('virtual')));
  }

  some<T>(values: readonly T[]): T[] {
    return values.filter(() => this.random.oneIn(3));
  }

  /** Pages that bound intervals: evenly, as the minimap asks, or wherever something begins. */
  pageEdges(space: MemorySpace): Float64Array {
    const count = this.pick([2, 3, 500, 8193]);
    if (this.bool()) return Float64Array.from({ length: count }, () => this.page(space)).sort();
    const end = this.pick([1, 2 ** 20, PAGE_COUNT, MOST_PAGE]);
    return Float64Array.from({ length: count }, (_, i) => Math.floor((end * i) / (count - 1)));
  }

  momentEdges(): Uint32Array {
    const count = this.pick([2, 100, 8193]);
    return Uint32Array.from({ length: count }, () => this.pick([0, this.moment(), 2 ** 32 - 1]) >>> 0).sort();
  }

  what(): SearchWhat {
    const ignoreCase = this.bool();
    switch (this.random.below(4)) {
      case 0:
        return { type: 'bytes', pattern: this.pick(PATTERNS) };
      case 1:
        return { type: 'text', text: this.pick(TEXTS), encoding: this.pick(TEXT_ENCODINGS), ignoreCase };
      case 2: {
        const [value, tolerance] = [this.pick(NUMBERS), this.pick(TOLERANCES)];
        const kind = this.pick(['unsigned', 'signed', 'float'] as const);
        const width = this.pick([1, 2, 4, 8] as const);
        return { type: 'number', value, kind, width, bigEndian: this.bool(), tolerance };
      }
      default:
        return { type: 'regex', source: this.pick(REGEXES), ignoreCase };
    }
  }

  subject(): CallParams<'history.of'>['subject'] {
    const frame = this.page('physical');
    return this.pick([
      {
        type: 'bytes',
        space: this.space(),
        page: this.page('virtual'),
        offset: this.random.below(PAGE_SIZE),
        length: this.length(PAGE_SIZE),
      },
      { type: 'entry', table: frame, index: this.random.below(512) },
      { type: 'frame', frame },
      { type: 'page', page: this.page('virtual') },
    ]);
  }
}

type Make<N extends Name> = (given: HostileCalls) => CallParams<N>;

const PARAMS: { readonly [N in Name]: Make<N> } = {
  'time.move': (given) => ({
    moment: given.moment(),
    command: given.pick(['into', 'over', 'out', 'continue', 'first', 'last']),
    direction: given.pick(['forward', 'back']),
    count: given.pick([1, 1000, 2 ** 27]),
    stopAtStages: given.bool(),
    withWhere: given.bool(),
  }),
  'time.where': (given) => ({ moment: given.moment() }),
  'trace.spans': (given) => ({
    parent: given.pick([-1, 0, 5, HUGE]),
    first: given.index(),
    count: given.rows(),
  }),
  'trace.ops': (given) => ({ firstMoment: given.pick([given.moment(), given.index()]), count: given.rows() }),
  'trace.log': (given) => ({ first: given.index(), count: given.rows(), moment: given.moment() }),
  'steps.filter': (given) => ({ filter: given.pick(FILTERS) }),
  'steps.rows': (given) => ({ filter: given.pick(FILTERS), first: given.index(), count: given.rows() }),
  'steps.indexAt': (given) => ({ filter: given.pick(FILTERS), moment: given.moment() }),
  'timeline.density': (given) => ({ edges: given.momentEdges() }),
  'timeline.touched': (given) => ({ edges: given.momentEdges(), rows: given.pick([1, 4096]) }),
  'history.of': (given) => ({
    subject: given.subject(),
    moment: given.moment(),
    first: given.index(),
    count: given.rows(),
  }),
  'history.writers': (given) => ({
    space: given.space(),
    first: given.address(),
    length: given.length(2 ** 30),
    moment: given.moment(),
  }),
  'source.values': (given) => ({ moment: given.moment(), stackFrame: given.pick([0, 1, 3, 1000]) }),
  'source.files': () => undefined,
  'watch.evaluate': (given) => ({
    expressions: given.some(WATCHES),
    moment: given.moment(),
    earlier: given.pick([null, given.moment()]),
  }),
  'compare.summary': (given) => ({ from: given.moment(), to: given.moment() }),
  'compare.rows': (given) => ({
    from: given.moment(),
    to: given.moment(),
    kind: given.pick(['pages', 'entries', 'bytes']),
    first: given.index(),
    count: given.rows(),
  }),
  'anchor.of': (given) => ({ moment: given.moment() }),
  ...TABLE_PARAMS,
  'problems.list': () => undefined,
  'inspect.moment': (given) => ({ moment: given.moment() }),
  'inspect.byte': (given) => {
    const space = given.space();
    return { space, page: given.page(space), offset: given.pick([0, 4095]), ...given.at() };
  },
  'goto.resolve': (given) => ({ text: given.pick(GOTO_TEXTS), moment: given.moment() }),
  ...MEMORY_PARAMS,
};

/** Questions that have many kinds of parameters, or a language of their own, are asked more often than others. */
const OFTEN: readonly Name[] = ['search.start', 'search.start', 'search.start', 'diff.start', 'ranges.find'];
const NAMES = [...(Object.keys(PARAMS) as Name[]), ...OFTEN];
