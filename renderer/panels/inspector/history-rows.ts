/** The rows of a history, and how they look beside the moment. */
import type { HistoryEvent, HistoryPage } from '../../../shared/debugger-types';

/** The event in row `index` of a history, where it is loaded. */
export function eventAt(page: HistoryPage | null, index: number): HistoryEvent | null {
  return page?.rows[index - page.first] ?? null;
}

/** Where a row is in time, as seen from a moment. */
export function tenseOf(index: number, current: number, event: HistoryEvent | null, moment: number): string {
  if (index === current) return 'cur';
  return event !== null && event.moment > moment ? 'later' : 'earlier';
}
