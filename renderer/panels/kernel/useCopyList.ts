import { ref } from 'vue';
import { beginPending } from '../../composables/pending';
import { failureOf } from '../../composables/failure';
import { formatCount } from '../../composables/format';
import { useAnnouncementsStore } from '../../stores/announcements';
import { useClipboardStore } from '../../stores/clipboard';
import type { ListModel } from './list-model';
import { headLine, rowLine, type ListFormat } from './list-text';

/** Rows that are copied at most, and how many are asked for at once. */
export const MOST_COPIED = 100_000;
const COPIED_AT_ONCE = 1000;

/** Copies a list as it is filtered and sorted, in pieces. */
export function useCopyList<T>() {
  const announcements = useAnnouncementsStore();
  const clipboard = useClipboardStore();
  /** Rows that have been read so far; `null`: nothing is being copied. */
  const read = ref<number | null>(null);

  /**
   * Copies the rows from the first on.
   *
   * @param isSame whether the list is still the one that was begun with
   */
  async function copy(
    model: Pick<ListModel<T>, 'columns' | 'wrong' | 'label'>,
    total: number,
    format: ListFormat,
    fetch: (first: number, count: number) => Promise<readonly T[]>,
    isSame: () => boolean,
  ): Promise<void> {
    if (read.value !== null) return;
    const most = Math.min(total, MOST_COPIED);
    const lines = [headLine(model.columns, format)];
    const end = beginPending();
    read.value = 0;
    try {
      while (read.value < most) {
        const rows = await fetch(read.value, Math.min(COPIED_AT_ONCE, most - read.value));
        if (!isSame() || rows.length === 0) break;
        for (const row of rows) lines.push(rowLine(model, row, format));
        read.value += rows.length;
      }
      const count = lines.length - 1;
      const what =
        count < total
          ? `the first ${formatCount(count)} of ${formatCount(total)} rows`
          : `${formatCount(count)} rows`;
      if (isSame()) await clipboard.copy(`${lines.join('\n')}\n`, what);
      else announcements.remarkOn('The list has changed: nothing was copied.');
    } catch (error) {
      announcements.remarkOn(failureOf(error).message);
    } finally {
      read.value = null;
      end();
    }
  }

  /** Copies rows that are all there. @param isSame as above */
  async function copyAll(
    model: Parameters<typeof copy>[0],
    all: readonly T[],
    format: ListFormat,
    isSame: () => boolean,
  ): Promise<void> {
    const some = (first: number, count: number) => Promise.resolve(all.slice(first, first + count));
    await copy(model, all.length, format, some, isSame);
  }

  return { read, copy, copyAll };
}
