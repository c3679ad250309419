import {
  getCurrentScope,
  nextTick,
  onScopeDispose,
  ref,
  shallowRef,
  watch,
  type Ref,
  type ShallowRef,
} from 'vue';
import type { Failure } from '../../shared/result';
import { asked, showTogether } from './answers';
import { failureOf } from './failure';
import { useDocumentStore } from '../stores/document';
import { useSourceChangesStore } from '../stores/source-changes';
import { useTimeStore } from '../stores/time';
import { latestOnly } from './latest';
import { beginPending } from './pending';

/** How long an answer may take before anything on the screen says so. */
const SLOW_AFTER = 200;

/** A question to the engine and its answer, kept up to date. */
export interface Query<T> {
  /** The last answer. It stays while a newer one is awaited; `null` before the first, or of another load. */
  readonly data: ShallowRef<T | null>;
  /** The moment that {@link data} shows. */
  readonly moment: Ref<number>;
  /** An answer has been awaited for over 200 ms: dim old data, show the loading bar. */
  readonly loading: Ref<boolean>;
  readonly failure: ShallowRef<Failure | null>;
  /** Asks again after a failure. */
  retry(): void;
}

interface Ask<P> {
  readonly params: P;
  readonly moment: number;
  readonly revision: number;
}

/**
 * Asks the engine about the current moment, and asks again whenever the load, the moment, `params` or the file of a dump
 * changes.
 *
 * @param params what to ask, compared by its JSON; `null` asks nothing and clears the answer.
 * @param fetch a store action; gets the parameters and the moment.
 * @param options `timeless`: the answer does not depend on the moment.
 */
export function useQuery<P, T>(
  params: () => P | null,
  fetch: (params: P, moment: number) => Promise<T>,
  options: { readonly timeless?: boolean } = {},
): Query<T> {
  const documents = useDocumentStore();
  const changes = useSourceChangesStore();
  const time = useTimeStore();
  const data = shallowRef<T | null>(null);
  const moment = ref(0);
  const loading = ref(false);
  const failure = shallowRef<Failure | null>(null);
  let dataRevision = -1;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let endPending: (() => void) | null = null;
  let newest: Ask<P> | null = null;

  function settle(): void {
    clearTimeout(timer);
    loading.value = false;
    const end = endPending;
    endPending = null;
    if (end !== null) void nextTick(end);
  }

  function show(value: T, ask: Ask<P>): void {
    // A newer question may have come while the answer waited for others; one that was cleared asks for nothing.
    if (ask !== newest) return;
    data.value = value;
    dataRevision = ask.revision;
    moment.value = ask.moment;
    failure.value = null;
    settle();
  }

  const latest = latestOnly<Ask<P>, T>({
    fetch: (ask) => asked(fetch(ask.params, ask.moment)),
    done: (value, ask) => showTogether(() => show(value, ask)),
    failed(error) {
      failure.value = failureOf(error);
      settle();
    },
  });

  function clear(): void {
    newest = null;
    latest.cancel();
    data.value = null;
    failure.value = null;
    settle();
  }

  function ask(): void {
    const current = params();
    const revision = documents.revision;
    if (revision === null || current === null) {
      clear();
      return;
    }
    if (revision !== dataRevision) data.value = null;
    endPending ??= beginPending();
    clearTimeout(timer);
    timer = setTimeout(() => (loading.value = true), SLOW_AFTER);
    newest = { params: current, moment: time.moment, revision };
    latest.request(newest);
  }

  watch(
    () => {
      const at = options.timeless === true ? 0 : time.moment;
      return JSON.stringify([documents.revision, changes.serial, at, params()]);
    },
    ask,
    { immediate: true },
  );
  if (getCurrentScope() !== undefined) {
    onScopeDispose(() => {
      newest = null;
      latest.cancel();
      settle();
    });
  }
  return { data, moment, loading, failure, retry: ask };
}
