import { describe, expect, it } from 'vitest';
import { applied } from '../../../../renderer/components/expression/expression-text';

describe('applied', () => {
  it('replaces the word at the cursor', () => {
    expect(applied('kind == re && x', { from: 8, to: 10 }, 'relocation')).toEqual({
      text: 'kind == relocation && x',
      cursor: 18,
    });
  });

  it('leaves the cursor in the parentheses of a function', () => {
    expect(applied('u', { from: 0, to: 1 }, 'u64()')).toEqual({ text: 'u64()', cursor: 4 });
  });
});
