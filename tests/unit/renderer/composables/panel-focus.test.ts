import { expect, it } from 'vitest';
import { neighbour } from '../../../../renderer/composables/panel-focus';

it('goes round the panels both ways, and starts at an end', () => {
  expect(neighbour(0, 1, 3)).toBe(1);
  expect(neighbour(2, 1, 3)).toBe(0);
  expect(neighbour(0, -1, 3)).toBe(2);
  expect(neighbour(-1, 1, 3)).toBe(0);
  expect(neighbour(-1, -1, 3)).toBe(2);
});
