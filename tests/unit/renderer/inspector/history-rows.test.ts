import { describe, expect, it } from 'vitest';
import { eventAt, tenseOf } from '../../../../renderer/panels/inspector/history-rows';
import type { HistoryEvent } from '../../../../shared/debugger-types';

const event = (moment: number): HistoryEvent => ({
  moment,
  kind: 'zeroed',
  text: 'zeroed',
  detail: '',
  value: '',
  link: null,
});

describe('rows of a history', () => {
  it('are found where they are loaded', () => {
    const page = { total: 500, current: 0, first: 200, rows: [event(7), event(9)], remarks: [] };
    expect([eventAt(page, 199), eventAt(page, 201), eventAt(page, 202)]).toEqual([null, event(9), null]);
    expect(eventAt(null, 0)).toBeNull();
  });

  it('lie before, at or after the moment', () => {
    expect(tenseOf(3, 3, event(5), 9)).toBe('cur');
    expect(tenseOf(2, 3, event(5), 9)).toBe('earlier');
    expect(tenseOf(4, 3, event(10), 9)).toBe('later');
    expect(tenseOf(4, 3, null, 9)).toBe('earlier');
  });
});
