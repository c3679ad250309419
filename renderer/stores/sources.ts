import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { LoadProgress } from '../../shared/load-types';
import { DOCUMENT_SOURCE, type AttachedSource, type DumpPlace } from '../../shared/memory-types';
import type { Failure } from '../../shared/result';
import { call, on } from '../api/client';
import { failureOf } from '../composables/failure';
import { formatCount } from '../composables/format';
import { useDocumentStore } from './document';

/** What is to be attached; without a path a dialog asks for one. */
export type AttachRequest =
  | { readonly kind: 'kernel'; readonly path: string | null }
  | { readonly kind: 'dump'; readonly path: string | null; readonly place: DumpPlace };

const NO_PROGRESS: LoadProgress = { stage: 'Reading the file', ops: 0, fraction: null };

/** What is attached beside the document: other kernels, what it was before it was edited, dumps. */
export const useSourcesStore = defineStore('sources', () => {
  const documents = useDocumentStore();
  const list = shallowRef<readonly AttachedSource[]>([]);
  /** How far what is being attached has come; `null`: nothing is. */
  const attaching = shallowRef<LoadProgress | null>(null);
  /** Why the last request failed, until the next one. */
  const failure = shallowRef<Failure | null>(null);
  let failed: AttachRequest | null = null;
  /** What was attached by hand to this file: it comes back when the file is loaded again. */
  let wanted: { readonly document: string; readonly requests: readonly AttachRequest[] } | null = null;

  async function refresh(): Promise<void> {
    const { revision } = documents;
    const answer = revision === null ? [] : await call('sources.list');
    if (documents.revision === revision) list.value = answer;
  }

  /** Attaches a file. @returns it, or `null` where the user cancelled or it failed */
  async function attach(request: AttachRequest): Promise<AttachedSource | null> {
    if (attaching.value !== null) return null;
    failure.value = null;
    attaching.value = NO_PROGRESS;
    try {
      const source = await call('sources.attach', request);
      if (source !== null) remember({ ...request, path: source.path });
      await refresh();
      return source;
    } catch (error) {
      const said = failureOf(error);
      failed = request;
      failure.value = said.code === 'load.cancelled' ? null : said;
      return null;
    } finally {
      attaching.value = null;
    }
  }

  /** Tries what failed again. */
  async function retry(): Promise<AttachedSource | null> {
    return failed === null ? null : attach(failed);
  }

  async function detach(id: number): Promise<void> {
    const source = list.value.find((one) => one.id === id);
    if (wanted !== null && source !== undefined) {
      wanted = { ...wanted, requests: wanted.requests.filter(({ path }) => path !== source.path) };
    }
    // Views and comparisons of it end before its memory goes away.
    list.value = list.value.filter((one) => one.id !== id);
    await call('sources.detach', { source: id });
    await refresh();
  }

  /** Cancels the load of what is being attached. */
  function cancel(): void {
    void call('document.cancel');
  }

  function dismissFailure(): void {
    failure.value = null;
  }

  /** What a source is called. */
  function nameOf(id: number): string {
    if (id === DOCUMENT_SOURCE) return documents.ready?.name ?? 'this kernel';
    const source = list.value.find((one) => one.id === id);
    if (source === undefined) return 'nothing';
    return source.kind === 'original' ? `${source.name} without the edits` : source.name;
  }

  /** What is looked at, where that is not the document as it is now, e.g. `ram.bin`, `other.elf @12`; else empty. */
  function sideText(side: {
    readonly source?: number | undefined;
    readonly moment?: number | undefined;
  }): string {
    const { source = DOCUMENT_SOURCE, moment } = side;
    const of = source === DOCUMENT_SOURCE ? '' : nameOf(source);
    const isDump = list.value.some(({ id, kind }) => id === source && kind === 'dump');
    const at = moment === undefined || isDump ? '' : `@${formatCount(moment)}`;
    return [of, at].filter((part) => part !== '').join(' ');
  }

  function remember(request: AttachRequest): void {
    const document = documents.ready?.path ?? '';
    const others = wanted?.document === document ? wanted.requests : [];
    wanted = { document, requests: [...others, request] };
  }

  /** The load is another: what was attached went away with the one before, and comes back for the same file. */
  async function followDocument(): Promise<void> {
    const again = wanted?.document === documents.ready?.path ? (wanted?.requests ?? []) : [];
    wanted = null;
    await refresh();
    for (const request of again) await attach(request);
  }

  watch(
    () => documents.revision,
    () => {
      list.value = [];
      failure.value = null;
      void followDocument();
    },
    { immediate: true, flush: 'sync' },
  );
  on('attachProgress', (progress) => {
    if (attaching.value !== null) attaching.value = progress;
  });

  return {
    list,
    attaching,
    failure,
    refresh,
    attach,
    retry,
    detach,
    cancel,
    dismissFailure,
    nameOf,
    sideText,
  };
});
