import { computed, type ComputedRef } from 'vue';
import { frameOfPhys, PAGE_SIZE } from '../../../shared/address';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import { resting } from '../../composables/resting';
import { useQuery } from '../../composables/useQuery';
import { useEngineStore } from '../../stores/engine';
import { useFramesViewStore } from '../../stores/frames-view';
import { useSelectionStore, type SelectedByte } from '../../stores/selection';

/**
 * The frame that belongs to what is selected in the window: that of a physical byte, the one that shows a virtual byte or
 * holds a byte of the file, the one that an entry points to; `null` where there is none.
 */
export function useSelectedFrame(): ComputedRef<number | null> {
  const engine = useEngineStore();
  const selection = useSelectionStore();
  const view = useFramesViewStore();
  const chosen = resting(() => ({ byte: selection.byte, entry: selection.entry }));

  /** Whether a byte is of the memory that is shown. */
  function isShown({ source = DOCUMENT_SOURCE }: SelectedByte): boolean {
    return source === view.source;
  }

  const shown = useQuery(
    () => {
      const { byte } = chosen.value;
      if (byte === null || byte.space === 'physical' || !isShown(byte)) return null;
      return { source: view.source, space: byte.space, position: byte.page * PAGE_SIZE + byte.offset };
    },
    ({ source, space, position }, moment) =>
      engine.counterpart({ source, moment: view.at(moment).moment }, space, position, 'physical'),
  );
  const pointed = useQuery(
    () => {
      const { entry } = chosen.value;
      return entry === null ? null : { level: entry.level, virt: entry.virt };
    },
    async ({ level, virt }, moment) => {
      const { entries } = await engine.walk(virt, moment);
      const row = entries.find((one) => one.level === level);
      const leads =
        row !== undefined && (row.kind === 'table' || row.kind === 'page' || row.kind === 'recursive');
      return { frame: leads ? frameOfPhys(Number(row.target)) : null };
    },
  );

  return computed(() => {
    const { byte, entry } = chosen.value;
    // Entries are the document's.
    if (entry !== null) return view.isOwn ? (pointed.data.value?.frame ?? null) : null;
    if (byte === null || !isShown(byte)) return null;
    if (byte.space === 'physical') return byte.page;
    const position = shown.data.value?.position ?? null;
    return position === null ? null : Math.floor(position / PAGE_SIZE);
  });
}
