import { expect, it } from 'vitest';
import { choiceAfter, chosenLines } from '../../../../renderer/panels/log/log-selection';

const press = (key: string, held: { shiftKey?: boolean; ctrlKey?: boolean } = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  ...held,
});
const from = { anchor: 4, at: 4 };

it('keys choose another line and stop at the ends', () => {
  const after = (key: string): number | undefined => choiceAfter(from, press(key), 100, 10)?.at;
  expect(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'].map(after)).toEqual([
    5, 3, 14, 0, 0, 99,
  ]);
  expect(choiceAfter({ anchor: -1, at: -1 }, press('ArrowDown'), 100, 10)).toEqual({ anchor: 0, at: 0 });
});

it('Shift keeps the line where the choice began', () => {
  const choice = choiceAfter(from, press('ArrowUp', { shiftKey: true }), 100, 10);
  expect(choice).toEqual({ anchor: 4, at: 3 });
  expect(chosenLines(choice!)).toEqual({ first: 3, last: 4 });
});

it('Ctrl+A chooses all lines; other keys nothing, nor any key in an empty log', () => {
  expect(choiceAfter(from, press('a', { ctrlKey: true }), 100, 10)).toEqual({ anchor: 0, at: 99 });
  expect(choiceAfter(from, press('c', { ctrlKey: true }), 100, 10)).toBeNull();
  expect(choiceAfter(from, press('x'), 100, 10)).toBeNull();
  expect(choiceAfter(from, press('ArrowDown'), 0, 10)).toBeNull();
});
