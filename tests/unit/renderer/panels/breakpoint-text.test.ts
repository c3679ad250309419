import { describe, expect, it } from 'vitest';
import { breakpointLabel } from '../../../../renderer/panels/breakpoints/breakpoint-text';

describe('a breakpoint in one line', () => {
  it('names a kind of step and a source line', () => {
    expect(breakpointLabel({ type: 'stepKind', kind: 'copyOnWrite' })).toBe('Copy-on-write');
    expect(breakpointLabel({ type: 'line', file: 'relro.ts', line: 7 })).toBe('relro.ts:7');
  });

  it('shortens the end of a range to the digits that differ', () => {
    const range = (first: string, last: string): string =>
      breakpointLabel({ type: 'range', space: 'virtual', first, last, events: ['written'] });
    expect(range('0x8000019020', '0x8000019027')).toBe('Write 8000019020–27');
    expect(range('0x1000', '0x1fff')).toBe('Write 1000–fff');
    expect(range('0xfff', '0x1000')).toBe('Write fff–1000');
    expect(range('0x1000', '0x1000')).toBe('Write 1000');
  });

  it('says so when the range is physical', () => {
    const label = breakpointLabel({
      type: 'range',
      space: 'physical',
      first: '0x0',
      last: '0xff',
      events: ['written', 'mapped'],
    });
    expect(label).toBe('Write, Map physical 0–ff');
  });
});
