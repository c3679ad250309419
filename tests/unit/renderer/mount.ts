/** Mounts components in a document without layout or pictures; the real window is for the end-to-end tests. */
import { getActivePinia } from 'pinia';
import { createApp, nextTick, type Component } from 'vue';

/** A component that is in the document. */
export interface Mounted {
  readonly root: HTMLElement;
  /** The one element that a selector finds in the document. */
  find(selector: string): HTMLElement;
  /** Texts of all elements that a selector finds, without the spaces around them. */
  texts(selector: string): string[];
  /** Presses a key where the focus is. */
  press(key: string, details?: KeyboardEventInit): Promise<void>;
  unmount(): void;
}

/** Puts a component into the document, with the stores of the test's window. */
export function mount(component: Component, props: Record<string, unknown> = {}): Mounted {
  const root = document.body.appendChild(document.createElement('div'));
  const app = createApp(component, props);
  const pinia = getActivePinia();
  if (pinia !== undefined) app.use(pinia);
  app.mount(root);
  const all = (selector: string): HTMLElement[] =>
    Array.from(document.querySelectorAll<HTMLElement>(selector));
  return {
    root,
    find(selector) {
      const [found, ...others] = all(selector);
      if (found === undefined || others.length > 0)
        throw new Error(`${others.length + (found === undefined ? 0 : 1)} elements are ${selector}`);
      return found;
    },
    texts: (selector) => all(selector).map((element) => element.textContent?.trim() ?? ''),
    async press(key, details = {}) {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...details });
      (document.activeElement ?? document.body).dispatchEvent(event);
      await nextTick();
      await nextTick();
    },
    unmount() {
      app.unmount();
      root.remove();
    },
  };
}
