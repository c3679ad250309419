import { reactive, type Directive } from 'vue';

/** What the tooltip layer shows. */
export interface TooltipState {
  text: string;
  /** The element that the tooltip belongs to, in viewport pixels; `null` hides it. */
  anchor: DOMRect | null;
}

/** A tooltip waits this long, but comes at once for neighbours while one is shown. */
const DELAY = 400;
const NEIGHBOUR_GRACE = 300;

/** The one tooltip of the window. */
export const tooltip = reactive<TooltipState>({ text: '', anchor: null });

const texts = new WeakMap<HTMLElement, string>();
/** Elements whose tooltip only says what is cut. */
const whereCut = new WeakSet<HTMLElement>();
let timer: ReturnType<typeof setTimeout> | undefined;
let hiddenAt = -Infinity;
let owner: HTMLElement | null = null;

function isCut(element: HTMLElement): boolean {
  return Array.from(element.querySelectorAll('.trunc')).some((part) => part.scrollWidth > part.clientWidth);
}

function show(element: HTMLElement): void {
  const text = texts.get(element) ?? '';
  if (text === '' || (whereCut.has(element) && !isCut(element))) return;
  owner = element;
  clearTimeout(timer);
  const wait = performance.now() - hiddenAt < NEIGHBOUR_GRACE ? 0 : DELAY;
  timer = setTimeout(() => {
    tooltip.text = texts.get(element) ?? '';
    tooltip.anchor = element.getBoundingClientRect();
  }, wait);
}

function hide(element: HTMLElement): void {
  if (owner !== element) return;
  clearTimeout(timer);
  owner = null;
  if (tooltip.anchor !== null) hiddenAt = performance.now();
  tooltip.anchor = null;
}

function onEnter(event: Event): void {
  show(event.currentTarget as HTMLElement);
}

function onFocus(event: Event): void {
  const element = event.currentTarget as HTMLElement;
  if (element.matches(':focus-visible')) show(element);
}

function onLeave(event: Event): void {
  hide(event.currentTarget as HTMLElement);
}

/**
 * `v-tip="text"`: shows `text` beside the element on hover and on keyboard focus; `v-tip.cut` only where the
 * element holds text that is cut.
 */
export const vTip: Directive<HTMLElement, string, 'cut'> = {
  mounted(element, { value, modifiers }) {
    texts.set(element, value);
    if (modifiers.cut) whereCut.add(element);
    element.addEventListener('pointerenter', onEnter);
    element.addEventListener('pointerleave', onLeave);
    element.addEventListener('pointerdown', onLeave);
    element.addEventListener('focus', onFocus);
    element.addEventListener('blur', onLeave);
  },
  updated(element, { value }) {
    texts.set(element, value);
    if (owner === element && tooltip.anchor !== null) tooltip.text = value;
  },
  beforeUnmount(element) {
    hide(element);
  },
};
