import { describe, expect, it } from 'vitest';
import { pagesAround, scrolledTop } from '../../../../renderer/composables/long-scroll';

const VIEW = 400;
/** A list four times as high as the element that stands for it. */
const heights = { full: 40_000, shown: 10_000, view: VIEW };
const last = heights.full - VIEW;
const lastShown = heights.shown - VIEW;

describe('scrolledTop', () => {
  it('is the position of the element where the list is no higher', () => {
    const same = { full: 5000, shown: 5000, view: VIEW };
    expect(scrolledTop(100, { now: 140, before: 100 }, same)).toBe(140);
    expect(scrolledTop(100, { now: 4600, before: 100 }, same)).toBe(4600);
  });

  it('follows the wheel pixel by pixel', () => {
    expect(scrolledTop(20_000, { now: 5100, before: 5000 }, heights)).toBe(20_100);
    expect(scrolledTop(20_000, { now: 4900, before: 5000 }, heights)).toBe(19_900);
  });

  it('follows the thumb in proportion', () => {
    expect(scrolledTop(0, { now: lastShown / 2, before: 0 }, heights)).toBeCloseTo(last / 2);
  });

  it('reaches both ends', () => {
    expect(scrolledTop(20_000, { now: lastShown, before: lastShown - 10 }, heights)).toBe(last);
    expect(scrolledTop(20_000, { now: 0, before: 10 }, heights)).toBe(0);
  });

  it('never leaves the list', () => {
    expect(scrolledTop(last - 10, { now: 5300, before: 5000 }, heights)).toBe(last);
    expect(scrolledTop(10, { now: 4700, before: 5000 }, heights)).toBe(0);
  });
});

describe('pagesAround', () => {
  it('asks for whole blocks that hold what is in sight', () => {
    expect(pagesAround({ first: 0, end: 0 })).toEqual({ first: 0, count: 64 });
    expect(pagesAround({ first: 63, end: 70 })).toEqual({ first: 0, count: 128 });
    expect(pagesAround({ first: 64, end: 128 })).toEqual({ first: 64, count: 64 });
    expect(pagesAround({ first: -3, end: 12 })).toEqual({ first: 0, count: 64 });
  });
});
