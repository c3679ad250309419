import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { DOCUMENT_SOURCE } from '../../shared/memory-types';
import {
  MARK_COLOURS,
  NOTES_LIMITS,
  type MarkColour,
  type NotesFormat,
  type RangeMark,
} from '../../shared/notes';
import { partitionPoint } from '../../shared/partition-point';
import type { ExportResult } from '../../shared/load-types';
import type { Failure } from '../../shared/result';
import type { MemorySpace } from '../../shared/view-types';
import { call } from '../api/client';
import { failureOf } from '../composables/failure';
import { isKernelPage, placeOfRange, positionOfMark, type MarkRange } from '../composables/mark-place';
import { beginPending } from '../composables/pending';
import { useDocumentStore } from './document';
import { useMemoryViewsStore } from './memory-views';
import { useNotesStore } from './notes';
import { createRemovals, freeId } from './removed';
import { useSelectionStore } from './selection';

/** A mark with its position in the space of this load; `null` where the load has no such place. */
export interface BoundMark extends RangeMark {
  readonly position: number | null;
}

/** The marks of a space of this load by position. */
interface SpaceMarks {
  readonly marks: readonly (BoundMark & { readonly position: number })[];
  /** For each mark, the greatest end of those up to it: where a search for marks round a byte may stop. */
  readonly reach: Float64Array;
}

const SPACES: readonly MemorySpace[] = ['virtual', 'physical', 'file'];

