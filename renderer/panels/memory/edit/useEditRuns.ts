import { computed, type ComputedRef } from 'vue';
import { hex, hexDigits, PAGE_SIZE } from '../../../../shared/address';
import { DOCUMENT_SOURCE } from '../../../../shared/memory-types';
import type { PageView } from '../../../../shared/view-types';
import { editedByte, runsWithin, type EditRun } from '../../../composables/edit-runs';
import { useEditsStore } from '../../../stores/edits';
import type { ByteRun } from '../decorations';
import type { MemoryViewHandle } from '../view-handle';
import { isFromFile } from './byte-origin';

/** A byte that is shown as it is edited; one of memory that is shown as it was loaded, and will be another. */
const EDITED = 'edited';
const AWAITED = 'edit-awaited';

/** Edits as the store has them. */
interface Edits {
  readonly runs: readonly EditRun[];
  readonly loaded: readonly EditRun[];
}

/** The edited bytes in sight of a view of the document: in its file, and wherever in memory they come from there. */
export function useEditRuns(view: MemoryViewHandle): ComputedRef<readonly ByteRun[]> {
  const edits = useEditsStore();
  return computed(() => {
    const { runs, loaded } = edits;
    if (view.source.value !== DOCUMENT_SOURCE || (runs.length === 0 && loaded.length === 0)) return [];
    if (view.space === 'file') {
      const { first, end } = view.sight.value;
      return editMarks({ runs, loaded }, first, end, null);
    }
    return view.pagesInSight.value.flatMap((page) => {
      const shown = view.page(page);
      return shown === null ? [] : marksInPage({ runs, loaded }, shown);
    });
  });
}

/** Marks in a page of memory whose bytes come from the file. */
export function marksInPage(edits: Edits, page: PageView): ByteRun[] {
  const offset = page.fileOffset ?? null;
  if (offset === null || page.bytes === null) return [];
  const shift = page.page * PAGE_SIZE - offset;
  return editMarks(edits, offset, offset + page.length, shift).filter((run) =>
    isFromFile(page, run.first - page.page * PAGE_SIZE),
  );
}

/**
 * One mark for each edited byte: each was something else.
 *
 * @param first first offset in the file
 * @param shift what is added to an offset for a position of memory; `null`: the file itself is shown
 */
export function editMarks(
  { runs, loaded }: Edits,
  first: number,
  end: number,
  shift: number | null,
): ByteRun[] {
  const marks: ByteRun[] = [];
  const inMemory = shift !== null;
  const place = (offset: number): string => (inMemory ? ` at ${hex(offset)} of the file` : '');
  const add = (offset: number, look: string, name: string, tip: string): void => {
    const position = offset + (shift ?? 0);
    marks.push({ first: position, end: position + 1, look, name, tip });
  };
  eachByte(runsWithin(runs, first, end), first, end, (offset, before, after) => {
    const isLoaded = editedByte(loaded, offset)?.after === after;
    if (inMemory && !isLoaded) {
      const will = `will be ${hexDigits(after, 2)} after loading again`;
      add(offset, AWAITED, `edited, ${will}`, `Edited${place(offset)}: ${will}. This is the loaded byte.`);
      return;
    }
    const state = isLoaded ? 'loaded' : 'not loaded yet';
    const text = `was ${hexDigits(before, 2)}, ${state}`;
    add(offset, EDITED, `edited, ${text}`, `Edited${place(offset)}: ${text}`);
  });
  eachByte(runsWithin(loaded, first, end), first, end, (offset, before, after) => {
    if (editedByte(runs, offset) !== null) return;
    const text = inMemory
      ? `will be ${hexDigits(before, 2)} after loading again`
      : `back to ${hexDigits(before, 2)}, loaded as ${hexDigits(after, 2)}`;
    const look = inMemory ? AWAITED : EDITED;
    add(offset, look, `edit taken back, ${text}`, `Edit taken back${place(offset)}: ${text}`);
  });
  return marks.sort((a, b) => a.first - b.first);
}

function eachByte(
  runs: readonly EditRun[],
  first: number,
  end: number,
  visit: (offset: number, before: number, after: number) => void,
): void {
  for (const run of runs) {
    const from = Math.max(first, run.offset);
    const to = Math.min(end, run.offset + run.after.length);
    for (let offset = from; offset < to; offset++) {
      visit(offset, run.before[offset - run.offset] as number, run.after[offset - run.offset] as number);
    }
  }
}
