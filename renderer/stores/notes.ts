import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import type { Breakpoint } from '../../shared/breakpoint';
import type { ByteEdit } from '../../shared/memory-types';
import { NO_NOTES, type Bookmark, type DocumentNotes, type RangeMark, type Watch } from '../../shared/notes';
import type { Failure } from '../../shared/result';
import { call } from '../api/client';
import { failureOf } from '../composables/failure';
import { beginPending } from '../composables/pending';
import { useDocumentStore } from './document';

/** How long notes must rest before they are written, in milliseconds. */
const SAVE_AFTER = 400;

/**
 * What the user keeps with the kernel file: read when a file is shown for the first time, written soon after each
 * change. The stores of breakpoints, bookmarks and watches sit on it; lists are replaced, never changed in place.
 */
export const useNotesStore = defineStore('notes', () => {
  const documents = useDocumentStore();
  const breakpoints = shallowRef<readonly Breakpoint[]>([]);
  const bookmarks = shallowRef<readonly Bookmark[]>([]);
  const watches = shallowRef<readonly Watch[]>([]);
  const marks = shallowRef<readonly RangeMark[]>([]);
  /** Edits of the file's bytes that are being tried out. */
  const edits = shallowRef<readonly ByteEdit[]>([]);
  /** Whether "continue" also stops where a stage begins and ends. */
  const stopAtStages = ref(false);
  /** The notes are those of the shown file. */
  const ready = ref(false);
  /** Notes that could not be read or written. */
  const failure = shallowRef<Failure | null>(null);
  let path: string | null = null;
  let kept: DocumentNotes = NO_NOTES;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function current(): DocumentNotes {
    return {
      breakpoints: breakpoints.value,
      bookmarks: bookmarks.value,
      watches: watches.value,
      marks: marks.value,
      edits: edits.value,
      stopAtStages: stopAtStages.value,
    };
  }

  function show(notes: DocumentNotes): void {
    kept = notes;
    breakpoints.value = notes.breakpoints;
    bookmarks.value = notes.bookmarks;
    watches.value = notes.watches;
    marks.value = notes.marks;
    edits.value = notes.edits;
    stopAtStages.value = notes.stopAtStages;
  }

  function changed(): boolean {
    const now = current();
    return (Object.keys(now) as (keyof DocumentNotes)[]).some((key) => now[key] !== kept[key]);
  }

  async function load(of: string): Promise<void> {
    path = of;
    ready.value = false;
    failure.value = null;
    show(NO_NOTES);
    const end = beginPending();
    try {
      const notes = await call('notes.get');
      if (path === of) show(notes);
    } catch (error) {
      // What cannot be read must not keep anyone from working.
      if (path === of) failure.value = failureOf(error);
    } finally {
      if (path === of) ready.value = true;
      end();
    }
  }

  /** Writes what has changed, now. */
  async function save(): Promise<void> {
    clearTimeout(timer);
    if (!ready.value || !changed()) return;
    kept = current();
    try {
      await call('notes.set', kept);
    } catch (error) {
      failure.value = failureOf(error);
    }
  }

  /** Sees to it that nothing is lost when the window closes; call when the window starts. */
  function start(): void {
    // `beforeunload` comes while a window that closes still has its page, `pagehide` when a page is loaded anew.
    window.addEventListener('beforeunload', () => void save());
    window.addEventListener('pagehide', () => void save());
  }

  /** Takes the message of a failure away. */
  function dismissFailure(): void {
    failure.value = null;
  }

  watch(
    () => documents.ready?.path ?? null,
    (shown) => {
      // The main process knows by the window whose notes these are: they are written before it has another file.
      if (shown === null) void save();
      else if (shown !== path) void load(shown);
    },
    { immediate: true, flush: 'sync' },
  );
  watch(
    [breakpoints, bookmarks, watches, marks, edits, stopAtStages],
    () => {
      clearTimeout(timer);
      if (ready.value && changed()) timer = setTimeout(() => void save(), SAVE_AFTER);
    },
    { flush: 'sync' },
  );
  return {
    breakpoints,
    bookmarks,
    watches,
    marks,
    edits,
    stopAtStages,
    ready,
    failure,
    start,
    save,
    dismissFailure,
  };
});
