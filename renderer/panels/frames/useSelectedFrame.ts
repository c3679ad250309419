import { computed, type ComputedRef } from 'vue';
import { frameOfPhys, PAGE_SIZE } from '../../../shared/address';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import { resting } from '../../composables/resting';
import { useQuery } from '../../composables/useQuery';
import { useEngineStore } from '../../stores/engine';
import { isForeign, useSelectionStore } from '../../stores/selection';

/**
 * The frame that belongs to what is selected in the window: that of a physical byte, the one that shows a virtual byte or
 * holds a byte of the file, the one that an entry points to; `null` where there is none.
 */
export function useSelectedFrame(): ComputedRef<number | null> {
  const engine = useEngineStore();
  const selection = useSelectionStore();
  const chosen = resting(() => ({ byte: selection.byte, entry: selection.entry }));

  const shown = useQuery(
    () => {
      const { byte } = chosen.value;
      if (byte === null || byte.space === 'physical' || isForeign(byte)) return null;
      return { space: byte.space, position: byte.page * PAGE_SIZE + byte.offset };
    },
    ({ space, position }, moment) =>
      engine.counterpart({ source: DOCUMENT_SOURCE, moment }, space, position, 'physical'),
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
    if (entry !== null) return pointed.data.value?.frame ?? null;
    if (byte === null || isForeign(byte)) return null;
    if (byte.space === 'physical') return byte.page;
    const position = shown.data.value?.position ?? null;
    return position === null ? null : Math.floor(position / PAGE_SIZE);
  });
}
