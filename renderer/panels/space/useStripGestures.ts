import { ref, type Ref } from 'vue';
import { WheelNotches } from '../../composables/wheel-notches';
import type { PageWindow } from '../../stores/page-window';
import { pageAt, type StripScale } from './strip-scale';

/** How much a notch of the wheel, and a key, zooms. */
const WHEEL_ZOOM = 1.25;
export const KEY_ZOOM = 1.5;
/** Pixels that one notch of a wheel that scrolls sideways pans by. */
const WHEEL_PAN = 60;
/** A press that moves the pointer less is a click. */
const CLICK_MOVES = 4;

/** A step of a zoom. */
export interface StripZoom {
  /** How a window is drawn in the strip. */
  readonly scaleFor: (window: PageWindow) => StripScale;
  /** The place that stays, in pixels. */
  readonly x: number;
  /** -1: nearer. */
  readonly direction: 1 | -1;
  /** How many times as many pages a step shows, or as few. */
  readonly factor: number;
}

/** A step to the side. */
export interface StripPan extends Pick<StripZoom, 'scaleFor'> {
  /** 1: towards higher addresses. */
  readonly direction: 1 | -1;
  /** Pixels. */
  readonly by: number;
}

/** What pointer and wheel ask of a strip; windows may have parts of pages, and may reach beyond what there is. */
export interface GestureTarget {
  readonly element: Ref<HTMLElement | null>;
  /** `null`: nothing is drawn that could be moved. */
  readonly scale: () => StripScale | null;
  /** A drag begins: what it moves is counted from here. */
  readonly hold: () => void;
  /** What was drawn where the drag began has come to the pointer. @param x where that is now */
  readonly drag: (window: PageWindow, x: number) => void;
  readonly release: () => void;
  readonly zoom: (zoom: Omit<StripZoom, 'scaleFor'>) => void;
  readonly pan: (pan: Omit<StripPan, 'scaleFor'>) => void;
  readonly click: (page: number) => void;
}

/** What {@link useStripGestures} listens to. */
export interface StripGestures {
  readonly dragged: Readonly<Ref<boolean>>;
  onDown(event: PointerEvent): void;
  onMove(event: PointerEvent): void;
  onUp(event: PointerEvent): void;
  onCancel(): void;
  onWheel(event: WheelEvent): void;
  /** Pixels from the strip's left edge. */
  placeIn(event: MouseEvent): number;
}

/** The window when what was drawn at `from` has been dragged by pixels. */
export function draggedBy(scale: StripScale, by: number): PageWindow {
  const first = pageAt(scale, -by);
  return { first, end: first + (scale.end - scale.first) };
}

/** Drag pans, the wheel zooms at the pointer (with Shift it pans), a click chooses a page. */
export function useStripGestures(target: GestureTarget): StripGestures {
  const dragged = ref(false);
  const notches = new WheelNotches();
  let start: { readonly x: number; readonly scale: StripScale } | null = null;

  function placeIn({ clientX }: MouseEvent): number {
    return clientX - (target.element.value?.getBoundingClientRect().left ?? 0);
  }

  function onDown(event: PointerEvent): void {
    const scale = target.scale();
    if (event.button !== 0 || scale === null) return;
    target.element.value?.setPointerCapture(event.pointerId);
    start = { x: placeIn(event), scale };
    target.hold();
  }

  function onMove(event: PointerEvent): void {
    if (start === null) return;
    const x = placeIn(event);
    if (!dragged.value && Math.abs(x - start.x) < CLICK_MOVES) return;
    dragged.value = true;
    target.drag(draggedBy(start.scale, x - start.x), x);
  }

  function onCancel(): void {
    if (start !== null) target.release();
    start = null;
    dragged.value = false;
  }

  function onUp(event: PointerEvent): void {
    const { scale } = start ?? {};
    const wasClick = scale !== undefined && !dragged.value;
    onCancel();
    if (!wasClick) return;
    const x = Math.min(Math.max(placeIn(event), 0), scale.width - 1);
    target.click(Math.floor(pageAt(scale, x)));
  }

  function onWheel(event: WheelEvent): void {
    const scale = target.scale();
    if (scale === null || event.altKey || (event.deltaX === 0 && event.deltaY === 0)) return;
    event.preventDefault();
    const turned = notches.count(event);
    const direction = turned < 0 ? -1 : 1;
    const pans = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const x = Math.min(Math.max(placeIn(event), 0), scale.width);
    for (let notch = 0; notch < Math.abs(turned); notch++) {
      if (pans) target.pan({ direction, by: WHEEL_PAN });
      else target.zoom({ x, direction, factor: WHEEL_ZOOM });
    }
  }

  return { dragged, onDown, onMove, onUp, onCancel, onWheel, placeIn };
}
