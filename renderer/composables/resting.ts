import { computed, ref, type ComputedRef } from 'vue';
import { beginPending } from './pending';

/**
 * While the user moves the selection quickly (a held key, a drag) only the view that it moves in follows. What the rest of
 * the window says of it waits until it rests: nobody can read it before, and it would take the time of the frames. A
 * selection that follows the current moment is not meant: all of the window shows each moment.
 */

/** Milliseconds without a change after which the selection rests: longer than between two repeats of a held key. */
const REST = 80;

const moving = ref(false);
let movedAt = -Infinity;
let timer: ReturnType<typeof setTimeout> | undefined;
let endPending: (() => void) | null = null;

/** The user has moved the cursor. A move after a rest is followed at once. */
export function selectionMoved(): void {
  const now = performance.now();
  const quick = now - movedAt < REST;
  movedAt = now;
  if (!quick) return;
  moving.value = true;
  endPending ??= beginPending();
  clearTimeout(timer);
  timer = setTimeout(rest, REST);
}

function rest(): void {
  const end = endPending;
  endPending = null;
  moving.value = false;
  // What is asked now begins to be pending with the next update.
  setTimeout(() => end?.());
}

/** A value about the selection; while that moves, the one from before. */
export function resting<T>(value: () => T): ComputedRef<T> {
  return computed<T>((before) => (moving.value && before !== undefined ? before : value()));
}
