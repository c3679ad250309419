import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import {
  DOCUMENT_SOURCE,
  type AttachedSource,
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
import { cancelJob } from './cancel-job';
import { useCompareStore } from './compare';
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
  const compare = useCompareStore();
  const documents = useDocumentStore();
  const changes = useSourceChangesStore();
  const sources = useSourcesStore();
  const time = useTimeStore();

  const left = shallowRef<SideChoice>({ source: DOCUMENT_SOURCE, moment: compare.from ?? 0 });
  const right = shallowRef<SideChoice>({ source: DOCUMENT_SOURCE, moment: compare.pinnedTo });
  const chosenSpace = ref<MemorySpace>('physical');
  const alignment = ref<Alignment>('address');
  const shift = ref('0x0');
  const run = shallowRef<DiffRun | null>(null);
  const failure = shallowRef<Failure | null>(null);
  /** The difference that was walked to; -1: none yet. */
  const selected = ref(-1);
  /** Counts starts and ends: what was begun for an earlier one means nothing. */
  let serial = 0;

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
    const mine = ++serial;
    try {
      const state = await call('diff.start', request);
      if (mine === serial) {
        run.value = { request, state };
        void follow(state.job);
      } else await cancelJob(state.job);
    } catch (error) {
      if (mine === serial) failure.value = failureOf(error);
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
    const told = (state: DiffState): void => {
      if (isMine() && run.value !== null) run.value = { ...run.value, state };
    };
    try {
      await askUntilEnd(job, () => isMine() && isRunning.value, told);
    } catch (error) {
      if (!isMine()) return;
      run.value = null;
      failure.value = failureOf(error);
    }
    if (isMine() && run.value !== null) announcements.say(endText(run.value.state));
  }

  function cancel(): void {
    if (run.value !== null) void cancelJob(run.value.state.job);
  }

  function clear(): void {
    serial += 1;
    if (isRunning.value) cancel();
    run.value = null;
    failure.value = null;
    selected.value = -1;
  }

  followPinned(left, right);
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
      const isLost = ({ source }: SideChoice | Side): boolean => !isThere(source, list);
      if (run.value !== null && (isLost(run.value.request.left) || isLost(run.value.request.right))) clear();
      if (isLost(left.value)) left.value = { source: DOCUMENT_SOURCE, moment: compare.from ?? 0 };
      if (isLost(right.value)) right.value = { source: DOCUMENT_SOURCE, moment: compare.pinnedTo };
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
    swap: () => void ([left.value, right.value] = [right.value, left.value]),
    rows,
    within,
    indexAt,
  };
});

function isThere(source: number, list: readonly AttachedSource[]): boolean {
  return source === DOCUMENT_SOURCE || list.some(({ id }) => id === source);
}

/** A moment that is pinned is one to compare with, as long as no other was chosen here. */
function followPinned(left: Ref<SideChoice>, right: Ref<SideChoice>): void {
  const compare = useCompareStore();
  watch(
    () => compare.from,
    (pinned, before) => {
      const { source, moment } = left.value;
      if (source !== DOCUMENT_SOURCE || moment !== (before ?? 0)) return;
      left.value = { source, moment: pinned ?? 0 };
    },
    { flush: 'sync' },
  );
  watch(
    () => compare.pinnedTo,
    (pinned, before) => {
      const { source, moment } = right.value;
      if (source === DOCUMENT_SOURCE && moment === before) right.value = { source, moment: pinned };
    },
    { flush: 'sync' },
  );
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

/** Asks how far a comparison is, for as long as someone wants to know. */
async function askUntilEnd(
  job: number,
  goesOn: () => boolean,
  told: (state: DiffState) => void,
): Promise<void> {
  for (let wait = FIRST_INTERVAL; goesOn(); wait = Math.min(INTERVAL, wait * 2)) {
    const patience = wait;
    await new Promise((resolve) => setTimeout(resolve, patience));
    told(await call('diff.state', { job }));
  }
}

function endText({ runs, failure, cut }: DiffState): string {
  if (failure !== null) return failure.message;
  if (runs === 0) return 'No byte differs';
  return `${runs.toLocaleString('en-US')} ${runs === 1 ? 'difference' : 'differences'}${cut ? ', there are more' : ''}`;
}
