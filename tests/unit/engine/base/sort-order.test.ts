import { expect, it } from 'vitest';
import { orderByWords, orderInPieces } from '../../../../main/engine/base/sort-order';

/** Numbers that come again and again, in halves. */
function columns(count: number): { readonly low: Uint32Array; readonly high: Uint32Array } {
  const low = new Uint32Array(count);
  const high = new Uint32Array(count);
  for (let i = 0, state = 1; i < count; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    low[i] = state % 3 === 0 ? 7 : state;
    high[i] = (state >>> 20) % 5;
  }
  return { low, high };
}

function sorted(low: Uint32Array, high: Uint32Array): number[] {
  const value = (row: number): number => (high[row] as number) * 2 ** 32 + (low[row] as number);
  return Array.from(low, (_, row) => row).sort((a, b) => value(a) - value(b) || a - b);
}

it('rows are in the order of their numbers, equal ones as they stand', () => {
  for (const count of [0, 1, 2, 1000]) {
    const { low, high } = columns(count);
    expect([...orderByWords(low, high)]).toEqual(sorted(low, high));
  }
});

it('rows in order stay, and those that only upper halves put in order do not', () => {
  expect([...orderByWords(Uint32Array.of(1, 1, 9, 0), Uint32Array.of(0, 0, 0, 1))]).toEqual([0, 1, 2, 3]);
  expect([...orderByWords(Uint32Array.of(0, 1, 2), Uint32Array.of(1, 0, 0))]).toEqual([1, 2, 0]);
});

it('many rows are put in order in many pieces', () => {
  const { low, high } = columns(600_000);
  const pieces = orderInPieces(low, high);
  let count = 0;
  let order = new Uint32Array(0);
  for (let piece = pieces.next(); ; piece = pieces.next()) {
    if (piece.done === true) {
      order = new Uint32Array(piece.value);
      break;
    }
    count++;
  }
  expect(count).toBeGreaterThan(8);
  expect([...order]).toEqual(sorted(low, high));
});
