import { describe, expect, it } from 'vitest';
import { applied, problemParts } from '../../../../renderer/components/expression/expression-text';

describe('problemParts', () => {
  it('cuts a text where its problem is', () => {
    const text = 'adress > 5';
    expect(problemParts(text, { at: 0, length: 6, message: '' })).toEqual({
      before: '',
      wrong: 'adress',
      after: ' > 5',
    });
  });

  it('shows a place for what is missing at the end', () => {
    expect(problemParts('a >', { at: 3, length: 0, message: '' }).wrong).toBe(' ');
  });

  it('keeps a long text short', () => {
    const text = `${'x'.repeat(100)}!${'y'.repeat(100)}`;
    const { before, wrong, after } = problemParts(text, { at: 100, length: 1, message: '' });
    expect(before).toBe(`…${'x'.repeat(24)}`);
    expect(wrong).toBe('!');
    expect(after).toBe(`${'y'.repeat(24)}…`);
  });
});

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
