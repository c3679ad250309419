import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { DOCUMENT_SOURCE, type SearchRequest, type SearchState } from '../../shared/memory-types';
import type { Failure } from '../../shared/result';
import { call } from '../api/client';
import { failureOf } from '../composables/failure';
import { beginPending } from '../composables/pending';
import { useAnnouncementsStore } from './announcements';
import { cancelJob } from './cancel-job';
import { useDocumentStore } from './document';
import { useMemoryViewsStore } from './memory-views';
import { createMatchRows } from './match-rows';
import { useSelectedText } from './search-offer';
import { FIRST_QUERY, requestOf, type SearchQuery } from './search-query';
import { matchesText } from './search-words';
import { useSourceChangesStore } from './source-changes';

/** A search that was started, and how far it is. */
export interface SearchRun {
  readonly query: SearchQuery;
  readonly request: SearchRequest;
  /** The moment of the view that it was started in; `null`: the current one, whatever that is later. */
  readonly pinned: number | null;
  readonly state: SearchState;
}

/** Milliseconds between two questions for how far it is. */
const POLL_MS = 60;
/** Queries that are remembered. */
const MOST_QUERIES = 20;

/** The search in memory: what is asked for, the search under way, its matches, and the one that is at hand. */
export const useSearchStore = defineStore('search', () => {
  const announcements = useAnnouncementsStore();
  const documents = useDocumentStore();
  const changes = useSourceChangesStore();
  const views = useMemoryViewsStore();
  const query = shallowRef<SearchQuery>(FIRST_QUERY);
  const run = shallowRef<SearchRun | null>(null);
  /** What is wrong with the query; the field says it. */
  const problem = shallowRef<Failure | null>(null);
  /** Why nothing can be said of the search. */
  const failure = shallowRef<Failure | null>(null);
  /** Index of the match at hand; -1: none. */
  const current = ref(-1);
  /** Position and length of the match at hand. */
  const match = shallowRef<{ readonly position: number; readonly length: number } | null>(null);
  const queries = shallowRef<readonly SearchQuery[]>([]);
  /** Grows when the field is to have the keyboard. */
  const fieldWanted = ref(0);
  /** Counts starts: answers to earlier ones mean nothing. */
  let serial = 0;
  const selectedText = useSelectedText();
  const rows = createMatchRows(() => run.value?.state ?? null);

  const isRunning = computed(() => run.value?.state.finished === false);
  const total = computed(() => run.value?.state.matches ?? 0);
  /** The moment that the view at hand is at now is another than what was searched. */
  const isStale = computed(() => {
    const searched = run.value;
    if (searched === null || searched.request.space === 'file') return false;
    const { source, moment } = searched.request.side;
    return searched.pinned === null && views.momentOf({ source, moment: null }) !== moment;
  });

  function change(part: Partial<SearchQuery>): void {
    query.value = { ...query.value, ...part };
    problem.value = null;
  }

  /** The search as the view at hand would have it. */
  function requestNow(): SearchRequest {
    const view = views.active;
    const { selected } = view;
    const range =
      query.value.onlySelection && selected !== null
        ? { first: selected.first, length: selected.length }
        : null;
    const side = { source: view.source, moment: views.momentOf(view) };
    return requestOf(query.value, { side, space: view.space, range });
  }

  /** Starts what is asked for; resolves when the search has begun, or is refused. */
  async function start(): Promise<boolean> {
    cancel();
    const mine = ++serial;
    const asked = query.value;
    const request = requestNow();
    const pinned = views.active.moment;
    const end = beginPending();
    try {
      const state = await call('search.start', request);
      if (mine !== serial) return false;
      problem.value = null;
      failure.value = null;
      select(-1, null);
      rows.clear();
      run.value = { query: asked, request, pinned, state };
      remember(asked);
      void follow(mine, end);
      return true;
    } catch (error) {
      end();
      if (mine !== serial) return false;
      problem.value = failureOf(error);
      announcements.say(problem.value.message);
      return false;
    }
  }

  /** Asks how far the search is until it has ended. */
  async function follow(mine: number, end: () => void): Promise<void> {
    try {
      while (mine === serial && run.value?.state.finished === false) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        const { job } = run.value.state;
        const state = await call('search.state', { job });
        if (mine === serial) run.value = { ...run.value, state };
      }
      if (mine === serial && run.value !== null) announcements.say(matchesText(run.value.state));
    } catch (error) {
      if (mine === serial) failure.value = failureOf(error);
    } finally {
      end();
    }
  }

  /** Ends the search; what it has found stays. */
  function cancel(): void {
    const { value } = run;
    if (value?.state.finished === false) void cancelJob(value.state.job);
  }

  function clear(): void {
    cancel();
    serial++;
    run.value = null;
    problem.value = null;
    failure.value = null;
    select(-1, null);
    rows.clear();
  }

  function select(index: number, found: { position: number; length: number } | null): void {
    current.value = index;
    match.value = found;
  }

  /** Shows a match in memory and selects it there. */
  async function go(index: number, takesFocus = false): Promise<void> {
    const searched = run.value;
    if (searched === null || index < 0 || index >= searched.state.matches) return;
    const mine = serial;
    const found = await rows.one(index);
    if (found === null || mine !== serial) return;
    const { position, length } = found;
    select(index, { position, length });
    const { source } = searched.request.side;
    const moment = searched.pinned;
    views.focusPosition(searched.request.space, position, {
      length,
      takesFocus,
      ...(source !== DOCUMENT_SOURCE && { source }),
      ...(moment !== null && { moment }),
    });
  }

  /** The matches in a part of the space that was searched, as pairs of position and length. */
  function within(job: number, first: number, length: number, limit: number): Promise<Float64Array> {
    return call('search.within', { job, first, length, limit });
  }

  /** Gives the keyboard to the field, with what is selected in it. */
  async function open(): Promise<void> {
    const text = await selectedText(query.value);
    if (text !== null) change({ text });
    fieldWanted.value++;
  }

  /** Looks for bytes, given in hexadecimal. */
  async function findBytes(hex: string): Promise<void> {
    change({ kind: 'bytes', text: hex, align: 1, onlySelection: false });
    await start();
  }

  function remember(asked: SearchQuery): void {
    const same = (one: SearchQuery): boolean => JSON.stringify(one) === JSON.stringify(asked);
    queries.value = [asked, ...queries.value.filter((one) => !same(one))].slice(0, MOST_QUERIES);
  }

  // Matches of the load before mean nothing, nor do those in a dump that has been written since.
  const isOfChanged = (): boolean => changes.last?.source === run.value?.request.side.source;
  watch(
    [() => documents.revision, () => changes.last],
    ([revision], [before]) => (revision !== before || isOfChanged() ? clear() : undefined),
    { flush: 'sync' },
  );

  return {
    query,
    run,
    problem,
    failure,
    current,
    match,
    queries,
    fieldWanted,
    isRunning,
    total,
    isStale,
    rowsVersion: rows.version,
    row: rows.row,
    change,
    start,
    cancel,
    clear,
    go,
    within,
    open,
    findBytes,
  };
});
