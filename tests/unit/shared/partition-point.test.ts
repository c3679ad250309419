import { describe, expect, it } from 'vitest';
import { partitionPoint } from '../../../shared/partition-point';

describe('partitionPoint', () => {
  it('finds every border of lists of every small length', () => {
    for (let length = 0; length < 20; length++) {
      for (let border = 0; border <= length; border++) {
        expect(partitionPoint(length, (index) => index < border)).toBe(border);
      }
    }
  });

  it('asks about items of the list only', () => {
    const asked: number[] = [];
    partitionPoint(7, (index) => asked.push(index) > 0);
    expect(asked.every((index) => index >= 0 && index < 7)).toBe(true);
  });
});
