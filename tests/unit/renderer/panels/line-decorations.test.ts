import { describe, expect, it } from 'vitest';
import type { BoundBreakpoint } from '../../../../shared/breakpoint';
import type { SourceFile } from '../../../../shared/view-types';
import { lineMarks } from '../../../../renderer/panels/source/line-decorations';

const FILE: SourceFile = { name: 'a.ts', text: '', mirrors: '', stops: [3, 5] };

function breakpoint(line: number, enabled = true, problem: string | null = null): BoundBreakpoint {
  return { id: line, enabled, target: { type: 'line', file: 'a.ts', line }, hits: 2, problem };
}

describe('marks on the source', () => {
  it('offer a breakpoint on the lines where the trace can stop, and only there', () => {
    const marks = lineMarks(FILE, [], null);
    expect(marks.map(({ line, gutterClass }) => [line, gutterClass])).toEqual([
      [3, 'source-glyph stop'],
      [5, 'source-glyph stop'],
    ]);
  });

  it('show breakpoints of this file, on or off', () => {
    const other: BoundBreakpoint = { ...breakpoint(3), target: { type: 'line', file: 'b.ts', line: 3 } };
    const marks = lineMarks(FILE, [other, breakpoint(5, false), breakpoint(9)], null);
    expect(marks.map(({ gutterClass }) => gutterClass)).toEqual([
      'source-glyph stop',
      'source-glyph break-off',
      'source-glyph break',
    ]);
  });

  it('mark the current line with its breakpoint, and a call under way without the arrow', () => {
    const [now] = lineMarks(FILE, [breakpoint(3)], { line: 3, innermost: true });
    expect(now).toMatchObject({ lineClass: 'source-now', gutterClass: 'source-glyph now break' });
    const call = lineMarks(FILE, [], { line: 4, innermost: false }).find(({ line }) => line === 4);
    expect(call?.lineClass).toBe('source-call');
  });

  it('say why a breakpoint never stops', () => {
    const [mark] = lineMarks(FILE, [breakpoint(3, true, 'The line is not reached.')], null);
    expect(mark?.hover).toBe('The line is not reached.');
  });
});
