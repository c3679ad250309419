import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { ExportResult } from '../../shared/load-types';
import type { Failure } from '../../shared/result';
import { call } from '../api/client';
import { editsOf, type EditRun } from '../composables/edit-runs';
import { failureOf } from '../composables/failure';
import { beginPending } from '../composables/pending';
import { useNotesStore } from './notes';

/** What is done with the edited file as a whole. */
export interface EditFiles {
  /** What the last save wrote. */
  readonly saved: ShallowRef<ExportResult | null>;
  readonly isSaving: Ref<boolean>;
  /** Loads the file with the edits. Where that fails, the edits stay, and the earlier load. */
  load(): Promise<void>;
  /** Saves the file with the edits under a new name; the main process asks for it. */
  save(): Promise<void>;
}

/** @param failure gets why something could not be done */
export function createEditFiles(
  runs: ShallowRef<readonly EditRun[]>,
  failure: ShallowRef<Failure | null>,
): EditFiles {
  const notes = useNotesStore();
  const saved = shallowRef<ExportResult | null>(null);
  const isSaving = ref(false);

  async function attempt<T>(action: () => Promise<T>): Promise<T | null> {
    failure.value = null;
    saved.value = null;
    const end = beginPending();
    try {
      return await action();
    } catch (error) {
      failure.value = failureOf(error);
      return null;
    } finally {
      end();
    }
  }

  async function load(): Promise<void> {
    // A load that takes the application down costs no edit.
    await notes.save();
    await attempt(() => call('document.loadEdited', { edits: [...editsOf(runs.value)] }));
  }

  async function save(): Promise<void> {
    if (isSaving.value) return;
    isSaving.value = true;
    saved.value = await attempt(() => call('document.saveEdited', { edits: [...editsOf(runs.value)] }));
    isSaving.value = false;
  }

  return { saved, isSaving, load, save };
}
