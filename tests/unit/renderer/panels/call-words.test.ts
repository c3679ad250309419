import { describe, expect, it } from 'vitest';
import { callWords, frameMenu } from '../../../../renderer/panels/call-stack/call-words';

const FRAME = {
  span: 3,
  name: 'makeMut',
  upstream: 'make_mut',
  args: '8000019000',
  file: 'copy-on-write.ts',
  line: 38,
};

describe('a frame of the call stack', () => {
  it('is copied as a line, by either name', () => {
    expect(callWords(FRAME, false)).toBe('makeMut 8000019000 (copy-on-write.ts:38)');
    expect(callWords({ ...FRAME, args: '' }, true)).toBe('make_mut (copy-on-write.ts:38)');
  });

  it('has a menu that tells whether its function breaks', () => {
    const breaks = frameMenu(true, false).find(({ id }) => id === 'break');
    expect(breaks?.checked).toBe(true);
  });
});
