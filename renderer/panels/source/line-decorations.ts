import type { BoundBreakpoint } from '../../../shared/breakpoint';

/** What a line of the source shows beside its text; the classes are in `styles/source.css`. */
export interface GutterMark {
  readonly line: number;
  readonly glyphClass: string;
  readonly hover: string;
}

/** The place that the source shows: the line of the selected frame of the call stack. */
export interface ShownLine {
  readonly line: number;
  /** The innermost frame: the line that did the last op. Otherwise a call that is under way. */
  readonly innermost: boolean;
}

/** The breakpoints on the lines of a file, by line; of two on one line the one that stops counts. */
export function breakpointsByLine(
  file: string,
  breakpoints: readonly BoundBreakpoint[],
): ReadonlyMap<number, BoundBreakpoint> {
  const byLine = new Map<number, BoundBreakpoint>();
  for (const breakpoint of breakpoints) {
    const { target } = breakpoint;
    if (target.type !== 'line' || target.file !== file) continue;
    const known = byLine.get(target.line);
    if (known === undefined || rank(breakpoint) > rank(known)) byLine.set(target.line, breakpoint);
  }
  return byLine;
}

function rank({ enabled, log }: BoundBreakpoint): number {
  return (enabled ? 2 : 0) + (log === '' ? 1 : 0);
}

/** The marks of a file's breakpoints, ascending by line. */
export function gutterMarks(file: string, breakpoints: readonly BoundBreakpoint[]): GutterMark[] {
  return [...breakpointsByLine(file, breakpoints)]
    .sort(([a], [b]) => a - b)
    .map(([line, breakpoint]) => ({
      line,
      glyphClass: `source-glyph ${shapeOf(breakpoint)}`,
      hover: hoverText(breakpoint),
    }));
}

/** A disc stops, one with a bar asks first, a ring only writes to the log; grey where it is off or never hits. */
function shapeOf({ enabled, condition, hitCount, log, hits, problem }: BoundBreakpoint): string {
  const asks = condition !== '' || hitCount !== null;
  const shape = log !== '' ? 'break-log' : asks ? 'break-cond' : 'break';
  if (!enabled) return `${shape} off`;
  return hits === 0 || problem !== null ? `${shape} idle` : shape;
}

function hoverText(breakpoint: BoundBreakpoint): string {
  const { enabled, condition, conditionProblem, logProblem, log, hits, problem } = breakpoint;
  const wrong = problem ?? conditionProblem?.message ?? logProblem?.message ?? null;
  const kind = log !== '' ? 'Logpoint' : condition !== '' ? 'Conditional breakpoint' : 'Breakpoint';
  const state = enabled ? '' : ', off';
  const words = log !== '' ? `: ${log}` : condition !== '' ? ` when ${condition}` : '';
  if (wrong !== null) return `${kind}${state}${words}. ${wrong}`;
  return `${kind}${state}${words}. ${hits === 1 ? '1 hit' : `${hits} hits`}; a click removes it.`;
}

/** What the gutter offers at a line without a breakpoint. */
export interface GutterOffer {
  /** The line that a click sets a breakpoint on; `null` where the load stops nowhere from here on. */
  readonly line: number | null;
  readonly hover: string;
}

/** What the gutter offers at `line`: a breakpoint there, or at the next line at which the load can stop. */
export function gutterOffer(stops: readonly number[], line: number): GutterOffer {
  const bound = stops.find((stop) => stop >= line) ?? null;
  if (bound === null) return { line: null, hover: 'This load stops nowhere from this line on.' };
  if (bound === line) return { line, hover: 'A click or F9 sets a breakpoint; a right click has more.' };
  return { line: bound, hover: `This load does not stop here: binds at line ${bound}.` };
}
