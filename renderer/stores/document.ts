import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { DocumentState } from '../../shared/load-types';
import type { LoaderVersion } from '../../shared/machine';
import type { Failure } from '../../shared/result';
import { call, on } from '../api/client';
import { failureOf } from '../composables/failure';

/** The window's document: what is open and how its load went. The main process owns the state. */
export const useDocumentStore = defineStore('document', () => {
  const state = shallowRef<DocumentState>({ kind: 'empty' });
  /** A request that the main process refused, e.g. to open a directory. */
  const refusal = shallowRef<Failure | null>(null);
  const recent = shallowRef<readonly string[]>([]);

  const ready = computed(() => (state.value.kind === 'ready' ? state.value : null));
  /** `null` until a load has ended; data of another revision is stale. */
  const revision = computed(() => ready.value?.revision ?? null);
  const summary = computed(() => ready.value?.summary ?? null);
  const opCount = computed(() => summary.value?.opCount ?? 0);

  watch(
    () => state.value.kind,
    (kind) => (document.documentElement.dataset['appState'] = kind),
    { immediate: true, flush: 'post' },
  );

  /** Starts to listen and asks for the state once; call when the window starts. */
  async function start(): Promise<void> {
    let heard = false;
    on('document', (next) => {
      heard = true;
      state.value = next;
      if (next.kind === 'empty') void loadRecent();
    });
    const first = await call('document.get');
    // An event that came in meanwhile is newer than the answer.
    if (!heard) state.value = first;
    if (state.value.kind === 'empty') await loadRecent();
  }

  async function attempt(action: Promise<void>): Promise<void> {
    refusal.value = null;
    try {
      await action;
    } catch (error) {
      refusal.value = failureOf(error);
    }
  }

  /** Opens a file; without a path a dialog asks for one. */
  function open(path: string | null): Promise<void> {
    return attempt(call('document.open', { path }));
  }

  function openSample(): Promise<void> {
    return attempt(call('document.openSample'));
  }

  /** Loads the document's file again, by the same release of the loader. */
  function reload(): Promise<void> {
    return attempt(call('document.reload', { loader: null }));
  }

  /** Loads the document's file again by another release of the loader. */
  function reloadWith(loader: LoaderVersion): Promise<void> {
    return attempt(call('document.reload', { loader }));
  }

  /** Asks for the description of a machine and loads the file into that; a description that is wrong is a refusal. */
  async function chooseMachine(): Promise<void> {
    await attempt(call('document.chooseMachine').then(() => undefined));
  }

  function defaultMachine(): Promise<void> {
    return attempt(call('document.defaultMachine'));
  }

  function cancel(): Promise<void> {
    return attempt(call('document.cancel'));
  }

  async function loadRecent(): Promise<void> {
    recent.value = await call('recent.list');
  }

  async function clearRecent(): Promise<void> {
    await call('recent.clear');
    recent.value = [];
  }

  function dismissRefusal(): void {
    refusal.value = null;
  }

  return {
    state,
    refusal,
    recent,
    ready,
    revision,
    summary,
    opCount,
    start,
    open,
    openSample,
    reload,
    reloadWith,
    chooseMachine,
    defaultMachine,
    cancel,
    clearRecent,
    dismissRefusal,
  };
});

/** Calls back for each load that takes the place of another; one that fails leaves that as it is, and is none. */
export function onNextLoad(callback: () => void): void {
  const documents = useDocumentStore();
  let known = documents.revision;
  watch(
    () => documents.revision,
    (revision) => {
      if (revision === null || revision === known) return;
      const isFirst = known === null;
      known = revision;
      if (!isFirst) callback();
    },
    { flush: 'sync' },
  );
}
