import { nextTick, ref, toRaw, watch, type Ref } from 'vue';
import { PAGE_SIZE } from '../../../shared/address';
import type { MemoryView, Scope, ViewBytes, ViewWish } from '../../stores/memory-view-state';
import { useMemoryViewsStore, type LinkedSelection } from '../../stores/memory-views';
import { useTimeStore } from '../../stores/time';
import type { Line } from './row-layout';
import { MAX_CONTEXT } from './space-parts';
import type { ViewSelection } from './useLinkedSelection';
import type { Rows } from './useRows';

/** What following depends on. */
export interface FollowInput {
  readonly view: MemoryView;
  readonly rows: Rows;
  /** Scroll to what the op at the moment changed. */
  readonly follow: Ref<boolean>;
  readonly scope: Ref<Scope>;
  readonly chosen: ViewSelection;
  /** The ranges of the space are known, so that rows have their places. */
  readonly ready: () => boolean;
  /** First byte that the current step touches, in the scope of the step. */
  readonly stepStart: () => number | null;
  /** First byte that the step is about without writing it, in its scope: no fold of zeros may hide it. */
  readonly unwritten: () => number | null;
  /** First byte that the op at the moment changes. */
  readonly changedAt: () => number | null;
  /** Tells the rest of the window what is selected. */
  readonly publish: (bytes: ViewBytes) => void;
  /** Puts the keyboard on the cursor of the view. */
  readonly focus: () => void;
}

/** The selection that each view has shown last, also while another is in front of it. */
const seen = new WeakMap<MemoryView, LinkedSelection>();

/**
 * Moves the view where something happens: to the bytes that the op at the moment changed, if they are out of
 * sight, to bytes that are asked for, and, if it is linked, to what is selected elsewhere. By whole rows, without
 * animation.
 */
export function useFollow(input: FollowInput): void {
  const { view, rows, chosen } = input;
  const views = useMemoryViewsStore();
  const openZeros = useZeroOpening(rows);

  followTime(input, openZeros);

  /** Opens whatever hides a byte and brings it in sight; not for a glance, which leaves the scope as it is. */
  async function showByte(at: number, glance: boolean): Promise<boolean> {
    if (rows.layout.value.foldOfRow(Math.floor(at / rows.rowBytes.value))?.reason === 'outside') {
      if (glance) return false;
      input.scope.value = 'all';
      await nextTick();
    }
    rows.unfold(at);
    await nextTick();
    rows.show(at);
    openZeros(at);
    return true;
  }

  async function fulfil(wish: ViewWish): Promise<void> {
    view.wish = null;
    const { first, length } = wish;
    const known = view.selected;
    if (wish.quiet) view.selected = { first, length };
    else if (wish.selects || !view.linked) {
      if (known?.first !== first || known.length !== length) input.publish({ first, length });
    }
    if (chosen.origin.value !== null) seen.set(toRaw(view), chosen.origin.value);
    await showByte(first, false);
    if (wish.top !== null) view.place.top = wish.top;
    if (!wish.takesFocus) return;
    await nextTick();
    input.focus();
  }

  watch(
    () => [view.wish, input.ready()] as const,
    ([wish, ready]) => {
      if (wish !== null && ready) void fulfil(wish);
    },
    { immediate: true, flush: 'post' },
  );
  let isFirst = true;
  watch(
    () => [chosen.origin.value, chosen.range.value, input.ready()] as const,
    ([origin, range, ready]) => {
      if (!ready || view.wish !== null) return;
      const glance = isFirst;
      isFirst = false;
      if (origin === null || origin === seen.get(toRaw(view))) return;
      seen.set(toRaw(view), origin);
      // What was selected here is where it should be.
      if (range !== null && !views.isFrom(view, origin)) void showByte(range.first, glance);
    },
    { immediate: true, flush: 'post' },
  );
}

/** A run of zeros is folded when its bytes come: one that hides what is to be seen is opened then. */
function useZeroOpening(rows: Rows): (position: number) => void {
  const awaited = ref<number | null>(null);

  /** The page of the awaited byte is there, as it is to be shown. */
  function isThere(): boolean {
    if (awaited.value === null || rows.pages.version.value < 0) return false;
    return rows.pages.exact(Math.floor(awaited.value / PAGE_SIZE)) !== null;
  }

  // Before the page is drawn, so that it is drawn once.
  watch(isThere, (there) => {
    const position = awaited.value;
    if (!there || position === null) return;
    awaited.value = null;
    if (rows.lineOf(position)?.kind !== 'fold') return;
    rows.unfold(position);
    rows.show(position);
  });
  return (position) => (awaited.value = position);
}

/** To what the op at the moment changed, and to the start of each step. */
function followTime(input: FollowInput, openZeros: (position: number) => void): void {
  const time = useTimeStore();
  const { rows } = input;
  /** Byte to bring in sight once the layout shows it. */
  let awaited: number | null = null;

  /** Shows the awaited byte unless the layout still hides it: its ranges are on the way then. */
  function showAwaited(): void {
    if (awaited === null || !input.ready()) return;
    const line = rows.lineOf(awaited);
    if (!line || (line.kind === 'fold' && line.reason !== 'zero' && !line.open)) return;
    const at = awaited;
    awaited = null;
    rows.show(at);
  }

  function showStepStart(): void {
    const at = input.follow.value && input.scope.value === 'step' ? input.stepStart() : null;
    if (at === null) return;
    let line = rows.lineOf(at);
    if (!line) return;
    // From the header of its page where that is near: the rows before it are its context.
    for (let left = MAX_CONTEXT + 1; left > 0 && line.kind === 'row'; left--) {
      const before: Line | null = rows.layout.value.lineBefore(line.unit, rows.zeroRuns);
      if (!before || before.kind === 'fold') break;
      line = before;
    }
    rows.scrollTo(line.unit);
  }

  // Before the view is drawn, so that it is drawn once, where it scrolls to.
  watch(
    () => [time.shown, input.changedAt(), input.follow.value] as const,
    () => {
      awaited = input.follow.value ? input.changedAt() : null;
      showAwaited();
    },
    { immediate: true },
  );
  watch(
    () => [input.scope.value, input.stepStart()] as const,
    () => {
      showStepStart();
      showAwaited();
    },
    { immediate: true },
  );
  watch(rows.layout, showAwaited);
  watch(
    () => (input.follow.value ? input.unwritten() : null),
    (at) => {
      if (at !== null) openZeros(at);
    },
    { immediate: true },
  );
}
