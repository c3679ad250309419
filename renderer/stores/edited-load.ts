import { computed, watch } from 'vue';
import { DOCUMENT_SOURCE, type AttachedSource } from '../../shared/memory-types';
import { DEFAULT_SETTINGS } from '../panels/memory/view-settings';
import type { MemoryView } from './memory-view-state';
import { useSourcesStore } from './sources';

/** The load of the kernel without its edits; `null` where none is attached. */
export function originalOf(list: readonly AttachedSource[]): AttachedSource | null {
  return list.find(({ kind }) => kind === 'original') ?? null;
}

/** How far the edits have moved the kernel in virtual memory, in bytes; 0 where one of the loads has no place for it. */
export function movedBy(
  original: AttachedSource,
  edited: { readonly virtualAddressOffset: string | null } | null,
): number {
  const was = original.virtualAddressOffset;
  const is = edited?.virtualAddressOffset ?? null;
  return was === null || is === null ? 0 : Number(BigInt.asIntN(48, BigInt(is) - BigInt(was)));
}

/**
 * After a load with edits all views of the document mark by themselves what came out differently; when the kernel without
 * the edits goes away, they mark what they did before. What is chosen meanwhile stays as it was chosen.
 */
export function markEditedLoads(views: () => readonly MemoryView[]): void {
  const sources = useSourcesStore();
  const isEdited = computed(() => originalOf(sources.list) !== null);

  watch(
    [isEdited, views],
    ([edited, all]) => {
      for (const view of all) {
        if (view.source === DOCUMENT_SOURCE) (edited ? begin : end)(view);
      }
    },
    { immediate: true, flush: 'sync' },
  );
}

function begin(view: MemoryView): void {
  if (view.usualChanges !== null) return;
  const { changes } = view.settings;
  // A view that was split off another one has its choice already.
  view.usualChanges = changes === 'original' ? DEFAULT_SETTINGS.changes : changes;
  view.settings = { ...view.settings, changes: 'original' };
}

function end(view: MemoryView): void {
  const { usualChanges } = view;
  view.usualChanges = null;
  if (usualChanges === null || view.settings.changes !== 'original') return;
  view.settings = { ...view.settings, changes: usualChanges };
}
