import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { PAGE_SIZE } from '../../shared/address';
import {
  DOCUMENT_SOURCE,
  type DiffRequest,
  type DiffRow,
  type DiffSide,
  type Side,
} from '../../shared/memory-types';
import { failureOf } from '../composables/failure';
import { useAnnouncementsStore } from './announcements';
import { useDifferencesStore } from './differences';
import type { MemoryView } from './memory-view-state';
import { useMemoryViewsStore } from './memory-views';
import { useSelectionStore, type SelectedByte } from './selection';
import { useTimeStore } from './time';

/** The two views that show a comparison side by side. */
export interface ViewPair {
  readonly left: string;
  readonly right: string;
  readonly request: DiffRequest;
}

/** Walking from difference to difference, and the two views that show both sides of it. */
export const useDifferenceWalkStore = defineStore('differenceWalk', () => {
  const announcements = useAnnouncementsStore();
  const differences = useDifferencesStore();
  const selection = useSelectionStore();
  const time = useTimeStore();
  const views = useMemoryViewsStore();
  const pair = shallowRef<ViewPair | null>(null);

  function viewOf(id: string | undefined): MemoryView | null {
    return views.views.find((view) => view.id === id) ?? null;
  }

  /** Opens a view of each side, the right one beside the left, or shows those that are open. */
  function showSideBySide(): void {
    const { run } = differences;
    if (run === null) return;
    const { request } = run;
    const known = pair.value;
    const isOpen = viewOf(known?.left) !== null && viewOf(known?.right) !== null;
    if (known !== null && isOpen && JSON.stringify(known.request) === JSON.stringify(request)) return;
    for (const view of [viewOf(known?.left), viewOf(known?.right)]) if (view !== null) views.close(view);
    const { left, right, space } = request;
    const one = views.open(space, { ...left, linked: false });
    const other = views.open(space, { ...right, linked: false }, 'side');
    pair.value = { left: one.id, right: other.id, request };
    void show(Math.max(0, differences.selected));
  }

  /** Shows a difference: in both views of the comparison where they are open, else in a view of the side that has it. */
  async function show(index: number, takesFocus = false): Promise<void> {
    const { run } = differences;
    if (run === null || index < 0 || index >= run.state.runs) return;
    differences.selected = index;
    try {
      const [row] = await differences.rows(run.state.job, index, 1);
      if (row === undefined || differences.run?.state.job !== run.state.job) return;
      if (differences.selected === index) reveal(run.request, row, takesFocus);
    } catch (error) {
      announcements.remarkOn(failureOf(error).message);
    }
  }

  function reveal(request: DiffRequest, row: DiffRow, takesFocus: boolean): void {
    const { left, right, length, kind } = row;
    const inLeft = kind !== 'onlyRight';
    const shown = viewsOf(request);
    if (shown === null) {
      focus(request, inLeft ? request.left : request.right, inLeft ? left : right, length, takesFocus);
      return;
    }
    const [one, other] = shown;
    for (const [view, side] of [
      [one, left],
      [other, right],
    ] as const) {
      if (side.address === '') continue;
      views.send(view, {
        first: side.position,
        length,
        takesFocus: takesFocus && view === (inLeft ? one : other),
      });
    }
    views.publish(inLeft ? one : other, { first: (inLeft ? left : right).position, length });
  }

  /** The views of a comparison, left and right, if both are open. */
  function viewsOf(request: DiffRequest): readonly [MemoryView, MemoryView] | null {
    if (pair.value === null || JSON.stringify(pair.value.request) !== JSON.stringify(request)) return null;
    const one = viewOf(pair.value.left);
    const other = viewOf(pair.value.right);
    return one === null || other === null ? null : [one, other];
  }

  function focus(
    { space }: DiffRequest,
    side: Side,
    { position }: DiffSide,
    length: number,
    takesFocus: boolean,
  ): void {
    const { source, moment } = side;
    const isNow = source === DOCUMENT_SOURCE && moment === time.moment;
    views.focusPosition(space, position, { length, takesFocus, ...(!isNow && { source, moment }) });
  }

  /** Walks to the next difference from the selected byte, where that is one of a side, else from the last one. */
  async function walk(step: 1 | -1): Promise<void> {
    const { run } = differences;
    if (run === null || run.state.runs === 0) {
      const isFinished = run?.state.finished === true;
      const none = isFinished ? 'No byte differs' : 'Nothing differs so far';
      announcements.remarkOn(run === null ? 'Nothing is compared' : none);
      return;
    }
    const to = await from(run.state.job, run.request, step);
    if (to < 0 || to >= run.state.runs) {
      announcements.remarkOn(step > 0 ? 'This is the last difference' : 'This is the first difference');
      return;
    }
    await show(to);
  }

  /** Index of the difference before or behind where one is. */
  async function from(job: number, request: DiffRequest, step: 1 | -1): Promise<number> {
    const position = leftPosition(request, selection.byte);
    if (position === null) return differences.selected + step;
    const [at, here] = await Promise.all([
      differences.indexAt(job, position),
      differences.within(job, position, 1, 1),
    ]);
    if (step < 0) return at - 1;
    return here.length > 0 ? at + 1 : at;
  }

  /** The position of the left side that a selected byte stands for; `null` where it belongs to neither side. */
  function leftPosition(request: DiffRequest, byte: SelectedByte | null): number | null {
    if (byte === null || byte.space !== request.space) return null;
    const source = byte.source ?? DOCUMENT_SOURCE;
    const moment = byte.moment ?? time.moment;
    const isOf = (side: Side): boolean => side.source === source && side.moment === moment;
    const position = byte.page * PAGE_SIZE + byte.offset;
    if (isOf(request.left)) return position;
    return isOf(request.right) ? position - request.shift : null;
  }

  return { pair, showSideBySide, show, walk };
});
