import { computed, type ComputedRef } from 'vue';
import { hex, hexDigits, PAGE_SIZE } from '../../../../shared/address';
import { DOCUMENT_SOURCE } from '../../../../shared/memory-types';
import type { PageView } from '../../../../shared/view-types';
import { editedByte, runsWithin, type EditRun } from '../../../composables/edit-runs';
import { useEditsStore } from '../../../stores/edits';
import type { ByteRun } from '../decorations';
import type { MemoryViewHandle } from '../view-handle';
import { isFromFile } from './byte-origin';

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
      return editMarks({ runs, loaded }, first, end, 0);
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
 * @param shift what is added to an offset for a position of the view
 */
export function editMarks({ runs, loaded }: Edits, first: number, end: number, shift: number): ByteRun[] {
  const marks: ByteRun[] = [];
  const place = (offset: number): string => (shift === 0 ? '' : ` at ${hex(offset)} of the file`);
  const add = (offset: number, name: string, tip: string): void => {
    const position = offset + shift;
    marks.push({ first: position, end: position + 1, look: 'edited', name, tip });
  };
  eachByte(runsWithin(runs, first, end), first, end, (offset, before, after) => {
    const was = hexDigits(before, 2);
    const isLoaded = editedByte(loaded, offset)?.after === after;
    // Memory shows what was loaded; the view of the file shows the edit itself.
    const to = shift === 0 || isLoaded ? '' : `, will be ${hexDigits(after, 2)}`;
    const state = isLoaded ? 'loaded' : 'not loaded yet';
    add(offset, `edited, was ${was}${to}, ${state}`, `Edited${place(offset)}: was ${was}${to}, ${state}`);
  });
  eachByte(runsWithin(loaded, first, end), first, end, (offset, before, after) => {
    if (editedByte(runs, offset) !== null) return;
    const text = `back to ${hexDigits(before, 2)}, loaded as ${hexDigits(after, 2)}`;
    add(offset, `edit taken back, ${text}`, `Edit taken back${place(offset)}: ${text}`);
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
