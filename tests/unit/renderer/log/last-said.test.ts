import { describe, expect, it } from 'vitest';
import { lastSaid } from '../../../../renderer/panels/log/last-said';

describe('lastSaid', () => {
  const rows = [1, 2, 5, 5, 19].map((moment) => ({ moment }));

  it.each([
    [0, -1],
    [1, 0],
    [4, 1],
    [5, 3],
    [18, 3],
    [100, 4],
  ])('at moment %i it is line %i', (moment, line) => {
    expect(lastSaid(rows, moment)).toBe(line);
  });

  it('is none where nothing is said', () => {
    expect(lastSaid([], 7)).toBe(-1);
  });
});
