import { nextTick, onScopeDispose, type Ref } from 'vue';

/** What of an event tells the byte that it happened on. */
export type PointedAt = Pick<MouseEvent, 'target' | 'clientX'>;

/** What a drag over the grid does. */
export interface DragInput {
  /** The grid, and its lines: of the last one a part may reach beyond the grid. */
  readonly root: Ref<HTMLElement | null>;
  readonly body: () => HTMLElement | null;
  /** The byte at a place, `null` where there is none. */
  at(place: PointedAt): number | null;
  /** The pointer has come to another byte. */
  drag(position: number): void;
  scroll(lines: number): void;
}

/** Lines that a frame scrolls for each pixel that the pointer is outside, and at most. */
const LINES_PER_PIXEL = 1 / 60;
const MOST_LINES = 12;

/** How far `value` lies outside of `from` to `to`, below 0 in front of it. */
export function overshoot(value: number, from: number, to: number): number {
  if (value < from) return value - from;
  return value > to ? value - to : 0;
}

/** Lines that one frame scrolls, with fractions: the faster the farther outside the pointer is. */
export function scrollSpeed(outside: number): number {
  return Math.max(-MOST_LINES, Math.min(MOST_LINES, outside * LINES_PER_PIXEL));
}

/**
 * Selecting by dragging. The drag goes on where the pointer leaves the grid: above and below, the lines scroll along as long
 * as it stays there.
 *
 * @returns begins a drag
 */
export function useDragSelect(input: DragInput): (event: PointerEvent) => void {
  let pointer: { readonly x: number; readonly y: number } | null = null;
  let last: number | null = null;
  let frame = 0;
  let rest = 0;

  /** The part of the lines that is in sight. */
  function inSight(): {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  } | null {
    const grid = input.root.value?.getBoundingClientRect();
    const lines = input.body()?.getBoundingClientRect();
    if (grid === undefined || lines === undefined) return null;
    return {
      left: grid.left,
      right: grid.right,
      top: Math.max(grid.top, lines.top),
      bottom: Math.min(grid.bottom, lines.bottom),
    };
  }

  function outside(): number {
    const box = inSight();
    return box === null || pointer === null ? 0 : overshoot(pointer.y, box.top, box.bottom);
  }

  /** Selects up to the byte nearest to the pointer. */
  function select(): void {
    const box = inSight();
    if (box === null || pointer === null) return;
    const x = Math.max(box.left + 1, Math.min(box.right - 1, pointer.x));
    const y = Math.max(box.top + 1, Math.min(box.bottom - 1, pointer.y));
    const position = input.at({ target: document.elementFromPoint(x, y), clientX: x });
    if (position === null || position === last) return;
    last = position;
    input.drag(position);
  }

  function scrollAlong(): void {
    const distance = outside();
    frame = 0;
    if (distance === 0) return;
    frame = requestAnimationFrame(scrollAlong);
    rest += scrollSpeed(distance);
    const lines = Math.trunc(rest);
    if (lines === 0) return;
    rest -= lines;
    input.scroll(lines);
    void nextTick(select);
  }

  function move(event: PointerEvent): void {
    if ((event.buttons & 1) === 0) {
      stop();
      return;
    }
    pointer = { x: event.clientX, y: event.clientY };
    select();
    if (frame === 0 && outside() !== 0) {
      rest = 0;
      scrollAlong();
    }
  }

  function stop(): void {
    cancelAnimationFrame(frame);
    frame = 0;
    pointer = null;
    for (const name of ['pointerup', 'pointercancel', 'blur']) window.removeEventListener(name, stop);
    window.removeEventListener('pointermove', move);
  }

  onScopeDispose(stop);
  return (event) => {
    stop();
    last = null;
    pointer = { x: event.clientX, y: event.clientY };
    for (const name of ['pointerup', 'pointercancel', 'blur']) window.addEventListener(name, stop);
    window.addEventListener('pointermove', move);
  };
}
