import { describe, expect, it } from 'vitest';
import { overshoot, scrollSpeed } from '../../../../renderer/components/hex/useDragSelect';

describe('a drag beyond the edge', () => {
  it('is as far outside as the pointer', () => {
    expect([90, 100, 150, 200, 230].map((y) => overshoot(y, 100, 200))).toEqual([-10, 0, 0, 0, 30]);
  });

  it('scrolls the faster the farther it is, within bounds', () => {
    expect(scrollSpeed(30)).toBe(0.5);
    expect(scrollSpeed(-60)).toBe(-1);
    expect(scrollSpeed(100_000)).toBe(12);
    expect(scrollSpeed(-100_000)).toBe(-12);
  });
});
