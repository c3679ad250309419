import type { MemorySpace } from '../../../shared/view-types';
import { PAGE_SIZE } from '../../../shared/address';
import { useClipboardStore } from '../../stores/clipboard';
import { useEngineStore } from '../../stores/engine';
import { useTimeStore } from '../../stores/time';
import { countText } from './address-text';
import { MAX_REQUEST_PAGES } from './page-cache';

/** A text of more bytes helps nobody; an export does. */
const MAX_COPIED = 2 ** 20;

/** Copies selected bytes as hex. */
export function useCopy(space: MemorySpace): (range: { first: number; length: number }) => Promise<void> {
  const engine = useEngineStore();
  const time = useTimeStore();
  const clipboard = useClipboardStore();

  return async ({ first, length }) => {
    const { moment } = time;
    const count = Math.min(length, MAX_COPIED);
    const words: string[] = [];
    for (let at = first; at < first + count;) {
      const page = Math.floor(at / PAGE_SIZE);
      const last = Math.floor((first + count - 1) / PAGE_SIZE);
      const views = await engine.pages(space, page, Math.min(MAX_REQUEST_PAGES, last - page + 1), moment);
      if (views.length === 0) break;
      for (const view of views) {
        const end = Math.min(PAGE_SIZE, first + count - view.page * PAGE_SIZE);
        for (let offset = at - view.page * PAGE_SIZE; offset < end; offset++) {
          words.push(view.bytes?.[offset]?.toString(16).padStart(2, '0') ?? '??');
        }
        at = view.page * PAGE_SIZE + end;
      }
    }
    const cut = count < length ? `, the first of ${countText(length, 'byte')}` : '';
    await clipboard.copy(words.join(' '), `${countText(count, 'byte')}${cut}`);
  };
}
