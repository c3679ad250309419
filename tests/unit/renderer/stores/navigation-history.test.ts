import { describe, expect, it } from 'vitest';
import { NavigationHistory } from '../../../../renderer/stores/navigation-history';

function history(limit?: number): NavigationHistory<number> {
  return new NavigationHistory<number>((a, b) => a === b, limit);
}

describe('NavigationHistory', () => {
  it('goes back and forward along the jumps', () => {
    const places = history();
    places.leave(1);
    places.leave(2);
    expect(places.back(3)).toBe(2);
    expect(places.back(2)).toBe(1);
    expect(places.back(1)).toBeNull();
    expect(places.forward(1)).toBe(2);
    expect(places.forward(2)).toBe(3);
    expect(places.forward(3)).toBeNull();
  });

  it('forgets what lay ahead after a new jump', () => {
    const places = history();
    places.leave(1);
    places.back(2);
    places.leave(5);
    expect(places.canGoForward).toBe(false);
    expect(places.back(6)).toBe(5);
  });

  it('keeps a place that is left twice in a row once', () => {
    const places = history();
    places.leave(1);
    places.leave(1);
    expect(places.back(2)).toBe(1);
    expect(places.canGoBack).toBe(false);
  });

  it('passes over the place where one is', () => {
    const places = history();
    for (const place of [1, 2]) places.leave(place);
    expect(places.back(2)).toBe(1);
    expect(places.forward(1)).toBe(2);
    places.leave(2);
    places.leave(3);
    expect(places.back(3)).toBe(2);
    expect([places.forward(3), places.canGoForward]).toEqual([null, false]);
  });

  it('drops the oldest beyond its limit', () => {
    const places = history(2);
    for (const place of [1, 2, 3]) places.leave(place);
    expect([places.back(4), places.back(3), places.back(2)]).toEqual([3, 2, null]);
  });

  it('is empty after clear', () => {
    const places = history();
    places.leave(1);
    places.clear();
    expect(places.canGoBack).toBe(false);
  });
});
