import type { BoundBreakpoint } from '../../../shared/breakpoint';
import type { SourceFile } from '../../../shared/view-types';

/** What a line of the source shows besides its text; the classes are in `styles/source.css`. */
export interface LineMark {
  readonly line: number;
  /** Class of the whole line, or nothing. */
  readonly lineClass: string;
  /** Class in the gutter, or nothing. */
  readonly gutterClass: string;
  readonly hover: string;
}

/** The place that the source shows: the line of the selected frame of the call stack. */
export interface ShownLine {
  readonly line: number;
  /** The innermost frame: the line that did the last op. Otherwise a call that is under way. */
  readonly innermost: boolean;
}

/** The marks of one file: the current line, breakpoints, and the lines where one can be set. */
export function lineMarks(
  file: SourceFile,
  breakpoints: readonly BoundBreakpoint[],
  shown: ShownLine | null,
): LineMark[] {
  const byLine = new Map<number, BoundBreakpoint>();
  for (const breakpoint of breakpoints) {
    const { target } = breakpoint;
    if (target.type === 'line' && target.file === file.name) byLine.set(target.line, breakpoint);
  }
  const lines = new Set([...file.stops, ...byLine.keys()]);
  if (shown !== null) lines.add(shown.line);
  return [...lines]
    .sort((a, b) => a - b)
    .map((line) => {
      const breakpoint = byLine.get(line);
      const current = shown?.line === line;
      return {
        line,
        lineClass: current ? (shown.innermost ? 'source-now' : 'source-call') : '',
        gutterClass: gutterClass(breakpoint, current ? shown : null),
        hover: hoverText(breakpoint, current),
      };
    });
}

function gutterClass(breakpoint: BoundBreakpoint | undefined, shown: ShownLine | null): string {
  const set = breakpoint === undefined ? '' : breakpoint.enabled ? 'break' : 'break-off';
  if (shown?.innermost === true) return `source-glyph now ${set}`;
  return set === '' ? 'source-glyph stop' : `source-glyph ${set}`;
}

function hoverText(breakpoint: BoundBreakpoint | undefined, current: boolean): string {
  if (breakpoint?.problem) return breakpoint.problem;
  if (breakpoint !== undefined) return `Breakpoint, ${breakpoint.hits} stops. Click or F9 removes it.`;
  return current ? 'The line of this moment' : 'Click or F9 sets a breakpoint.';
}
