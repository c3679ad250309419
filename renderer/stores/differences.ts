import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import {
  DOCUMENT_SOURCE,
  type DiffRequest,
  type DiffRow,
  type DiffState,
  type Side,
} from '../../shared/memory-types';
import type { Failure } from '../../shared/result';
import type { MemorySpace } from '../../shared/view-types';
import { call } from '../api/client';
import { failureOf } from '../composables/failure';
import { useAnnouncementsStore } from './announcements';
import { commonSpaces, requestOf, type Alignment, type SideChoice, type SidesContext } from './compare-sides';
import { useDocumentStore } from './document';
import { useSourceChangesStore } from './source-changes';
import { useSourcesStore } from './sources';
import { useTimeStore } from './time';

/** How soon and how often it is asked how far a comparison is, in milliseconds: most are done at once. */
const FIRST_INTERVAL = 10;
const INTERVAL = 100;

/** A comparison that was begun. */
export interface DiffRun {
  readonly request: DiffRequest;
  readonly state: DiffState;
}

/** Memory compared with other memory: what with what, how far it is, and which difference is looked at. */
export const useDifferencesStore = defineStore('differences', () => {
  const announcements = useAnnouncementsStore();
  const documents = useDocumentStore();
  const changes = useSourceChangesStore();
  const sources = useSourcesStore();
  const time = useTimeStore();

  const left = shallowRef<SideChoice>({ source: DOCUMENT_SOURCE, moment: 0 });
  const right = shallowRef<SideChoice>({ source: DOCUMENT_SOURCE, moment: null });
  const chosenSpace = ref<MemorySpace>('physical');
  const alignment = ref<Alignment>('address');
  const shift = ref('0x0');
  const run = shallowRef<DiffRun | null>(null);
  const failure = shallowRef<Failure | null>(null);
  /** The difference that was walked to; -1: none yet. */
  const selected = ref(-1);

  const context = computed<SidesContext>(() => ({
    moment: time.moment,
    lastMoment: documents.opCount,
    virtualAddressOffset: documents.summary?.virtualAddressOffset ?? null,
    list: sources.list,
  }));
  const spaces = computed(() => commonSpaces(left.value, right.value, sources.list));
  /** The chosen space, else the first that both sides have. */
  const space = computed<MemorySpace>({
    get: () =>
      spaces.value.includes(chosenSpace.value) ? chosenSpace.value : (spaces.value[0] ?? chosenSpace.value),
    set: (next) => (chosenSpace.value = next),
  });
  const choice = computed(() => ({
    left: left.value,
    right: right.value,
    space: space.value,
    alignment: alignment.value,
    shift: shift.value,
  }));
  const next = computed(() => requestOf(choice.value, context.value));
  /** Why what is chosen cannot be compared; `null`: it can. */
  const problem = computed(() => ('problem' in next.value ? next.value.problem : null));
  /** Whether what is listed is what is chosen. */
  const isCurrent = computed(
    () =>
      run.value !== null &&
      'request' in next.value &&
      JSON.stringify(run.value.request) === JSON.stringify(next.value.request),
  );
  const isRunning = computed(() => run.value !== null && !run.value.state.finished);

  /** Begins to compare what is chosen; an earlier comparison ends. */
  async function start(): Promise<void> {
    if (!('request' in next.value)) return;
    const { request } = next.value;
    clear();
    try {
      const state = await call('diff.start', request);
      run.value = { request, state };
      void follow(state.job);
    } catch (error) {
      failure.value = failureOf(error);
    }
  }

  /** Compares the document as it is now with an attached source, in the space where that lies. */
  function compareWith(source: number): Promise<void> {
    left.value = { source: DOCUMENT_SOURCE, moment: null };
    right.value = { source, moment: null };
    const about = sources.list.find(({ id }) => id === source);
    if (about?.kind === 'dump') alignment.value = 'address';
    return start();
  }

  async function follow(job: number): Promise<void> {
    const isMine = (): boolean => run.value?.state.job === job;
    let wait = FIRST_INTERVAL;
    while (isMine() && isRunning.value) {
      const patience = wait;
      await new Promise((resolve) => setTimeout(resolve, patience));
      wait = Math.min(INTERVAL, wait * 2);
      try {
        const state = await call('diff.state', { job });
        if (isMine() && run.value !== null) run.value = { ...run.value, state };
      } catch (error) {
        if (!isMine()) return;
        run.value = null;
        failure.value = failureOf(error);
      }
    }
    if (isMine() && run.value !== null) announcements.say(endText(run.value.state));
  }

  function cancel(): void {
    if (run.value !== null) void call('job.cancel', { job: run.value.state.job });
  }

  function clear(): void {
    if (isRunning.value) cancel();
    run.value = null;
    failure.value = null;
    selected.value = -1;
  }

  function swap(): void {
    [left.value, right.value] = [right.value, left.value];
  }

  /** Rows of the comparison from the `first` on. */
  function rows(job: number, first: number, count: number): Promise<DiffRow[]> {
    return call('diff.rows', { job, first, count });
  }

  /** The differences in a part of the left side: first position, length and number of the kind of each. */
  function within(job: number, first: number, length: number, limit: number): Promise<Float64Array> {
    return call('diff.within', { job, first, length, limit });
  }

  /** Index of the first difference that ends behind a position of the left side. */
  function indexAt(job: number, position: number): Promise<number> {
    return call('diff.indexAt', { job, position });
  }

  watch(
    () => documents.revision,
    () => {
      // Jobs of the load before went away with it.
      run.value = null;
      clear();
      left.value = { source: DOCUMENT_SOURCE, moment: 0 };
      right.value = { source: DOCUMENT_SOURCE, moment: null };
    },
    { flush: 'sync' },
  );
  // A dump that has been written since differs elsewhere.
  watch(
    () => changes.last,
    (change) => {
      const request = run.value?.request;
      if (change === null || request === undefined) return;
      if (request.left.source !== change.source && request.right.source !== change.source) return;
      const again = isCurrent.value;
      clear();
      if (again) void start();
    },
    { flush: 'sync' },
  );
  // What is not attached any more cannot be compared.
  watch(
    () => sources.list,
    (list) => {
      const isLost = ({ source }: SideChoice | Side): boolean =>
        source !== DOCUMENT_SOURCE && !list.some(({ id }) => id === source);
      if (run.value !== null && (isLost(run.value.request.left) || isLost(run.value.request.right))) clear();
      if (isLost(left.value)) left.value = { source: DOCUMENT_SOURCE, moment: 0 };
      if (isLost(right.value)) right.value = { source: DOCUMENT_SOURCE, moment: null };
    },
    { flush: 'sync' },
  );

  return {
    left,
    right,
    spaces,
    space,
    alignment,
    shift,
    run,
    failure,
    selected,
    context,
    problem,
    isCurrent,
    isRunning,
    start,
    compareWith,
    cancel,
    clear,
    swap,
    rows,
    within,
    indexAt,
  };
});

function endText({ runs, failure, cut }: DiffState): string {
  if (failure !== null) return failure.message;
  if (runs === 0) return 'No byte differs';
  return `${runs.toLocaleString('en-US')} ${runs === 1 ? 'difference' : 'differences'}${cut ? ', there are more' : ''}`;
}
