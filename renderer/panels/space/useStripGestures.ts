import { ref, type Ref } from 'vue';
import type { PageWindow } from '../../stores/page-window';
import { pageAt, zoomedAt, type StripScale } from './strip-scale';

/** How much a notch of the wheel, and a key, zooms. */
const WHEEL_ZOOM = 1.25;
export const KEY_ZOOM = 1.5;
/** Pixels that one notch of a wheel that scrolls sideways pans by. */
const WHEEL_PAN = 60;
/** A press that moves the pointer less is a click. */
const CLICK_MOVES = 4;

/** What pointer and wheel ask of a strip; windows may have parts of pages, and may reach beyond what there is. */
export interface GestureTarget {
  readonly element: Ref<HTMLElement | null>;
  readonly scale: () => StripScale | null;
  /** Shows another part of the space. */
  readonly move: (window: PageWindow) => void;
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
  let start: { readonly x: number; readonly scale: StripScale } | null = null;

  function placeIn({ clientX }: MouseEvent): number {
    return clientX - (target.element.value?.getBoundingClientRect().left ?? 0);
  }

  function onDown(event: PointerEvent): void {
    const scale = target.scale();
    if (event.button !== 0 || scale === null) return;
    target.element.value?.setPointerCapture(event.pointerId);
    start = { x: placeIn(event), scale };
  }

  function onMove(event: PointerEvent): void {
    if (start === null) return;
    const by = placeIn(event) - start.x;
    if (!dragged.value && Math.abs(by) < CLICK_MOVES) return;
    dragged.value = true;
    target.move(draggedBy(start.scale, by));
  }

  function onCancel(): void {
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
    const { deltaX, deltaY, shiftKey } = event;
    if (scale === null || event.altKey || (deltaX === 0 && deltaY === 0)) return;
    event.preventDefault();
    if (shiftKey || Math.abs(deltaX) > Math.abs(deltaY)) {
      target.move(draggedBy(scale, -Math.sign(deltaX || deltaY) * WHEEL_PAN));
    } else {
      const x = Math.min(Math.max(placeIn(event), 0), scale.width);
      target.move(zoomedAt(scale, x, deltaY < 0 ? 1 / WHEEL_ZOOM : WHEEL_ZOOM));
    }
  }

  return { dragged, onDown, onMove, onUp, onCancel, onWheel, placeIn };
}
