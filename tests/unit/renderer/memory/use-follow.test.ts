import { afterEach, describe, expect, it } from 'vitest';
import { computed, ref, shallowRef } from 'vue';
import type { LayoutPart } from '../../../../renderer/panels/memory/row-layout';
import { useFollow } from '../../../../renderer/panels/memory/useFollow';
import { useLinkedSelection } from '../../../../renderer/panels/memory/useLinkedSelection';
import { useRows } from '../../../../renderer/panels/memory/useRows';
import { useViewClock } from '../../../../renderer/panels/memory/useViewClock';
import type { MemoryView, Scope } from '../../../../renderer/stores/memory-view-state';
import { useMemoryViewsStore } from '../../../../renderer/stores/memory-views';
import { useSelectionStore } from '../../../../renderer/stores/selection';
import { useTimeStore } from '../../../../renderer/stores/time';
import { fakePage, fakeWhere, fakeWindow, type FakeWindow } from './fake-bridge';

let window: FakeWindow;

afterEach(() => window.scope.stop());

const PAGE = 4096;
const ROWS = 256;

/** Pages 4 to 8 hold something: page 6 only zeros, the others no zero. All else is a hole. */
async function start() {
  window = fakeWindow((name, params) => {
    if (name === 'time.where') return fakeWhere((params as { moment: number }).moment, 1);
    if (name === 'sources.list') return [];
    if (name !== 'memory.pages') return undefined;
    const { first, count } = params as { first: number; count: number };
    return Array.from({ length: count }, (_, index) => {
      const page = fakePage(first + index, 0);
      if (page.page !== 6) page.bytes?.fill(1);
      return page;
    });
  });
  window.load(1, 10);
  const views = useMemoryViewsStore();
  const view = views.active;
  const scope = ref<Scope>('all');
  const focused = ref(0);
  const follow = ref(false);
  const changedAt = ref<number | null>(null);
  const unwritten = ref<number | null>(null);
  const whole = shallowRef<LayoutPart[]>([]);
  const made = window.scope.run(() => {
    const clock = useViewClock(view);
    const parts = computed((): LayoutPart[] =>
      scope.value === 'step'
        ? [
            { kind: 'rows', start: 4 * ROWS, end: 4 * ROWS + 8 },
            { kind: 'fold', start: 4 * ROWS + 8, end: 100 * ROWS, reason: 'outside', open: false },
          ]
        : whole.value.map((part) => {
            const open = view.place.opened.some(({ first }) => first === part.start * 16);
            return part.kind === 'fold' ? { ...part, open } : part;
          }),
    );
    const rows = useRows({
      space: 'physical',
      place: () => view.place,
      parts: () => parts.value,
      height: ref(10),
      rowBytes: () => 16,
      clock,
    });
    const chosen = useLinkedSelection(view, clock);
    useFollow({
      view,
      rows,
      follow,
      scope,
      chosen,
      ready: () => parts.value.length > 0,
      stepStart: () => null,
      unwritten: () => unwritten.value,
      changedAt: () => changedAt.value,
      publish: (bytes) => views.publish(view, bytes),
      focus: () => (focused.value += 1),
    });
    return { rows, chosen };
  });
  if (!made) throw new Error('the scope has ended');
  await window.settle();
  whole.value = [
    { kind: 'fold', start: 0, end: 4 * ROWS, reason: 'hole', open: false },
    { kind: 'rows', start: 4 * ROWS, end: 9 * ROWS },
    { kind: 'fold', start: 9 * ROWS, end: 100 * ROWS, reason: 'hole', open: false },
  ];
  await window.settle();
  return { views, view: view as MemoryView, scope, focused, follow, changedAt, unwritten, ...made };
}

/** Whether the row of a byte is in sight, and drawn as a row. */
function shows({ rows }: Pick<Awaited<ReturnType<typeof start>>, 'rows'>, position: number): boolean {
  return rows.lines.value.some((line) => line.kind === 'row' && line.row === Math.floor(position / 16));
}

