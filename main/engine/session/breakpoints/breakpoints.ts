import type {
  BoundBreakpoint,
  Breakpoint,
  BreakpointTarget,
  ExpressionProblem,
  HitsAround,
} from '../../../../shared/breakpoint';
import { FailureError } from '../../../../shared/result';
import type { Direction } from '../../../../shared/view-types';
import { ConditionHits } from './condition-hits';
import { countedHits } from './hit-count';
import { KeptLists } from './kept-lists';
import { countBelow, NO_MOMENTS } from './moment-list';
import { readCondition, readTemplate, type Condition } from './step-expressions';
import { missReason, targetMoments, targetProblem, type TargetContext } from './targets';

/** Most marks of one answer: as many as a wide screen has pixels, for some dozens of breakpoints. */
const MOST_MARKS = 100_000;

/** How long one answer may look for the hits of conditions, in milliseconds; the next one goes on. */
const LOOK_MILLISECONDS = 50;

/** Moments at which something stops or speaks, and what. */
export interface Hits {
  readonly id: number;
  /** Ascending. */
  readonly moments: Uint32Array;
}

/** A logpoint with what it says at a moment. */
export interface Logpoint extends Hits {
  readonly say: (moment: number) => string;
}

/** One breakpoint, bound. */
interface Binding {
  readonly bound: BoundBreakpoint;
  /** Those that were found so far. */
  readonly moments: Uint32Array;
  /** Where the hits are still looked for. */
  readonly looking: ConditionHits | null;
  readonly say: ((moment: number) => string) | null;
}

/** Where a run begins, and for how many stops it is to go on. */
export interface Departure {
  readonly moment: number;
  readonly direction: Direction;
  readonly count: number;
}

/** The breakpoints of a document, each bound to the ascending list of moments at which it stops or logs. */
export class Breakpoints {
  private bindings: readonly Binding[] = [];
  private readonly lists = new KeptLists<Uint32Array>();
  private readonly conditions = new KeptLists<ConditionHits>();
  /** When the answer that is worked on has to be given; `null` until it looks for the first condition. */
  private until: number | null = null;

  constructor(private readonly context: TargetContext) {}

  /**
   * Replaces all breakpoints. What was found for a target, with its condition, is kept: switching, moving to another
   * group or another hit count costs nothing. Those that are switched off are bound too, so that their hits can be shown.
   * Where a condition takes long, `counting` is set, and the next call with the same list goes on from there.
   */
  set(list: readonly Breakpoint[]): BoundBreakpoint[] {
    const used = new Set<string>();
    this.until = null;
    this.bindings = list.map((breakpoint) => this.bind(breakpoint, used));
    this.lists.trim(used);
    this.conditions.trim(used);
    return this.bindings.map(({ bound }) => bound);
  }

  /** The first moments at which a breakpoint stops or logs. */
  moments(id: number, limit: number): number[] {
    const binding = this.bindings.find(({ bound }) => bound.id === id);
    return binding === undefined ? [] : Array.from(binding.moments.subarray(0, limit));
  }

  /** The hits of each breakpoint, enabled or not, round a moment, in the order of the list. */
  around(moment: number): HitsAround[] {
    return this.bindings.map(({ bound: { id }, moments }) => {
      const before = countBelow(moments, moment);
      const passed = countBelow(moments, moment + 1);
      const previous = moments[before - 1] ?? null;
      return { id, passed, here: passed > before, previous, next: moments[passed] ?? null };
    });
  }

  /**
   * What stops: breakpoints that are enabled and no logpoints, in the order of the list, each with all of its hits, or at
   * least those that a run may come to.
   */
  stopping(run: Departure): Hits[] {
    return this.bindings
      .filter(({ bound }) => bound.enabled && bound.log === '')
      .map((binding) => ({ id: binding.bound.id, moments: stopsOf(binding, run) }));
  }

  /** What speaks: logpoints that are enabled, in the order of the list. */
  logpoints(): Logpoint[] {
    return this.bindings.flatMap(({ bound, moments, say }) =>
      bound.enabled && say !== null ? [{ id: bound.id, moments, say }] : [],
    );
  }

