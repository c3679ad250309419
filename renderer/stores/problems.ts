import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { Problem, ProblemGroup } from '../../shared/problem-types';
import { useQuery } from '../composables/useQuery';
import { useDocumentStore } from './document';
import { useEngineStore } from './engine';
import { useLayoutStore } from './layout';

/** What the badge of the panel says: how many errors and warnings there are, and whether an error is among them. */
export interface ProblemCount {
  readonly count: number;
  readonly tone: 'error' | 'warning';
}

/** Counts errors and warnings; notes are no problems. */
export function countProblems(problems: readonly Problem[]): ProblemCount {
  const counted = problems.filter(({ severity }) => severity !== 'note');
  const isError = counted.some(({ severity }) => severity === 'error');
  return { count: counted.length, tone: isError ? 'error' : 'warning' };
}

/** What is wrong with the document's kernel, and which finding is selected. */
export const useProblemsStore = defineStore('problems', () => {
  const documents = useDocumentStore();
  const engine = useEngineStore();
  const layout = useLayoutStore();
  const query = useQuery(
    () => ({}),
    () => engine.problems(),
    { timeless: true },
  );
  const { data: found, loading, failure, retry } = query;
  /** The finding that was chosen; `null`: none was. */
  const chosen = ref<string | null>(null);
  /** Whether the explanation is in the upper part of the centre, where the list is in the left column. */
  const detailShown = ref(false);
  /** Groups of the list that are closed. */
  const closed = shallowRef<ReadonlySet<ProblemGroup>>(new Set());

  const list = computed<readonly Problem[]>(() => found.value?.problems ?? []);
  const badge = computed(() => countProblems(list.value));
  /** The load failed, and the failure is explained. */
  const failed = computed(() => list.value[0]?.group === 'failure');
  /** The finding that is explained: the chosen one, or the worst. */
  const selected = computed(() => list.value.find(({ id }) => id === chosen.value) ?? list.value[0] ?? null);
  /** The finding whose bytes are marked: one that was chosen, or the failure. */
  const marked = computed(() => {
    const problem = selected.value;
    return problem !== null && (problem.id === chosen.value || problem.group === 'failure') ? problem : null;
  });

  /** Selects a finding, without opening anything. */
  function choose(id: string): void {
    chosen.value = id;
  }

  /** Selects a finding and opens its explanation. */
  function select(id: string): void {
    chosen.value = id;
    setDetailShown(true);
  }

  function setDetailShown(shown: boolean): void {
    detailShown.value = shown;
    // The explanation is in the centre, whose place the bottom strip may have taken.
    if (shown && layout.widthClass === 'narrow') layout.showCentre(layout.centreTab);
  }

  /** Selects a finding and brings the panel to the front. */
  async function show(id: string): Promise<void> {
    select(id);
    await layout.showView('problems');
  }

  /** Selects the next or previous finding, round the ends of the list; `null` where there is none. */
  function step(direction: 1 | -1): Problem | null {
    const problems = list.value;
    const at = problems.findIndex(({ id }) => id === marked.value?.id);
    const start = at < 0 && direction === -1 ? 0 : at;
    const next = problems[(start + direction + problems.length) % problems.length];
    if (next === undefined) return null;
    select(next.id);
    return next;
  }

  /** The place of a finding in the list, from 1 on. */
  function numberOf(problem: Problem): number {
    return list.value.indexOf(problem) + 1;
  }

  function setOpen(group: ProblemGroup, open: boolean): void {
    const next = new Set(closed.value);
    if (open) next.delete(group);
    else next.add(group);
    closed.value = next;
  }

  // A load that failed explains itself at once.
  watch(
    () => documents.revision,
    () => {
      chosen.value = null;
      detailShown.value = documents.summary !== null && documents.summary.status !== 'ok';
    },
    { immediate: true, flush: 'sync' },
  );

  return {
    found,
    loading,
    failure,
    retry,
    list,
    badge,
    failed,
    selected,
    marked,
    detailShown,
    closed,
    choose,
    select,
    setDetailShown,
    show,
    step,
    numberOf,
    setOpen,
  };
});
