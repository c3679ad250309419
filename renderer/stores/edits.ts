import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { MAX_EDITED_BYTES } from '../../shared/memory-types';
import { NOTES_LIMITS } from '../../shared/notes';
import type { Failure } from '../../shared/result';
import {
  countBytes,
  editedByte,
  editsOf,
  overlaid,
  runsOf,
  sameRuns,
  withBytes,
  withoutBytes,
  type EditRun,
} from '../composables/edit-runs';
import { onNextLoad, useDocumentStore } from './document';
import { createEditFiles } from './edit-files';
import { createMisfits } from './edit-misfits';
import { EditSteps, type EditKind } from './edit-steps';
import { useNotesStore } from './notes';

const NONE: readonly EditRun[] = [];

/**
 * What-if edits: bytes of the kernel file that are tried out. They are kept with the file and undone step by step; the file
 * on disk stays as it is. Offsets are those of the file.
 */
export const useEditsStore = defineStore('edits', () => {
  const documents = useDocumentStore();
  const notes = useNotesStore();
  /** Whether keys in memory views change bytes. */
  const editing = ref(false);
  const runs = shallowRef<readonly EditRun[]>(NONE);
  const steps = new EditSteps<readonly EditRun[]>();
  const canUndo = ref(false);
  const canRedo = ref(false);
  /** Why something could not be done. */
  const failure = shallowRef<Failure | null>(null);
  let keptAs: unknown = null;

  /** The edits that the load which is shown was made with. */
  const loaded = computed(() => runsOf(documents.ready?.edits ?? []));
  const count = computed(() => countBytes(runs.value));
  /** Whether the load that is shown has exactly these edits. */
  const isLoaded = computed(() => sameRuns(runs.value, loaded.value));
  const { misfits, misfitText } = createMisfits(runs, loaded, failure);
  const { load, save, saved, isSaving } = createEditFiles(runs, failure);

  function show(next: readonly EditRun[]): void {
    runs.value = next;
    keptAs = editsOf(next);
    notes.edits = keptAs as typeof notes.edits;
    canUndo.value = steps.canUndo;
    canRedo.value = steps.canRedo;
    failure.value = null;
  }

  /** @returns whether it could be done */
  function change(next: readonly EditRun[], kind: EditKind, at: number, length: number): boolean {
    if (next === runs.value || sameRuns(next, runs.value)) {
      steps.typed(kind, at, length);
      return true;
    }
    const bytes = countBytes(next);
    if (bytes > MAX_EDITED_BYTES || next.length > NOTES_LIMITS.edits) {
      const message =
        bytes > MAX_EDITED_BYTES
          ? `At most ${MAX_EDITED_BYTES.toLocaleString('en-US')} bytes can be edited; these would be ${bytes.toLocaleString('en-US')}.`
          : `At most ${NOTES_LIMITS.edits.toLocaleString('en-US')} separate places can be edited.`;
      failure.value = { code: 'edit.many', message, advice: 'Edit less, or revert what is not needed.' };
      return false;
    }
    steps.done(runs.value, kind, at, length);
    show(next);
    return true;
  }

  /**
   * Sets bytes of the file.
   *
   * @param there what the load that is shown has in their place
   * @returns whether it could be done; else {@link failure} says why not
   */
  function write(offset: number, bytes: Uint8Array, there: Uint8Array, kind: EditKind): boolean {
    const disk = overlaid(there, offset, loaded.value, 'before');
    return change(withBytes(runs.value, offset, disk, bytes), kind, offset, bytes.length);
  }

  /** Several pieces as one step of undo, or nothing. */
  function writeAll(
    pieces: readonly { readonly offset: number; readonly bytes: Uint8Array; readonly there: Uint8Array }[],
    kind: EditKind,
  ): boolean {
    let next = runs.value;
    for (const { offset, bytes, there } of pieces) {
      next = withBytes(next, offset, overlaid(there, offset, loaded.value, 'before'), bytes);
    }
    return change(next, kind, pieces[0]?.offset ?? 0, 0);
  }

  /** Gives bytes back what the file on disk has. */
  function revert(pieces: readonly { readonly offset: number; readonly length: number }[]): void {
    const next = pieces.reduce((all, { offset, length }) => withoutBytes(all, offset, length), runs.value);
    change(next, 'revert', 0, 0);
  }

  /** Takes the last change back. @returns where it was; `null` where there is none */
  function undo(): number | null {
    const step = steps.undo(runs.value);
    if (step !== null) show(step.state);
    return step?.at ?? null;
  }

  /** Does what was taken back again. @returns where it is; `null` where there is none */
  function redo(): number | null {
    const step = steps.redo(runs.value);
    if (step !== null) show(step.state);
    return step?.at ?? null;
  }

  /** Drops all edits; a load that was made with some gives way to the file as it is on disk. */
  async function discard(): Promise<void> {
    change(NONE, 'revert', 0, 0);
    misfits.value = [];
    if (loaded.value.length > 0) await documents.reload();
  }

  /** Loads the file as it is on disk, and tells which edits do not fit it any more. */
  async function compareWithDisk(): Promise<void> {
    failure.value = null;
    await documents.reload();
  }

  /** Drops the edits that do not fit the file any more. */
  function dropMisfits(): void {
    revert(misfits.value);
    misfits.value = [];
  }

  function dismiss(): void {
    failure.value = null;
    saved.value = null;
  }

  /** What a byte of the file will be with the edits; `there` is what the load that is shown has. */
  function shownByte(offset: number, there: number): number {
    return bytesShown(Uint8Array.of(there), offset)[0] as number;
  }

  /** What a byte is in the file on disk. */
  function diskByte(offset: number, there: number): number {
    const edit = editedByte(runs.value, offset) ?? editedByte(loaded.value, offset);
    return edit?.before ?? there;
  }

  /** Bytes of the file as they will be with the edits. @param there as the load that is shown has them, from `first` on */
  function bytesShown(there: Uint8Array, first: number): Uint8Array {
    const disk = overlaid(there, first, loaded.value, 'before');
    return overlaid(disk, first, runs.value, 'after');
  }

  watch(
    () => notes.edits,
    (kept) => {
      if (kept === keptAs) return;
      steps.clear();
      keptAs = kept;
      runs.value = runsOf(kept);
      canUndo.value = false;
      canRedo.value = false;
      failure.value = null;
      saved.value = null;
      if (kept.length === 0) editing.value = false;
    },
    { immediate: true, flush: 'sync' },
  );
  // Typing goes on as another step of undo after a load or a save.
  watch([() => documents.revision, saved], () => steps.rest(), { flush: 'sync' });
  // What could not be done with the load before says nothing of this one.
  onNextLoad(() => (failure.value = null));

  return {
    editing,
    runs,
    loaded,
    count,
    isLoaded,
    canUndo,
    canRedo,
    failure,
    misfits,
    misfitText,
    saved,
    isSaving,
    write,
    writeAll,
    revert,
    undo,
    redo,
    discard,
    load,
    save,
    compareWithDisk,
    dropMisfits,
    dismiss,
    diskByte,
    shownByte,
    bytesShown,
    rest: () => steps.rest(),
  };
});
