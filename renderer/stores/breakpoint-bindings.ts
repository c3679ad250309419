import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { BoundBreakpoint, Breakpoint } from '../../shared/breakpoint';
import type { Failure } from '../../shared/result';
import { call } from '../api/client';
import { failureOf } from '../composables/failure';
import { beginPending } from '../composables/pending';

/** Moments asked per breakpoint, for its marks; beyond it only their count is known. */
const MAX_MOMENTS = 2000;

/** What the trace says of a breakpoint. */
export type BindingOf = Pick<
  BoundBreakpoint,
  'hits' | 'counting' | 'problem' | 'conditionProblem' | 'logProblem' | 'inFunction'
>;

/** What is said of a breakpoint before the engine has answered. */
export const NOT_BOUND: BindingOf = {
  hits: 0,
  counting: false,
  problem: null,
  conditionProblem: null,
  logProblem: null,
  inFunction: '',
};

/** Breakpoints as the trace of one load has them. */
export interface BreakpointBindings {
  /** By breakpoint id. */
  readonly bindings: ShallowRef<ReadonlyMap<number, BindingOf>>;
  /** By breakpoint id: the first moments that it stops at, ascending, at most {@link MAX_MOMENTS}. */
  readonly moments: ShallowRef<ReadonlyMap<number, readonly number[]>>;
  /** Grows with every answer about the list. */
  readonly bound: Ref<number>;
  readonly failure: ShallowRef<Failure | null>;
  /** Tells the engine the list; done when it knows all hits. Of several lists only the last one counts. */
  bind(list: readonly Breakpoint[], revision: number): Promise<void>;
}

/** What decides which moments fit a breakpoint. */
export function bindingKey({ target, condition, hitCount }: Omit<Breakpoint, 'id'>): string {
  return JSON.stringify([target, condition, hitCount]);
}

function bindingOf(bound: BoundBreakpoint): BindingOf {
  const { hits, counting, problem, conditionProblem, logProblem, inFunction } = bound;
  return { hits, counting, problem, conditionProblem, logProblem, inFunction };
}

/** Nothing is bound yet. */
export function createBindings(): BreakpointBindings {
  const bindings = shallowRef<ReadonlyMap<number, BindingOf>>(new Map());
  const moments = shallowRef<ReadonlyMap<number, readonly number[]>>(new Map());
  const bound = ref(0);
  const failure = shallowRef<Failure | null>(null);
  /** What the moments were asked for, by breakpoint id: those that have not changed are not asked for again. */
  let keys: ReadonlyMap<number, string> = new Map();
  let round = 0;

  async function momentsOf(id: number, key: string | undefined): Promise<readonly number[]> {
    const known = key !== undefined && keys.get(id) === key ? moments.value.get(id) : undefined;
    return known ?? (await call('breakpoints.moments', { id, limit: MAX_MOMENTS }));
  }

  async function bind(list: readonly Breakpoint[], revision: number): Promise<void> {
    round += 1;
    const mine = round;
    const end = beginPending();
    try {
      let isCounting = true;
      while (isCounting) {
        const answers = await call('breakpoints.set', { breakpoints: [...list] });
        // What is not known to its end is asked for again.
        const known = new Set(answers.filter(({ counting }) => !counting).map(({ id }) => id));
        const whole = list.filter(({ id }) => known.has(id));
        const next = new Map(whole.map((one) => [one.id, `${revision} ${bindingKey(one)}`]));
        const found = await Promise.all(
          list.map(async ({ id }) => [id, await momentsOf(id, next.get(id))] as const),
        );
        if (mine !== round) return;
        bindings.value = new Map(answers.map((answer) => [answer.id, bindingOf(answer)]));
        moments.value = new Map(found);
        keys = next;
        failure.value = null;
        bound.value += 1;
        isCounting = known.size < answers.length;
      }
    } catch (error) {
      if (mine === round) failure.value = failureOf(error);
    } finally {
      end();
    }
  }

  return { bindings, moments, bound, failure, bind };
}
