import { describe, expect, it } from 'vitest';
import { PLAIN_BREAKPOINT, type BoundBreakpoint } from '../../../../shared/breakpoint';
import {
  breakpointsByLine,
  gutterMarks,
  gutterOffer,
} from '../../../../renderer/panels/source/line-decorations';

function breakpoint(line: number, changes: Partial<BoundBreakpoint> = {}): BoundBreakpoint {
  return {
    ...PLAIN_BREAKPOINT,
    id: line,
    enabled: true,
    target: { type: 'line', file: 'a.ts', line },
    hits: 2,
    counting: false,
    problem: null,
    conditionProblem: null,
    logProblem: null,
    inFunction: '',
    ...changes,
  };
}

describe('marks in the gutter', () => {
  it('are those of this file, ascending, each kind in its shape', () => {
    const marks = gutterMarks('a.ts', [
      breakpoint(9, { log: 'at {page}' }),
      breakpoint(3, { target: { type: 'line', file: 'b.ts', line: 3 } }),
      breakpoint(5, { enabled: false }),
      breakpoint(7, { condition: 'addend > 8' }),
      breakpoint(8, { hitCount: { when: 'nth', count: 2 } }),
      breakpoint(4),
      breakpoint(6, { hits: 0 }),
    ]);
    expect(marks.map(({ line, glyphClass }) => [line, glyphClass])).toEqual([
      [4, 'source-glyph break'],
      [5, 'source-glyph break off'],
      [6, 'source-glyph break idle'],
      [7, 'source-glyph break-cond'],
      [8, 'source-glyph break-cond'],
      [9, 'source-glyph break-log'],
    ]);
  });

  it('say what a breakpoint does, and what is wrong with it', () => {
    const hover = (changes: Partial<BoundBreakpoint>): string =>
      gutterMarks('a.ts', [breakpoint(3, changes)])[0]!.hover;
    expect(hover({})).toBe('Breakpoint. 2 hits; a click removes it.');
    expect(hover({ condition: 'addend > 8', hits: 1 })).toBe(
      'Conditional breakpoint when addend > 8. 1 hit; a click removes it.',
    );
    expect(hover({ enabled: false, log: 'here' })).toBe('Logpoint, off: here. 2 hits; a click removes it.');
    expect(hover({ problem: 'The line is not reached.' })).toBe('Breakpoint. The line is not reached.');
    const conditionProblem = { at: 0, length: 1, message: 'No such field.' };
    expect(hover({ condition: 'x', conditionProblem })).toContain('when x. No such field.');
  });

  it('show the one that stops where two are on a line', () => {
    const off = breakpoint(3, { id: 1, enabled: false });
    const logs = breakpoint(3, { id: 2, log: 'x' });
    const stops = breakpoint(3, { id: 3 });
    expect(breakpointsByLine('a.ts', [off, stops, logs]).get(3)?.id).toBe(3);
    expect(breakpointsByLine('a.ts', [off, logs]).get(3)?.id).toBe(2);
  });
});

describe('the gutter offers', () => {
  it('a breakpoint on the line, on the next one that stops, or none', () => {
    expect(gutterOffer([3, 5], 3).line).toBe(3);
    expect(gutterOffer([3, 5], 4)).toEqual({
      line: 5,
      hover: 'This load does not stop here: binds at line 5.',
    });
    expect(gutterOffer([3, 5], 6).line).toBeNull();
  });
});
