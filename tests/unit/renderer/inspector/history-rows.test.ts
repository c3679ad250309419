import { describe, expect, it } from 'vitest';
import { eventAt, rowOfKey, tenseOf, windowAround } from '../../../../renderer/panels/inspector/history-rows';
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
  it('are asked for in whole chunks that hold what is in sight', () => {
    expect(windowAround(0, 0)).toEqual({ first: 0, count: 200 });
    expect(windowAround(199, 230)).toEqual({ first: 0, count: 400 });
    expect(windowAround(200, 230)).toEqual({ first: 200, count: 200 });
    expect(windowAround(-3, 12)).toEqual({ first: 0, count: 200 });
  });

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

  it('are reached by keys, and no further than the ends', () => {
    expect(['ArrowDown', 'ArrowUp', 'Home', 'End'].map((key) => rowOfKey(key, 5, 10, 4))).toEqual([
      6, 4, 0, 9,
    ]);
    expect(['PageDown', 'PageUp'].map((key) => rowOfKey(key, 8, 10, 4))).toEqual([9, 4]);
    expect(rowOfKey('ArrowUp', 0, 10, 4)).toBe(0);
    expect(rowOfKey('a', 0, 10, 4)).toBeNull();
    expect(rowOfKey('End', 0, 0, 4)).toBeNull();
  });
});