describe('useFollow', () => {
  it('shows a byte that is asked for, with the keyboard where that is wanted', async () => {
    const made = await start();
    useTimeStore().follow({ type: 'memory', space: 'physical', page: 8, offset: 160 }, true);
    await window.settle();
    expect(shows(made, 8 * PAGE + 160)).toBe(true);
    expect(made.focused.value).toBe(1);
    expect(made.view.wish).toBeNull();
  });

  it('opens the zeros that hide a byte, also where they come only when it is looked at', async () => {
    const made = await start();
    expect(made.rows.pages.exact(6)).toBeNull();
    made.views.focusPosition('physical', 6 * PAGE + 2048);
    await window.settle();
    expect(shows(made, 6 * PAGE + 2048)).toBe(true);
  });

  it('opens the zeros around bytes that a step is about and does not write', async () => {
    const made = await start();
    made.rows.scrollToByte(5 * PAGE + 4000);
    await window.settle();
    expect(made.rows.lineOf(6 * PAGE + 3000)).toMatchObject({ kind: 'fold', reason: 'zero' });
    made.follow.value = true;
    made.unwritten.value = 6 * PAGE + 3000;
    await window.settle();
    expect(shows(made, 6 * PAGE + 3000)).toBe(true);
  });

  it('opens a hole, and gives up the scope of the step', async () => {
    const made = await start();
    made.views.focusPosition('physical', 50 * PAGE);
    await window.settle();
    expect(shows(made, 50 * PAGE)).toBe(true);
    made.scope.value = 'step';
    await window.settle();
    made.views.focusPosition('physical', 5 * PAGE);
    await window.settle();
    expect(made.scope.value).toBe('all');
    expect(shows(made, 5 * PAGE)).toBe(true);
  });

  it('goes where another view has selected, and stays where this one has', async () => {
    const made = await start();
    const other = made.views.open('physical', {}, 'side');
    made.views.publish(other, { first: 8 * PAGE, length: 1 });
    await window.settle();
    expect(shows(made, 8 * PAGE)).toBe(true);
    const top = made.view.place.top;
    made.views.publish(made.view, { first: 5 * PAGE, length: 1 });
    await window.settle();
    expect(made.view.place.top).toEqual(top);
  });

  it('follows what an op changed, also where only the header of its page is in sight', async () => {
    const made = await start();
    made.follow.value = true;
    made.changedAt.value = 8 * PAGE + 160;
    await window.settle();
    expect(shows(made, 8 * PAGE + 160)).toBe(true);
    // The header is the last line that fits whole.
    const header = made.rows.layout.value.unitOfRow(8 * ROWS) - 1;
    made.rows.scrollTo(made.rows.layout.value.advance(header, -9, made.rows.zeroRuns));
    expect(made.rows.lines.value[9]).toMatchObject({ kind: 'header', page: 8 });
    made.changedAt.value = 8 * PAGE;
    await window.settle();
    expect(made.rows.lineOf(8 * PAGE)).toSatisfy(made.rows.isVisible);
  });

  it('does not follow in a free view', async () => {
    const made = await start();
    made.views.setLinked(made.view, false);
    useSelectionStore().selectByte({ space: 'physical', page: 8, offset: 0 });
    await window.settle();
    expect(shows(made, 8 * PAGE)).toBe(false);
    expect(made.chosen.range.value).toBeNull();
  });

  it('comes back to the bytes and the line that it left', async () => {
    const made = await start();
    made.views.focusPosition('physical', 5 * PAGE);
    await window.settle();
    const top = made.view.place.top;
    made.views.focusPosition('physical', 8 * PAGE + 512);
    await window.settle();
    made.views.back(made.view);
    await window.settle();
    expect(made.view.selected).toEqual({ first: 5 * PAGE, length: 1 });
    expect(made.view.place.top).toEqual(top);
    made.views.forward(made.view);
    await window.settle();
    expect(shows(made, 8 * PAGE + 512)).toBe(true);
  });
});
