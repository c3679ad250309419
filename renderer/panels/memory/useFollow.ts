import { nextTick, watch, type Ref } from 'vue';
import type { MemorySpace } from '../../../shared/view-types';
import { PAGE_SIZE } from '../../../shared/address';
import { useSelectionStore } from '../../stores/selection';
import { useTimeStore } from '../../stores/time';
import { PAGE_ROWS, ROW_BYTES, type Line } from './row-layout';
import { MAX_CONTEXT } from './space-parts';
import type { Rows } from './useRows';

/** Which rows a view shows: only what the current step touches, or all. */
export type Scope = 'step' | 'all';

/** What following depends on. */
export interface FollowInput {
  readonly space: MemorySpace;
  readonly rows: Rows;
  /** Scroll to what the op at the moment changed. */
  readonly follow: Ref<boolean>;
  readonly scope: Ref<Scope>;
  /** The ranges of the space are known, so that rows have their places. */
  readonly ready: () => boolean;
  /** First absolute row that the current step touches, in the scope of the step. */
  readonly stepStart: () => number | null;
  /** First absolute row that the op at the moment changes. */
  readonly changedRow: () => number | null;
  /** Puts the keyboard on the cursor of the view. */
  readonly focus: () => void;
  /** Serial of the last reveal request that a view has done; shared by the panel's views. */
  readonly revealed: Ref<number>;
}

/**
 * Moves the view where something happens: to the bytes that the op at the moment changed, if they are out of
 * sight, and to a byte that another panel wants to be seen. By whole rows, without animation.
 */
export function useFollow(input: FollowInput): void {
  const time = useTimeStore();
  const selection = useSelectionStore();
  const { rows } = input;
  /** Row to bring in sight once the layout shows it. */
  let awaited: number | null = null;

  /** Shows the awaited row unless the layout still hides it: its ranges are on the way then. */
  function showAwaited(): void {
    if (awaited === null || !input.ready()) return;
    const line = rows.lineOfRow(awaited);
    if (!line || (line.kind === 'fold' && line.reason !== 'zero' && !line.open)) return;
    const row = awaited;
    awaited = null;
    const page = Math.floor(row / PAGE_ROWS);
    const whole =
      row === page * PAGE_ROWS && rows.lines.value.some((one) => one.kind === 'header' && one.page === page);
    if (!whole) rows.show(row);
  }

  function showStepStart(): void {
    const row = input.follow.value && input.scope.value === 'step' ? input.stepStart() : null;
    if (row === null) return;
    let line = rows.lineOfRow(row);
    if (!line) return;
    // From the header of its page where that is near: the rows before it are its context.
    for (let left = MAX_CONTEXT + 1; left > 0 && line.kind === 'row'; left--) {
      const before: Line | null = rows.layout.value.lineBefore(line.unit, rows.zeroRuns);
      if (!before || before.kind === 'fold') break;
      line = before;
    }
    rows.scrollTo(line.unit);
  }

  async function reveal(): Promise<void> {
    const request = selection.revealRequest;
    if (!request || request.space !== input.space || request.serial <= input.revealed.value) return;
    if (!input.ready()) return;
    input.revealed.value = request.serial;
    awaited = null;
    const row = Math.floor((request.page * PAGE_SIZE + request.offset) / ROW_BYTES);
    if (rows.layout.value.foldOfRow(row)?.reason === 'outside') {
      input.scope.value = 'all';
      await nextTick();
    }
    rows.unfold(row);
    await nextTick();
    rows.show(row);
    if (!request.takesFocus) return;
    await nextTick();
    input.focus();
  }

  // Before the view is drawn, so that it is drawn once, where it scrolls to.
  watch(
    () => [time.shown, input.changedRow(), input.follow.value] as const,
    () => {
      awaited = input.follow.value ? input.changedRow() : null;
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
    () => [selection.revealRequest, input.ready()] as const,
    () => void reveal(),
    { immediate: true, flush: 'post' },
  );
}
