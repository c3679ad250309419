import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { JobState, Statistics } from '../../../shared/memory-types';
import type { Failure } from '../../../shared/result';
import { failureOf } from '../../composables/failure';
import { beginPending } from '../../composables/pending';
import { useDocumentStore } from '../../stores/document';
import { useEngineStore } from '../../stores/engine';
import type { SideRange } from '../../stores/memory-questions';
import { useSelectingStore } from '../../stores/selecting';
import { useSourceChangesStore } from '../../stores/source-changes';
import { AUTO_HASH } from './statistics-text';

/** How long a selection must rest before it is looked at, in milliseconds. */
const REST = 150;
/** How often is asked how far it is, in milliseconds: at once, then less and less often. */
const FIRST_WAIT = 15;
const MOST_WAIT = 150;
/** What takes longer than this, in milliseconds, is said to take long. */
const SLOW = 200;

/** Statistics of the selected bytes, and how far they are. */
export interface StatisticsState {
  /** What the statistics are about; the last ones stay while newer are awaited. */
  readonly range: ShallowRef<SideRange | null>;
  /** What is counted, or was last: another one than {@link range} while its numbers are awaited. */
  readonly asked: ShallowRef<SideRange | null>;
  /** Whether the count was cancelled before it had numbers: there are none to show. */
  readonly cancelled: Ref<boolean>;
  readonly statistics: ShallowRef<Statistics | null>;
  /** What is under way, once it takes long; `null` where nothing is. */
  readonly progress: ShallowRef<JobState | null>;
  readonly failure: ShallowRef<Failure | null>;
  /** Whether the hash is being made. */
  readonly hashes: Ref<boolean>;
  /** Makes the hash of however much there is. */
  hash(): void;
  retry(): void;
  cancel(): void;
}

/** Follows the selection. */
export function useStatistics(): StatisticsState {
  const documents = useDocumentStore();
  const engine = useEngineStore();
  const changes = useSourceChangesStore();
  const selecting = useSelectingStore();
  const range = shallowRef<SideRange | null>(null);
  const asked = shallowRef<SideRange | null>(null);
  const cancelled = ref(false);
  const statistics = shallowRef<Statistics | null>(null);
  const progress = shallowRef<JobState | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const hashes = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let job: number | null = null;
  let serial = 0;

  /** Leaves what is under way to itself. */
  function stop(): void {
    serial += 1;
    clearTimeout(timer);
    if (job !== null) void engine.cancelJob(job);
    job = null;
    progress.value = null;
    hashes.value = false;
  }

  function wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  /** Asks how far a job is until it has ended, or nobody wants to know. */
  async function watchJob(mine: number, id: number, of: SideRange, counted: () => void): Promise<void> {
    const began = performance.now();
    for (let pause = FIRST_WAIT; ; pause = Math.min(MOST_WAIT, pause * 2)) {
      const { statistics: found, ...state } = await engine.statistics(id);
      if (mine !== serial) return;
      if (found !== null) {
        range.value = of;
        statistics.value = found;
        counted();
      }
      progress.value = !state.finished && performance.now() - began > SLOW ? state : null;
      if (state.finished) {
        if (state.failure !== null && state.failure.code !== 'job.cancelled') failure.value = state.failure;
        return;
      }
      await wait(pause);
      if (mine !== serial) return;
    }
  }

  async function start(of: SideRange, withHash: boolean): Promise<void> {
    stop();
    const mine = serial;
    failure.value = null;
    cancelled.value = false;
    asked.value = of;
    hashes.value = withHash;
    // The hash may come much later: the numbers are what one waits for.
    const end = beginPending();
    try {
      const { job: id } = await engine.startStatistics(of, withHash);
      if (mine !== serial) {
        void engine.cancelJob(id);
        return;
      }
      job = id;
      await watchJob(mine, id, of, end);
    } catch (error) {
      if (mine === serial) failure.value = failureOf(error);
    } finally {
      end();
      if (mine === serial) {
        job = null;
        hashes.value = false;
      }
    }
  }

  function follow(): void {
    const { selected } = selecting;
    stop();
    cancelled.value = false;
    if (selected === null || documents.revision === null) {
      range.value = null;
      statistics.value = null;
      failure.value = null;
      return;
    }
    timer = setTimeout(() => void start(selected, selected.length <= AUTO_HASH), REST);
  }

  /** Numbers that are there stay, but for those of another range. */
  function cancel(): void {
    stop();
    if (asked.value === range.value) return;
    cancelled.value = true;
    range.value = null;
    statistics.value = null;
  }

  watch(() => JSON.stringify([documents.revision, changes.serial, selecting.selected]), follow, {
    immediate: true,
  });
  onScopeDispose(stop);

  return {
    range,
    asked,
    cancelled,
    statistics,
    progress,
    failure,
    hashes,
    hash: () => {
      if (range.value !== null) void start(range.value, true);
    },
    retry: follow,
    cancel,
  };
}
