// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { WheelNotches } from '../../../../renderer/composables/wheel-notches';

function wheel(deltaY: number, details: WheelEventInit = {}): WheelEvent {
  return new WheelEvent('wheel', { deltaY, deltaMode: WheelEvent.DOM_DELTA_PIXEL, ...details });
}

describe('the wheel', () => {
  it('makes a notch of each event, also of a wheel with small ones', () => {
    const notches = new WheelNotches();
    expect([100, 120, -100, 53, -53].map((delta) => notches.count(wheel(delta)))).toEqual([1, 1, -1, 1, -1]);
    expect(notches.count(wheel(300))).toBe(3);
  });

  it('adds up what a touchpad sends in small pieces, and begins anew the other way', () => {
    const notches = new WheelNotches();
    const pieces = Array.from({ length: 25 }, () => notches.count(wheel(8)));
    expect(pieces.reduce((sum, one) => sum + one, 0)).toBe(2);
    expect(notches.count(wheel(-30))).toBe(0);
    expect([-30, -30].map((delta) => notches.count(wheel(delta)))).toEqual([0, 0]);
    expect(notches.count(wheel(-30))).toBe(-1);
  });

  it('counts lines, and what is turned sideways', () => {
    const notches = new WheelNotches();
    expect(notches.count(wheel(3, { deltaMode: WheelEvent.DOM_DELTA_LINE }))).toBe(1);
    expect(notches.count(wheel(0, { deltaX: -100 }))).toBe(-1);
  });

  it('counts smaller units', () => {
    expect(new WheelNotches(100 / 3).count(wheel(100))).toBe(3);
  });
});
