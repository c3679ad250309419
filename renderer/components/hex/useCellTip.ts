import { onBeforeUnmount } from 'vue';
import { tooltip } from '../tooltip';

const TIP_DELAY = 400;

/** The tooltip of a cell: cells have no directive of their own, as there are thousands. */
export function useCellTip(): { show(text: string, element: HTMLElement): void; hide(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function hide(): void {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    tooltip.anchor = null;
  }

  onBeforeUnmount(hide);
  return {
    hide,
    show(text, element) {
      hide();
      timer = setTimeout(() => {
        tooltip.text = text;
        tooltip.anchor = element.getBoundingClientRect();
      }, TIP_DELAY);
    },
  };
}
