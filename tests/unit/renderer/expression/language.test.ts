import { describe, expect, it } from 'vitest';
import {
  comesByItself,
  completionsAt,
  markedParts,
  problemIn,
} from '../../../../renderer/components/expression/language';

describe('a field for expressions', () => {
  it('says what is wrong by what it is for', () => {
    expect(problemIn('  ', 'step')).toBe(null);
    expect(problemIn('address', 'step')?.message).toContain('A condition is true or false');
    expect(problemIn('main + 8', 'watch')).toBe(null);
    expect(problemIn('pages > 16 && !writable', 'range')).toBe(null);
    expect(problemIn('pages > 16 && kind == relocation', 'range')).toMatchObject({ at: 14 });
    expect(problemIn('{address} and text', 'template')).toBe(null);
    expect(problemIn('{adress}', 'template')).toMatchObject({ at: 1, length: 6 });
  });

  it('completes by what it is for', () => {
    const names = (text: string, kind: 'step' | 'range' | 'watch' | 'template') =>
      completionsAt(text, text.length, kind).items.map(({ insert }) => insert);
    expect(names('tran', 'watch')).toEqual(['translate(']);
    expect(names('tran', 'step')).toEqual([]);
    expect(names('exec', 'range')).toEqual(['executable']);
    expect(names('ki', 'template')).toEqual([]);
    expect(names('{ki', 'template')).toEqual(['kind']);
  });

  it.each([
    ['', false],
    ['ki', true],
    ['kind', false],
    ['kind ', false],
    ['kind == ', true],
    ['kind == mapPage', false],
    ['kind == mapPage && ', true],
    ['op == 1', false],
  ])('offers completions for “%s” by itself: %s', (text, open) => {
    expect(comesByItself(completionsAt(text, text.length, 'step'), text, text.length)).toBe(open);
  });

  it('marks the wrong part of a text', () => {
    expect(markedParts('op == x', { at: 6, length: 1, message: '' })).toEqual({
      before: 'op == ',
      wrong: 'x',
      after: '',
    });
    expect(markedParts('op', { at: 2, length: 0, message: '' })).toEqual({
      before: 'op',
      wrong: ' ',
      after: '',
    });
  });
});
