import { computed, onScopeDispose, nextTick, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { MemorySpace, PageView } from '../../../shared/view-types';
import type { Failure } from '../../../shared/result';
import { asked, showTogether } from '../../composables/answers';
import { failureOf } from '../../composables/failure';
import { beginPending } from '../../composables/pending';
import { useDocumentStore } from '../../stores/document';
import { useEngineStore } from '../../stores/engine';
import { useSourceChangesStore } from '../../stores/source-changes';
import { useEditedPages } from './edit/useEditedPages';
import { PageCache, requestsFor } from './page-cache';
import { documentClock, stateOf, type ViewClock } from './useViewClock';

/** How long an answer may take before the view says so. */
const SLOW_AFTER = 200;

/** Pages out of sight are fetched when the moment has rested for so long: a held key would have them for nothing. */
const REST = 150;

/** Requests under way at once. */
const MAX_REQUESTS = 4;

/** The pages of one memory space, fetched as they are looked at. */
export interface Pages {
  /** Grows with every answer: what depends on the pages reads it. */
  readonly version: Ref<number>;
  /** The page at the shown moment, or what was last known of it; `null` while nothing is. */
  view(page: number): PageView | null;
  /** The page at exactly the shown moment. */
  exact(page: number): PageView | null;
  /** Something in sight has been awaited for over 200 ms. */
  readonly slow: Ref<boolean>;
  readonly failure: ShallowRef<Failure | null>;
  retry(): void;
  /**
   * Starts to keep pages at the view's moment; call once.
   *
   * @param inSight pages in sight.
   * @param closeBy pages that will probably be looked at next; fetched when nothing in sight is missing.
   * @param expected pages that come into sight with the answers about the moment: fetched with those in sight, so that
   * all can be shown at once.
   */
  keep(inSight: PageList, closeBy: PageList, expected?: PageList): void;
}

/** Page numbers, asked for again whenever they may have changed. */
export type PageList = () => readonly number[];

/**
 * Keeps the pages in sight as they are at the moment of a view.
 *
 * One round of requests is under way at a time and the next one asks for what is wanted *then*: holding a step key
 * skips moments instead of queueing them, and every answer that comes in is shown.
 */
export function usePages(space: MemorySpace, clock: ViewClock = documentClock()): Pages {
  const documents = useDocumentStore();
  const engine = useEngineStore();
  const changes = useSourceChangesStore();
  const cache = new PageCache();
  /** The file is shown as it will be with the edits that are tried out. */
  const edited = useEditedPages(space, () => clock.source.value);
  const version = ref(0);
  const slow = ref(false);
  const failure = shallowRef<Failure | null>(null);
  let wanted: PageList = () => [];
  let nearby: PageList = () => [];
  let expected: PageList = () => [];
  let running = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let endPending: (() => void) | null = null;
  let movedAt = -Infinity;
  let restTimer: ReturnType<typeof setTimeout> | undefined;

  const state = computed(() => stateAt(clock.moment.value));
  const shownState = computed(() => stateAt(clock.shownMoment.value));

  /** Pages of a dump that was written since are others. */
  function stateAt(moment: number): string {
    const source = clock.source.value;
    return `${stateOf(source, moment, clock.against.value)}#${changes.countOf(source)}`;
  }

  function missing(pages: readonly number[]): number[] {
    return pages.filter((page) => !cache.has(page, state.value));
  }

  /** Everything in sight is there. */
  function settle(): void {
    clearTimeout(timer);
    timer = undefined;
    slow.value = false;
    const end = endPending;
    endPending = null;
    if (end) void nextTick(end);
  }

  function awaitSight(): void {
    endPending ??= beginPending();
    timer ??= setTimeout(() => (slow.value = true), SLOW_AFTER);
  }

  async function fetchPages(pages: readonly number[]): Promise<void> {
    const { revision } = documents;
    const [source, moment, against, asking] = [
      clock.source.value,
      clock.moment.value,
      clock.against.value,
      state.value,
    ];
    const beside = { source, ...(against === null ? {} : { against }) };
    const requests = requestsFor(pages).slice(0, MAX_REQUESTS);
    const answers = await asked(
      Promise.all(requests.map(({ first, count }) => engine.pages(space, first, count, moment, beside))),
    );
    const views = answers.flat();
    // Without this a defect of the engine would be asked for again without end.
    if (views.length === 0) throw new Error(`no pages in the answer for page ${pages[0]}`);
    await new Promise<void>((resolve) =>
      showTogether(() => {
        if (revision === documents.revision && source === clock.source.value) keepViews(views, asking);
        resolve();
      }),
    );
  }

  function keepViews(views: readonly PageView[], asking: string): void {
    for (const view of views) cache.put(view, asking);
    failure.value = null;
    version.value++;
  }

  /** Whether the moment has rested; if not, the pages out of sight are looked after when it has. */
  function rested(): boolean {
    clearTimeout(restTimer);
    const left = movedAt + REST - performance.now();
    if (left > 0) restTimer = setTimeout(() => void pump(), left);
    return left <= 0;
  }

  /** Fetches until nothing is missing; what is wanted may change under way. */
  async function pump(): Promise<void> {
    if (running) return;
    running = true;
    try {
      while (documents.revision !== null) {
        const sight = missing([...wanted(), ...expected()]);
        if (sight.length === 0) settle();
        else awaitSight();
        const pages = sight.length > 0 ? sight : missing(nearby());
        if (pages.length === 0) break;
        if (sight.length === 0 && !rested()) break;
        await fetchPages(pages);
        // The answer may have folded rows: what is in sight is computed anew.
        await nextTick();
      }
    } catch (error) {
      failure.value = failureOf(error);
    } finally {
      running = false;
      if (documents.revision === null || failure.value) settle();
    }
  }

  watch(
    () => documents.revision,
    () => {
      cache.clear();
      failure.value = null;
      version.value++;
    },
    { flush: 'sync' },
  );
  watch(
    clock.source,
    () => {
      cache.forgetLast();
      failure.value = null;
      version.value++;
    },
    { flush: 'sync' },
  );
  watch(clock.moment, () => (movedAt = performance.now()), { flush: 'sync' });
  onScopeDispose(() => {
    clearTimeout(restTimer);
    settle();
  });

  function keep(inSight: PageList, closeBy: PageList, soon: PageList = expected): void {
    wanted = inSight;
    nearby = closeBy;
    expected = soon;
    watch(
      () => `${documents.revision}|${state.value}|${wanted().join()}|${expected().join()}`,
      () => void pump(),
      { immediate: true, flush: 'post' },
    );
  }

  return {
    version,
    view: (page) => edited(cache.nearest(page, shownState.value)),
    exact: (page) => cache.at(page, shownState.value),
    slow,
    failure,
    retry: () => void pump(),
    keep,
  };
}
