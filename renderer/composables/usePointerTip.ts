import { onScopeDispose } from 'vue';
import { tooltip } from '../components/tooltip';

/** How long the pointer rests before the tooltip comes; from then on it goes with the pointer. */
const DELAY = 400;
/** Room that the tooltip leaves round the pointer, in pixels. */
const ROOM = 12;

/** A tooltip that goes with the pointer over a drawing. */
export interface PointerTip {
  /** Says `text` where the pointer is; nothing where it is empty. */
  move(event: PointerEvent, text: string): void;
  hide(): void;
}

/** Creates a {@link PointerTip}; it hides with the component. */
export function usePointerTip(): PointerTip {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown = false;

  function hide(): void {
    clearTimeout(timer);
    if (shown) tooltip.anchor = null;
    shown = false;
  }

  function move(event: PointerEvent, text: string): void {
    if (text === '') {
      hide();
      return;
    }
    const anchor = new DOMRect(event.clientX - ROOM / 2, event.clientY - ROOM, ROOM, 2 * ROOM);
    const show = (): void => {
      shown = true;
      tooltip.text = text;
      tooltip.anchor = anchor;
    };
    clearTimeout(timer);
    if (shown) show();
    else timer = setTimeout(show, DELAY);
  }

  onScopeDispose(hide);
  return { move, hide };
}
