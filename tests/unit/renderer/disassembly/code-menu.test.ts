import { describe, expect, it } from 'vitest';
import {
  breakpointOf,
  codeMenu,
  linkOfRow,
  linkText,
  linkTo,
} from '../../../../renderer/panels/disassembly/code-menu';
import { codeRow } from './rows';

describe('the menu of a line of code', () => {
  const operand = { text: 'table', kind: 'symbol', link: linkTo(0x40_2010) } as const;

  function enabled(row: Parameters<typeof codeMenu>[0], own: boolean): string[] {
    return codeMenu(row, { own, inMemory: true, breaks: false })
      .filter(({ disabled }) => disabled !== true)
      .map(({ id }) => id);
  }

  it('leads to the target first, else to an operand', () => {
    expect(linkOfRow(codeRow(0, { target: 0x1234, tokens: [operand] }))).toEqual(linkTo(0x1234));
    expect(linkOfRow(codeRow(0, { tokens: [operand] }))).toEqual(operand.link);
    expect(linkOfRow(codeRow(0))).toBeNull();
    expect(linkText(operand)).toBe('table, 0x402010');
    expect(linkText({ ...operand, text: '0x402010' })).toBe('0x402010');
  });

  it('offers what can be done with the line', () => {
    const row = codeRow(0, { tokens: [operand], relocation: { index: 4, offset: 0, length: 4 } });
    expect(enabled(row, true)).toEqual([
      'follow',
      'side',
      'memory',
      'relocation',
      'relocationRow',
      'break',
      'address',
      'history',
      'copy',
      'copyBytes',
      'copyAddress',
    ]);
    expect(enabled(row, false)).toEqual([
      'follow',
      'side',
      'memory',
      'address',
      'copy',
      'copyBytes',
      'copyAddress',
    ]);
    expect(enabled(codeRow(0, { kind: 'gap' }), true)).toEqual(['break', 'address', 'copy', 'copyAddress']);
  });

  it('breaks on writes to the lines, by their canonical addresses', () => {
    expect(breakpointOf({ first: 2 ** 47, end: 2 ** 47 + 4 })).toEqual({
      type: 'range',
      space: 'virtual',
      first: '0xffff800000000000',
      last: '0xffff800000000003',
      events: ['written'],
    });
  });
});
