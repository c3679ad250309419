import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { BoundBreakpoint, Breakpoint, BreakpointTarget } from '../../shared/breakpoint';
import type { Failure } from '../../shared/result';
import { call } from '../api/client';
import { failureOf } from '../composables/failure';
import { useDocumentStore } from './document';

/** Moments asked per breakpoint, for its marks and "hit 4 of 9"; beyond it only the count is shown. */
const MAX_MOMENTS = 2000;

function sameTarget(a: BreakpointTarget, b: BreakpointTarget): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The document's breakpoints of all kinds. They outlive a reload; the engine binds them to each new trace. */
export const useBreakpointsStore = defineStore('breakpoints', () => {
  const documents = useDocumentStore();
  const list = shallowRef<readonly BoundBreakpoint[]>([]);
  /** By breakpoint id: the moments that it stops at, ascending, at most {@link MAX_MOMENTS}. */
  const moments = shallowRef<ReadonlyMap<number, readonly number[]>>(new Map());
  const failure = shallowRef<Failure | null>(null);
  let nextId = 1;
  let round = 0;

  const lines = computed(() => list.value.filter((breakpoint) => breakpoint.target.type === 'line'));

  async function bind(wanted: readonly Breakpoint[]): Promise<void> {
    round += 1;
    const mine = round;
    try {
      const plain = wanted.map(({ id, enabled, target }) => ({ id, enabled, target }));
      const bound = await call('breakpoints.set', { breakpoints: plain });
      const found = await Promise.all(
        bound.map(
          async ({ id }) => [id, await call('breakpoints.moments', { id, limit: MAX_MOMENTS })] as const,
        ),
      );
      if (mine !== round) return;
      list.value = bound;
      moments.value = new Map(found);
      failure.value = null;
    } catch (error) {
      if (mine === round) failure.value = failureOf(error);
    }
  }

  /** Sets the list at once, then again with what the trace says of it. */
  function replace(wanted: readonly Breakpoint[]): Promise<void> {
    const known = new Map(list.value.map((breakpoint) => [breakpoint.id, breakpoint]));
    list.value = wanted.map((one) => ({
      ...one,
      hits: known.get(one.id)?.hits ?? 0,
      problem: known.get(one.id)?.problem ?? null,
    }));
    return bind(wanted);
  }

  /** Adds a breakpoint; one with the same target is enabled instead. */
  function add(target: BreakpointTarget): Promise<void> {
    const same = list.value.find((one) => sameTarget(one.target, target));
    if (same !== undefined) return setEnabled(same.id, true);
    const added: Breakpoint = { id: nextId, enabled: true, target };
    nextId += 1;
    return replace([...list.value, added]);
  }

  function remove(id: number): Promise<void> {
    return replace(list.value.filter((one) => one.id !== id));
  }

  function setEnabled(id: number, enabled: boolean): Promise<void> {
    return replace(list.value.map((one) => (one.id === id ? { ...one, enabled } : one)));
  }

  /** Removes the breakpoint with this target, or adds it. */
  function toggle(target: BreakpointTarget): Promise<void> {
    const same = list.value.find((one) => sameTarget(one.target, target));
    return same === undefined ? add(target) : remove(same.id);
  }

  watch(
    () => documents.revision,
    (revision) => {
      if (revision !== null && list.value.length > 0) void bind(list.value);
    },
  );

  return { list, moments, failure, lines, add, remove, setEnabled, toggle };
});
