import { describe, expect, it } from 'vitest';
import { scrollToShow, virtualWindow } from '../../../../renderer/composables/virtual-window';

describe('virtualWindow', () => {
  it('renders the rows in sight and some around them', () => {
    expect(virtualWindow(1000, 200, 20, 10_000, 5)).toEqual({ first: 45, end: 66, top: 900, total: 200_000 });
  });

  it('stays inside the list at both ends', () => {
    expect(virtualWindow(0, 200, 20, 1000)).toMatchObject({ first: 0, end: 19 });
    expect(virtualWindow(1e9, 200, 20, 1000)).toMatchObject({ end: 1000 });
    expect(virtualWindow(500, 200, 20, 3)).toMatchObject({ first: 0, end: 3, total: 60 });
    expect(virtualWindow(0, 200, 20, 0)).toMatchObject({ first: 0, end: 0, total: 0 });
  });

  it('covers every row that can be seen, wherever one scrolls', () => {
    for (let scroll = 0; scroll <= 2000 - 150; scroll += 7) {
      const { first, end } = virtualWindow(scroll, 150, 20, 100, 0);
      expect(first * 20).toBeLessThanOrEqual(scroll);
      expect(end * 20).toBeGreaterThanOrEqual(scroll + 150);
    }
  });
});

describe('scrollToShow', () => {
  it('does not scroll to a row that is in sight', () => {
    expect(scrollToShow(10, 195, 200, 20)).toBe(195);
  });

  it('scrolls by whole rows and leaves a third of the view above', () => {
    expect(scrollToShow(100, 0, 240, 20)).toBe(96 * 20);
    expect(scrollToShow(1, 500, 240, 20)).toBe(0);
  });
});
