import { useFramesViewStore } from '../../stores/frames-view';

/** Rows that one notch of the wheel moves by, and what a notch is in pixels. */
const WHEEL_ROWS = 3;
const NOTCH = 100;
const LINE = 33;

/** What pointer, wheel and keys do to the part that is shown. */
export interface PictureGestures {
  wheel(event: WheelEvent): void;
  down(event: PointerEvent): void;
  move(event: PointerEvent): void;
  up(): void;
  key(event: KeyboardEvent): void;
}

/**
 * Moves the picture of frames: the wheel pans, with Ctrl it zooms, a drag pulls the picture along, `+`, `-` and `0` zoom.
 *
 * @param anchor the frame that a zoom leaves where it is
 */
export function usePictureGestures(anchor: () => number): PictureGestures {
  const view = useFramesViewStore();
  /** What the wheel has turned that did not make a whole row, or a whole zoom step, yet. */
  let turned = 0;
  let drag: { readonly y: number; readonly pointer: number; rows: number; moves: boolean } | null = null;

  function wheel(event: WheelEvent): void {
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * LINE;
    const zooms = event.ctrlKey || event.metaKey;
    turned += pixels;
    const unit = zooms ? NOTCH : NOTCH / WHEEL_ROWS;
    const steps = Math.trunc(turned / unit);
    turned -= steps * unit;
    if (steps === 0) return;
    if (zooms) view.zoom(2 ** steps, anchor());
    else view.pan(steps);
  }

  function down(event: PointerEvent): void {
    if (event.button === 0) drag = { y: event.clientY, pointer: event.pointerId, rows: 0, moves: false };
  }

  /** The picture goes along from the height of one square on: below that a press is a click. */
  function move(event: PointerEvent): void {
    if ((event.buttons & 1) === 0) drag = null;
    if (drag === null) return;
    const rows = Math.trunc((drag.y - event.clientY) / view.shape.pitch);
    if (rows === drag.rows) return;
    if (!drag.moves) (event.currentTarget as HTMLElement).setPointerCapture(drag.pointer);
    drag.moves = true;
    view.pan(rows - drag.rows);
    drag.rows = rows;
  }

  function up(): void {
    drag = null;
  }

  function key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === '+' || event.key === '=') view.zoom(1 / 2, anchor());
    else if (event.key === '-') view.zoom(2, anchor());
    else if (event.key === '0') view.showAll();
    else return;
    event.preventDefault();
  }

  return { wheel, down, move, up, key };
}
