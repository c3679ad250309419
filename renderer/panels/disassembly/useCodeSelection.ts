import { computed, toRaw, watch, type ComputedRef } from 'vue';
import { PAGE_SIZE } from '../../../shared/address';
import type { CodeRow } from '../../../shared/kernel-types';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import { resting, selectionMoved } from '../../composables/resting';
import { useQuery } from '../../composables/useQuery';
import type { LineBytes } from '../../stores/code-place';
import { useCodeViewStore } from '../../stores/code-view';
import { useEngineStore } from '../../stores/engine';
import { useMemoryViewsStore } from '../../stores/memory-views';
import { useSelectionStore } from '../../stores/selection';
import { endOfRow } from './code-list';

/** The selected lines, and what selects them. */
export interface CodeSelection {
  /** The selected bytes; `null` for none. */
  readonly range: ComputedRef<LineBytes | null>;
  /** A byte of the line that the keyboard is on; -1 for none. */
  readonly cursor: ComputedRef<number>;
  /** Selects a line, or all from where the selection began. */
  select(row: CodeRow, extend: boolean): void;
}

/** The bytes of a row as they are selected: of a hole the first. */
function bytesOfRow(row: CodeRow): LineBytes {
  const end = row.kind === 'gap' ? row.position + 1 : endOfRow(row);
  return { first: row.position, end };
}

/**
 * Selection in the code view: lines that are selected here are bytes everywhere, and bytes that are selected elsewhere are
 * the lines that show them, through the page tables of their side. The view goes to those if it follows.
 */
export function useCodeSelection(): CodeSelection {
  const engine = useEngineStore();
  const selection = useSelectionStore();
  const view = useCodeViewStore();
  const views = useMemoryViewsStore();

  /** What is selected, once it rests; `null` for none, and for memory of another side. */
  const chosen = resting(() => {
    const { byte, length } = selection;
    if (byte === null) return null;
    const { space, page, offset, source = DOCUMENT_SOURCE } = byte;
    const position = page * PAGE_SIZE + offset;
    if (space === 'virtual') {
      return { of: toRaw(byte), length, space, position: views.shifted(position, source, view.source) };
    }
    return source === view.source ? { of: toRaw(byte), length, space, position } : null;
  });
  const translated = useQuery(
    () => {
      const wanted = chosen.value;
      if (wanted === null || wanted.space === 'virtual') return null;
      const { space, position } = wanted;
      return { source: view.source, moment: view.moment, space, position };
    },
    async ({ space, position, ...side }) => ({
      space,
      position,
      found: await engine.counterpart(side, space, position, 'virtual'),
    }),
    { timeless: true },
  );

  /** The bytes of the view's space that stand for what is selected elsewhere; `undefined` while that is asked. */
  const target = computed(() => {
    const wanted = chosen.value;
    if (wanted === null || wanted.space === 'virtual') return wanted;
    const answer = translated.data.value;
    if (answer?.space !== wanted.space || answer.position !== wanted.position) return undefined;
    const { position } = answer.found;
    if (position === null) return null;
    const length = Math.min(wanted.length, PAGE_SIZE - (position % PAGE_SIZE));
    return { ...wanted, position, length };
  });

  watch(
    target,
    (found) => {
      if (found === undefined || (found !== null && found.of === view.seen)) return;
      const isFirst = view.top === null && view.wish === null;
      if (found === null) {
        view.selected = null;
        return;
      }
      view.seen = found.of;
      const bytes = { first: found.position, end: found.position + found.length };
      view.selected = { from: bytes, to: bytes };
      // The view opens at the entry point, whatever has been selected before.
      if (view.follow && !isFirst) view.reveal(found.position);
    },
    { immediate: true },
  );

  return {
    range: computed(() => (view.selected === null ? null : view.bytesOf(view.selected))),
    cursor: computed(() => view.selected?.to.first ?? -1),
    select(row, extend) {
      const to = bytesOfRow(row);
      const from = extend ? (view.selected?.from ?? to) : to;
      selectionMoved();
      view.select({ from, to });
    },
  };
}
