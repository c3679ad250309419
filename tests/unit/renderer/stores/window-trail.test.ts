import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WindowTrail, type WindowStep } from '../../../../renderer/stores/window-trail';

/** A window that is cut to whole numbers, and stops at an end: its arithmetic alone does not lead back. */
const next = (from: number, direction: number) => (): number =>
  Math.min(1000, Math.max(8, Math.round(direction < 0 ? from / 1.25 : from * 1.25)));

function step(direction: 1 | -1, changes: Partial<WindowStep> = {}): WindowStep {
  return { kind: 'zoom', direction, x: 100, y: 0, ...changes };
}

function trailOfNumbers(): WindowTrail<number> {
  return new WindowTrail((a, b) => a === b);
}

describe('the way back through windows', () => {
  it('is the way there, wherever that rounded', () => {
    const trail = trailOfNumbers();
    let at = 33;
    const seen = [at];
    for (let i = 0; i < 6; i++) seen.push((at = trail.take(step(-1), at, next(at, -1))));
    for (const expected of seen.reverse().slice(1)) {
      at = trail.take(step(1), at, next(at, 1));
      expect(at).toBe(expected);
    }
    // The arithmetic alone ends elsewhere.
    const plain = [-1, -1, -1, -1, -1, -1, 1, 1, 1, 1, 1, 1].reduce((from, by) => next(from, by)(), 33);
    expect(plain).not.toBe(33);
  });

  it('comes back from any steps that are taken back in their order', () => {
    const directions = fc.array(fc.constantFrom<1 | -1>(1, -1), { maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 1000 }), directions, (start, all) => {
        const trail = trailOfNumbers();
        let at = start;
        // What leads nowhere at an end is not a step that could be taken back.
        const taken: (1 | -1)[] = [];
        for (const direction of all) {
          const to = trail.take(step(direction), at, next(at, direction));
          if (to !== at) taken.push(direction);
          at = to;
        }
        for (const direction of taken.reverse()) {
          const back = direction === 1 ? -1 : 1;
          at = trail.take(step(back), at, next(at, back));
        }
        expect(at).toBe(start);
      }),
    );
  });

  it('is left by another window, another place, and another kind of step', () => {
    for (const [change, window] of [
      [{}, 40],
      [{ x: 130 }, 26],
      [{ kind: 'pan' }, 26],
    ] as const) {
      const trail = trailOfNumbers();
      expect(trail.take(step(-1), 33, next(33, -1))).toBe(26);
      expect(trail.take(step(1, change), window, next(window, 1))).toBe(next(window, 1)());
    }
  });

  it('takes a pointer that has hardly moved for one that rests', () => {
    const trail = trailOfNumbers();
    expect(trail.take(step(-1), 33, next(33, -1))).toBe(26);
    expect(trail.take(step(1, { x: 102, y: 2 }), 26, next(26, 1))).toBe(33);
  });
});
