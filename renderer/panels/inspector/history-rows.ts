/** Which events of a history are asked for, and how they look beside the moment. */
import type { HistoryEvent, HistoryPage } from '../../../shared/debugger-types';

/** Events that are asked for at once: some screens. */
const CHUNK = 200;

/** Part of a history. */
export interface HistoryWindow {
  readonly first: number;
  readonly count: number;
}

/** The events to ask for so that rows `first` to `end` can be shown: whole chunks, so that scrolling asks seldom. */
export function windowAround(first: number, end: number): HistoryWindow {
  const start = Math.floor(Math.max(first, 0) / CHUNK) * CHUNK;
  const behind = Math.max(Math.ceil(end / CHUNK) * CHUNK, start + CHUNK);
  return { first: start, count: behind - start };
}

/** The event in row `index` of a history, where it is loaded. */
export function eventAt(page: HistoryPage | null, index: number): HistoryEvent | null {
  return page?.rows[index - page.first] ?? null;
}

/** Where a row is in time, as seen from a moment. */
export function tenseOf(index: number, current: number, event: HistoryEvent | null, moment: number): string {
  if (index === current) return 'cur';
  return event !== null && event.moment > moment ? 'later' : 'earlier';
}

/** The row that a key goes to from another one; `null` where the key means nothing here. */
export function rowOfKey(key: string, from: number, total: number, pageRows: number): number | null {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + pageRows,
    PageUp: from - pageRows,
    Home: 0,
    End: total - 1,
  };
  const to = moves[key];
  return to === undefined || total === 0 ? null : Math.min(Math.max(to, 0), total - 1);
}
