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

/** A request that is made again with each load of its file, and what came of it in this load. */
interface Wanted {
  readonly request: AttachRequest;
  id: number | null;
}

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
  /** What was attached by hand to a file: it comes back when the file is loaded again. */
  let wanted: { readonly document: string; readonly all: readonly Wanted[] } | null = null;
  /** Resolves when nothing is being attached. */
  let underWay: Promise<unknown> = Promise.resolve();

  async function refresh(): Promise<void> {
    const { revision } = documents;
    const answer = revision === null ? [] : await call('sources.list');
    if (documents.revision === revision) list.value = answer;
  }

  /** Attaches a file. @returns it, or `null` where the user cancelled or it failed */
  async function attach(request: AttachRequest): Promise<AttachedSource | null> {
    if (attaching.value !== null) return null;
    const source = await perform(request);
    if (source !== null) remember({ ...request, path: source.path }, source.id);
    return source;
  }

  /** Attaches a file, as what is under way. */
  function perform(request: AttachRequest): Promise<AttachedSource | null> {
    const work = ask(request);
    underWay = work;
    return work;
  }

  async function ask(request: AttachRequest): Promise<AttachedSource | null> {
    const { revision } = documents;
    failure.value = null;
    attaching.value = NO_PROGRESS;
    try {
      const source = await call('sources.attach', request);
      await refresh();
      return source;
    } catch (error) {
      const said = failureOf(error);
      failed = request;
      // With the load that it was for, it has become meaningless.
      const isSaid = said.code !== 'load.cancelled' && documents.revision === revision;
      failure.value = isSaid ? said : null;
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
    forget((one) => one.id === id);
    // Views and comparisons of it end before its memory goes away.
    list.value = list.value.filter((one) => one.id !== id);
    try {
      await call('sources.detach', { source: id });
      await refresh();
    } catch {
      // The engine that had it is gone, and it with that.
    }
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

  function remember(request: AttachRequest, id: number): void {
    const document = documents.ready?.path ?? '';
    const others = wanted?.document === document ? wanted.all : [];
    wanted = { document, all: [...others, { request, id }] };
  }

  function forget(isMeant: (one: Wanted) => boolean): void {
    if (wanted !== null) wanted = { ...wanted, all: wanted.all.filter((one) => !isMeant(one)) };
  }

  /** The load is another: what was attached went away with the one before, and comes back for the same file. */
  async function followDocument(revision: number): Promise<void> {
    if (wanted?.document !== documents.ready?.path) wanted = null;
    const again = wanted?.all ?? [];
    for (const one of again) one.id = null;
    try {
      await refresh();
    } catch {
      // The next load has begun: it is followed as this one is.
      return;
    }
    await underWay;
    for (const one of again) {
      if (documents.revision !== revision) return;
      const source = await perform(one.request);
      if (documents.revision !== revision) return;
      if (source === null) forget((other) => other === one);
      else one.id = source.id;
    }
  }

  watch(
    () => documents.revision,
    (revision) => {
      list.value = [];
      failure.value = null;
      if (revision !== null) void followDocument(revision);
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
