import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import type { FilteredSteps, StepRow } from '../../shared/debugger-types';
import type { Failure } from '../../shared/result';
import { call } from '../api/client';
import { failureOf } from '../composables/failure';
import { latestOnly } from '../composables/latest';
import { beginPending } from '../composables/pending';
import { useDocumentStore } from './document';

/** How long typing must rest before the steps are filtered, in milliseconds. */
const FILTER_AFTER = 150;
/** Rows that are asked for together, and how many such pages are kept: some screens' worth. */
const PAGE_ROWS = 200;
const MAX_PAGES = 40;

/** Which steps the table of steps shows, and the rows of it that were asked for lately. */
export const useStepFilterStore = defineStore('stepFilter', () => {
  const documents = useDocumentStore();
  /** What is typed; {@link applied} follows when it is right. */
  const text = ref('');
  const applied = ref('');
  const result = shallowRef<FilteredSteps | null>(null);
  const failure = shallowRef<Failure | null>(null);
  /** Grows when rows arrive: what {@link row} answers has changed. */
  const version = ref(0);
  const pages = new Map<number, readonly StepRow[] | null>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let endPending: (() => void) | null = null;

  function settle(): void {
    endPending?.();
    endPending = null;
  }

  const latest = latestOnly<{ readonly filter: string; readonly revision: number }, FilteredSteps>({
    fetch: ({ filter }) => call('steps.filter', { filter }),
    done(answer, { filter, revision }) {
      settle();
      if (revision !== documents.revision) return;
      failure.value = null;
      if (answer.problem === null) {
        pages.clear();
        applied.value = filter;
        result.value = answer;
      } else {
        // The rows of the last right filter stay while one types.
        result.value = { total: result.value?.total ?? 0, problem: answer.problem };
      }
      version.value += 1;
    },
    failed(error) {
      settle();
      failure.value = failureOf(error);
    },
  });

  function ask(): void {
    const { revision } = documents;
    if (revision === null) return;
    endPending ??= beginPending();
    latest.request({ filter: text.value, revision });
  }

  /** Filters at once: Enter was pressed. */
  function apply(): void {
    clearTimeout(timer);
    ask();
  }

  async function fetchPage(page: number): Promise<void> {
    const filter = applied.value;
    const { revision } = documents;
    pages.set(page, null);
    const end = beginPending();
    try {
      const rows = await call('steps.rows', { filter, first: page * PAGE_ROWS, count: PAGE_ROWS });
      if (filter !== applied.value || revision !== documents.revision) return;
      pages.delete(page);
      pages.set(page, rows);
      for (const oldest of pages.keys()) {
        if (pages.size <= MAX_PAGES) break;
        pages.delete(oldest);
      }
      version.value += 1;
    } catch (error) {
      if (filter === applied.value) failure.value = failureOf(error);
    } finally {
      end();
    }
  }

  /** A row of the table; `null` until it has arrived. */
  function row(index: number): StepRow | null {
    const page = Math.floor(index / PAGE_ROWS);
    const known = pages.get(page);
    if (known === undefined) void fetchPage(page);
    return known?.[index % PAGE_ROWS] ?? null;
  }

  /** Place among the filtered steps of the last one that has begun at a moment; -1: none. */
  function indexAt(moment: number): Promise<number> {
    return call('steps.indexAt', { filter: applied.value, moment });
  }

  function retry(): void {
    failure.value = null;
    pages.clear();
    ask();
  }

  watch(text, () => {
    clearTimeout(timer);
    timer = setTimeout(ask, FILTER_AFTER);
  });
  watch(
    () => documents.revision,
    () => {
      pages.clear();
      result.value = null;
      ask();
    },
    { immediate: true },
  );

  return { text, applied, result, failure, version, apply, row, indexAt, retry };
});
