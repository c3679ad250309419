import { describe, expect, it } from 'vitest';
import type { SourceValue } from '../../../../shared/debugger-types';
import type { SourceFile } from '../../../../shared/view-types';
import { hoverAt, noteAt } from '../../../../renderer/panels/source/hover-text';
import { functionAround, inlineValues, nameAt } from '../../../../renderer/panels/source/inline-values';
import { lineMenu } from '../../../../renderer/panels/source/line-menu';

const TEXT = [
  '/** Copies. */', // 1
  'export function copy(', // 2
  '  page: number,', // 3
  '  flags: Flags,', // 4
  '): number {', // 5
  '  const frame = take(page);', // 6
  '  if (flags & COPIED) {', // 7
  '    return last.frame;', // 8
  '  }', // 9
  '  return frame;', // 10
  '}', // 11
  '', // 12
  'class Table {', // 13
  '  take(page: number): number {', // 14
  '    return page;', // 15
  '  }', // 16
  '}', // 17
];
const value = (name: string, line: number): SourceValue => ({
  name,
  line,
  value: '0x1',
  meaning: `What ${name} is.`,
  link: null,
});
const FILE: SourceFile = {
  name: 'a.ts',
  text: TEXT.join('\n'),
  mirrors: '',
  stops: [6],
  notes: [{ firstLine: 14, lastLine: 16, upstream: 'Table::take', text: 'Takes *one*.' }],
};

describe('functionAround', () => {
  it('is not taken for a call', () => {
    const text = [
      'function f(): void {',
      '  check(1);',
      '  if (ready(2)) {',
      '    go();',
      '  }',
      '  go();',
      '}',
    ];
    expect(functionAround(text, 6)).toEqual({ first: 1, last: 7 });
  });

  it('is the function or method of a line, and nothing between them', () => {
    expect(functionAround(TEXT, 7)).toEqual({ first: 2, last: 11 });
    expect(functionAround(TEXT, 15)).toEqual({ first: 14, last: 16 });
    expect(functionAround(TEXT, 12)).toBeNull();
    expect(functionAround(TEXT, 1)).toBeNull();
  });
});

describe('inline values', () => {
  it('stand where a name is assigned, those of arguments in the signature', () => {
    const values = [value('flags', 0), value('frame', 6), value('page', 0), value('other', 0)];
    expect(inlineValues(TEXT, values, 6)).toEqual([
      { line: 2, text: 'other = 0x1', current: false },
      { line: 3, text: 'page = 0x1', current: false },
      { line: 4, text: 'flags = 0x1', current: false },
      { line: 6, text: 'frame = 0x1', current: true },
    ]);
    expect(inlineValues(TEXT, values, 12)).toEqual([]);
  });
});

describe('nameAt', () => {
  it('is the name under a column with what it belongs to', () => {
    const line = '    return last.frame;';
    expect(nameAt(line, 13)).toEqual({ name: 'last', first: 12, last: 16 });
    expect(nameAt(line, 18)).toEqual({ name: 'last.frame', first: 17, last: 22 });
    expect(nameAt(line, 2)).toBeNull();
  });
});

describe('hover', () => {
  const shown = { line: 6, values: [value('frame', 6), value('last.frame', 6)] };
  const parts = (line: number, column: number): readonly string[] =>
    hoverAt([FILE], FILE, shown, line, column)?.parts ?? [];

  it('says the value and what it means, in the function of the frame only', () => {
    expect(parts(6, 10)).toEqual(['`frame = 0x1`', 'What frame is.']);
    expect(parts(8, 18)).toEqual(['`last.frame = 0x1`', 'What last.frame is.']);
    expect(parts(15, 13)).toEqual([]);
    expect(parts(1, 6)).toEqual([]);
  });

  it('says what a flag is and what a called function mirrors', () => {
    expect(parts(7, 16)[0]).toBe('`COPIED` bit 9');
    expect(parts(6, 18)).toEqual(['Upstream: `Table::take`', 'Takes \\*one\\*.']);
  });

  it('finds the note of a line', () => {
    expect(noteAt(FILE.notes, 16)?.upstream).toBe('Table::take');
    expect(noteAt(FILE.notes, 17)).toBeNull();
  });
});

describe('the menu of a line', () => {
  const labels = (...args: Parameters<typeof lineMenu>): string[] =>
    lineMenu(...args).map(({ label }) => label);

  it('says the line that things bind to where it is another', () => {
    expect(labels(7, 8, null, false).slice(0, 4)).toEqual([
      'Add breakpoint (line 8)',
      'Add conditional breakpoint…',
      'Add logpoint…',
      'Run to this line (line 8)',
    ]);
    expect(labels(8, 8, null, false)[0]).toBe('Add breakpoint');
  });

  it('has nothing to run to behind the last stop', () => {
    const disabled = lineMenu(20, null, null, true)
      .filter((item) => item.disabled)
      .map(({ id }) => id);
    expect(disabled).toEqual(['add', 'addCondition', 'addLog', 'run', 'runBack']);
  });
});