/** Named, coloured ranges of bytes with notes. They are kept with the file and found again in every load of it. */
export const useMarksStore = defineStore('marks', () => {
  const documents = useDocumentStore();
  const notes = useNotesStore();
  const selection = useSelectionStore();
  const views = useMemoryViewsStore();
  const failure = shallowRef<Failure | null>(null);
  const removals = createRemovals<RangeMark>();
  /** The mark whose name the panel asks for next: one that was just added. */
  const toName = ref<number | null>(null);
  /** Whether note and colour of a mark are being changed: the panel needs room for that. */
  const isEdited = ref(false);

  const list = computed<readonly BoundMark[]>(() => {
    const { summary } = documents;
    const bound = notes.marks.map((mark) => ({
      ...mark,
      position: summary === null ? null : positionOfMark(mark, summary),
    }));
    return bound.sort(
      (a, b) =>
        SPACES.indexOf(a.space) - SPACES.indexOf(b.space) ||
        (a.position ?? Infinity) - (b.position ?? Infinity) ||
        a.id - b.id,
    );
  });
  const bySpace = computed<Readonly<Record<MemorySpace, SpaceMarks>>>(() => {
    const of = (space: MemorySpace): SpaceMarks => {
      const marks = list.value.filter(
        (mark): mark is BoundMark & { position: number } => mark.space === space && mark.position !== null,
      );
      const reach = new Float64Array(marks.length);
      marks.forEach(({ position, length }, i) => (reach[i] = Math.max(reach[i - 1] ?? 0, position + length)));
      return { marks, reach };
    };
    return { physical: of('physical'), virtual: of('virtual'), file: of('file') };
  });

  /** The marks of a space that have bytes in `first` to `end`, excluded; ascending. */
  function within(
    space: MemorySpace,
    first: number,
    end: number,
  ): readonly (BoundMark & { position: number })[] {
    const { marks, reach } = bySpace.value[space];
    const from = partitionPoint(marks.length, (i) => (reach[i] as number) <= first);
    const to = partitionPoint(marks.length, (i) => (marks[i]?.position ?? Infinity) < end);
    return marks.slice(from, to).filter(({ position, length }) => position + length > first);
  }

  /** First bytes of the marks of a space, ascending: for pictures of the whole space. */
  function positions(space: MemorySpace): readonly number[] {
    return bySpace.value[space].marks.map(({ position }) => position);
  }

  /** What is selected in the window's document, as a range; `null`: nothing is. */
  const selected = computed<MarkRange | null>(() => {
    const { byte, length } = selection;
    if (byte === null || (byte.source ?? DOCUMENT_SOURCE) !== DOCUMENT_SOURCE) return null;
    return { space: byte.space, first: byte.page * 4096 + byte.offset, length };
  });

  /** Colours take turns, so that neighbours differ. */
  function nextColour(): MarkColour {
    return MARK_COLOURS[freeId(notes.marks) % MARK_COLOURS.length] ?? 'blue';
  }

  /**
   * Marks a range, the selected one where none is given.
   *
   * @returns its id, or `null` where it could not be added
   */
  async function add(range: MarkRange | null = selected.value, name = ''): Promise<number | null> {
    const { summary, revision } = documents;
    if (range === null || summary === null || !notes.ready) return null;
    if (notes.marks.length >= NOTES_LIMITS.marks) {
      const message = `There are ${NOTES_LIMITS.marks.toLocaleString('en-US')} marks already.`;
      failure.value = { code: 'marks.many', message, advice: 'Remove some that you no longer need.' };
      return null;
    }
    const end = beginPending();
    try {
      const kernel = range.space === 'virtual' && (await isOfKernel(range.first));
      if (revision !== documents.revision) return null;
      const id = freeId(notes.marks);
      const place = placeOfRange(range, kernel, summary);
      const mark: RangeMark = { id, name: name || `Mark ${id}`, note: '', colour: nextColour(), ...place };
      notes.marks = [...notes.marks, mark];
      failure.value = null;
      return id;
    } catch (error) {
      failure.value = failureOf(error);
      return null;
    } finally {
      end();
    }
  }

  /** Whether a page belongs to the kernel at the end of its load. */
  async function isOfKernel(position: number): Promise<boolean> {
    const ranges = await call('memory.ranges', { space: 'virtual', moment: documents.opCount });
    return isKernelPage(ranges, position);
  }

  function update(id: number, changes: Partial<Pick<RangeMark, 'name' | 'note' | 'colour'>>): void {
    notes.marks = notes.marks.map((one) => (one.id === id ? { ...one, ...changes } : one));
  }

  function remove(id: number): void {
    notes.marks = removals.remove(notes.marks, (one) => one.id === id);
  }

  function removeAll(): void {
    notes.marks = removals.remove(notes.marks, () => true);
  }

  /** Puts the marks that were removed last back. */
  function undoRemove(): void {
    notes.marks = removals.restore(notes.marks);
  }

  /** Shows a mark. @returns whether this load has its place */
  function go(mark: BoundMark): boolean {
    if (mark.position === null) return false;
    views.focusPosition(mark.space, mark.position, { length: mark.length });
    return true;
  }

  /** The mark behind (or before) what is selected, round the ends, in the space of the view in use. */
  function neighbour(direction: 1 | -1): BoundMark | null {
    const { space } = views.active;
    const here =
      bySpace.value[space].marks.length > 0 ? space : SPACES.find((one) => positions(one).length > 0);
    if (here === undefined) return null;
    const { marks } = bySpace.value[here];
    const at = selected.value?.space === here ? selected.value.first : direction > 0 ? -1 : Infinity;
    if (direction > 0) return marks.find(({ position }) => position > at) ?? marks[0] ?? null;
    return marks.filter(({ position }) => position < at).at(-1) ?? marks.at(-1) ?? null;
  }

  /** Goes to the next mark. @returns it; `null`: there is none */
  function step(direction: 1 | -1): BoundMark | null {
    const mark = neighbour(direction);
    if (mark !== null) go(mark);
    return mark;
  }

  /** Writes bookmarks and marks to a file. @returns what was written; `null`: nothing */
  async function exportNotes(format: NotesFormat): Promise<ExportResult | null> {
    const end = beginPending();
    try {
      // What is exported is what is kept: nothing may be on its way.
      await notes.save();
      const written = await call('notes.export', { format });
      failure.value = null;
      return written;
    } catch (error) {
      failure.value = failureOf(error);
      return null;
    } finally {
      end();
    }
  }

  watch(
    () => notes.ready,
    () => {
      removals.clear();
      toName.value = null;
      failure.value = null;
    },
  );

  return {
    list,
    selected,
    failure,
    toName,
    isEdited,
    lastRemoval: removals.last,
    freshRemoval: removals.fresh,
    within,
    positions,
    add,
    update,
    remove,
    removeAll,
    undoRemove,
    go,
    step,
    exportNotes,
  };
});