  /**
   * Where breakpoints and logpoints that are enabled hit: for each interval between neighbouring moments of `edges` (its
   * first moment excluded, its last included) one mark for each that hits in it, at its first hit.
   */
  marks(edges: Uint32Array): { id: number; moment: number; hits: number }[] {
    const marks: { id: number; moment: number; hits: number }[] = [];
    for (const { bound, moments } of this.bindings) {
      if (!bound.enabled || moments.length === 0) continue;
      let before = countBelow(moments, (edges[0] as number) + 1);
      for (let i = 1; i < edges.length && before < moments.length; i++) {
        const upTo = countBelow(moments, (edges[i] as number) + 1);
        if (upTo === before) continue;
        if (marks.length >= MOST_MARKS) return marks;
        marks.push({ id: bound.id, moment: moments[before] as number, hits: upTo - before });
        before = upTo;
      }
    }
    return marks;
  }

  /**
   * The moments that a target fits which no breakpoint has.
   *
   * @throws FailureError `run.target` for a target that can never be reached
   */
  momentsOf(target: BreakpointTarget): Uint32Array {
    const problem = targetProblem(this.context.view, target);
    if (problem !== null) throw new FailureError('run.target', problem);
    return this.lists.get(keyOf(target), () => targetMoments(this.context, target));
  }

  private bind(breakpoint: Breakpoint, used: Set<string>): Binding {
    const { target, condition, hitCount, log } = breakpoint;
    const read = condition === '' ? null : readCondition(this.context.view, condition);
    const said = log === '' ? null : readTemplate(this.context.view, log);
    const wrong = targetProblem(this.context.view, target) ?? textProblem(read?.problem, said?.problem);
    let problem = wrong;
    let moments: Uint32Array = NO_MOMENTS;
    let looking: ConditionHits | null = null;
    if (wrong === null) {
      const key = keyOf(target);
      used.add(key);
      const fitting = this.lists.get(key, () => targetMoments(this.context, target));
      const hits = read?.value ? this.conditionHits(key, fitting, condition, read.value, used) : null;
      looking = hits?.isDone === false ? hits : null;
      const chosen = hits?.moments ?? fitting;
      moments = countedHits(chosen, hitCount);
      if (moments.length === 0 && looking === null) {
        problem = this.missed(breakpoint, fitting.length, chosen.length);
      }
    }
    const bound: BoundBreakpoint = {
      ...breakpoint,
      hits: moments.length,
      counting: looking !== null,
      problem,
      conditionProblem: read?.problem ?? null,
      logProblem: said?.problem ?? null,
      inFunction: target.type === 'line' ? this.context.functionAt(target.file, target.line) : '',
    };
    return { bound, moments, looking, say: said?.value ?? null };
  }

  /** The hits of a condition at the moments of a target, as far as there is time to look for them. */
  private conditionHits(
    key: string,
    fitting: Uint32Array,
    condition: string,
    select: Condition,
    used: Set<string>,
  ): ConditionHits {
    const conditionKey = `${key}\n${condition}`;
    used.add(conditionKey);
    const hits = this.conditions.get(conditionKey, () => new ConditionHits(fitting, select));
    this.until ??= Date.now() + LOOK_MILLISECONDS;
    hits.lookOn(this.until);
    return hits;
  }

  /** Why a breakpoint without a mistake never stops. */
  private missed({ target }: Breakpoint, fitting: number, chosen: number): string {
    if (fitting === 0) return missReason(this.context.view, target);
    if (chosen === 0) return `The condition holds at none of the ${times(fitting, 'moment')} that fit.`;
    return `The hit count is never reached: it is hit ${times(chosen, 'time')}.`;
  }
}

/** Where a breakpoint may stop a run. */
function stopsOf({ bound: { hitCount }, moments, looking }: Binding, run: Departure): Uint32Array {
  if (looking === null) return moments;
  if (hitCount === null) return looking.nearest(run.moment, run.direction, run.count);
  // Which hit is the nth can only be told from the first one on.
  looking.lookOn(Infinity);
  return countedHits(looking.moments, hitCount);
}

function keyOf(target: BreakpointTarget): string {
  return JSON.stringify(target);
}

function textProblem(
  condition: ExpressionProblem | null | undefined,
  log: ExpressionProblem | null | undefined,
): string | null {
  if (condition) return 'The condition is wrong: correct it where it is marked.';
  return log ? 'The text for the log is wrong: correct it where it is marked.' : null;
}

function times(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}
