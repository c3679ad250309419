import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { PAGE_COUNT, PAGE_SIZE } from '../../shared/address';
import {
  DOCUMENT_SOURCE,
  type DiffRequest,
  type DiffRow,
  type DiffSide,
  type Side,
} from '../../shared/memory-types';
import type { MemorySpace } from '../../shared/view-types';
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

/** The place of the one side that stands beside a byte of the other. */
export interface BesidePlace extends Side {
  /** `A` or `B`. */
  readonly name: string;
  readonly space: MemorySpace;
  readonly position: number;
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
    views.use(one);
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
    // The window is about the side in use, where that has the bytes: inspector and data are those of one side.
    const usesRight = views.active.id === shown[1].id;
    const isRight = kind === 'onlyRight' || (usesRight && kind !== 'onlyLeft');
    [left, right].forEach(({ address, position }, at) => {
      const view = shown[at] as MemoryView;
      const isAbout = (at === 1) === isRight;
      if (address === '') return;
      views.send(view, { first: position, length, quiet: !isAbout, takesFocus: takesFocus && isAbout });
      if (isAbout) views.publish(view, { first: position, length });
    });
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

  /** The side that a byte is of; `null` where it is of neither. */
  function sideOf({ left, right, space }: DiffRequest, byte: SelectedByte): 'left' | 'right' | null {
    if (byte.space !== space) return null;
    const source = byte.source ?? DOCUMENT_SOURCE;
    const moment = byte.moment ?? time.moment;
    const isOf = (side: Side): boolean => side.source === source && side.moment === moment;
    if (isOf(left)) return 'left';
    return isOf(right) ? 'right' : null;
  }

  /** The position of the left side that a selected byte stands for; `null` where it belongs to neither side. */
  function leftPosition(request: DiffRequest, byte: SelectedByte | null): number | null {
    const side = byte === null ? null : sideOf(request, byte);
    if (byte === null || side === null) return null;
    const position = byte.page * PAGE_SIZE + byte.offset;
    return side === 'left' ? position : position - request.shift;
  }

  /** What stands on the other side beside the selected byte, while both sides are shown; `null`: nothing does. */
  const beside = computed<BesidePlace | null>(() => {
    const request = differences.run?.request;
    const { byte } = selection;
    if (request === undefined || byte === null || viewsOf(request) === null) return null;
    const position = leftPosition(request, byte);
    if (position === null) return null;
    const isLeft = sideOf(request, byte) === 'left';
    const other = isLeft ? position + request.shift : position;
    if (other < 0 || other >= PAGE_COUNT * PAGE_SIZE) return null;
    const side = isLeft ? request.right : request.left;
    return { ...side, name: isLeft ? 'B' : 'A', space: request.space, position: other };
  });

  return { pair, beside, showSideBySide, show, walk };
});
