import { WheelNotches } from '../../composables/wheel-notches';
import type { FrameWindow } from '../../stores/frame-window';
import { useFramesViewStore } from '../../stores/frames-view';

/** Pixels of the wheel that move by a row: three rows a notch. */
const ROW = 100 / 3;

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
  const rows = new WheelNotches(ROW);
  const zooms = new WheelNotches();
  let drag: {
    readonly y: number;
    readonly pointer: number;
    /** What is shown when the drag begins: it is counted from there. */
    readonly from: FrameWindow | null;
    moves: boolean;
  } | null = null;

  function wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) {
      const moved = rows.count(event);
      if (moved !== 0) view.pan(moved);
      return;
    }
    const steps = zooms.count(event);
    if (steps !== 0) view.zoom(2 ** steps, anchor(), { x: event.clientX, y: event.clientY });
  }

  function down(event: PointerEvent): void {
    if (event.button === 0) {
      drag = { y: event.clientY, pointer: event.pointerId, from: view.window, moves: false };
    }
  }

  /** The picture goes along from the height of one square on: below that a press is a click. */
  function move(event: PointerEvent): void {
    if ((event.buttons & 1) === 0) drag = null;
    if (drag === null) return;
    const moved = Math.trunc((drag.y - event.clientY) / view.shape.pitch);
    if (moved === 0 && !drag.moves) return;
    if (!drag.moves) (event.currentTarget as HTMLElement).setPointerCapture(drag.pointer);
    drag.moves = true;
    view.pan(moved, drag.from);
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
