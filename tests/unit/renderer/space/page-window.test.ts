import { describe, expect, it } from 'vitest';
import {
  detailOf,
  including,
  LEAST_PAGES,
  pagesIn,
  showing,
  WHOLE_SPACE,
  windowIn,
  within,
} from '../../../../renderer/stores/page-window';

describe('windows of pages', () => {
  it('are whole pages inside of the space, never too few', () => {
    expect(windowIn(WHOLE_SPACE, -20.4, 100.4)).toEqual({ first: 0, end: 100 });
    expect(windowIn(WHOLE_SPACE, 10, 1)).toEqual({ first: 10, end: 10 + LEAST_PAGES });
    expect(windowIn(WHOLE_SPACE, 2 ** 36, 2 ** 40)).toEqual(WHOLE_SPACE);
    expect(windowIn(WHOLE_SPACE, 2 ** 36 - 4, 100)).toEqual({ first: 2 ** 36 - 100, end: 2 ** 36 });
  });

  it('stay inside of another one', () => {
    const outer = { first: 1000, end: 2000 };
    expect(within(outer, { first: 900, end: 1100 })).toEqual({ first: 1000, end: 1200 });
    expect(within(outer, { first: 0, end: 5000 })).toEqual(outer);
    expect(within(outer, { first: 1900, end: 2100 })).toEqual({ first: 1800, end: 2000 });
  });

  it('take another one along as little as they must', () => {
    const outer = { first: 1000, end: 2000 };
    expect(including(outer, { first: 1100, end: 1200 })).toBe(outer);
    expect(including(outer, { first: 900, end: 1000 })).toEqual({ first: 900, end: 1900 });
    expect(including(outer, { first: 1950, end: 2050 })).toEqual({ first: 1050, end: 2050 });
    expect(including(outer, { first: 500, end: 3000 })).toEqual({ first: 500, end: 3000 });
  });

  it('show a page: as they are where it is in sight, else with it in the middle', () => {
    const window = { first: 1000, end: 1100 };
    expect(showing(window, 1099)).toBe(window);
    const moved = showing(window, 5000);
    expect(pagesIn(moved)).toBe(100);
    expect(moved.first).toBe(4950);
  });

  it('begin with the beginning of the neighbourhood', () => {
    expect(detailOf({ first: 512, end: 1512 })).toEqual({ first: 512, end: 544 });
    expect(detailOf({ first: 512, end: 520 })).toEqual({ first: 512, end: 520 });
  });
});
