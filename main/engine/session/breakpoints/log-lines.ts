import type { CallResult } from '../../../../shared/contract';
import type { LogLine } from '../../../../shared/debugger-types';
import { partitionPoint } from '../../../../shared/partition-point';
import type { LoggedLine } from '../../trace/recorder';
import type { Logpoint } from './breakpoints';
import { countBelow } from './moment-list';

/**
 * A part of the log: `count` lines from the `first` on, by moment; at the same moment the loader's before those of
 * logpoints, and these in the order of the breakpoints. Only the lines that are asked for are put into words: logpoints may
 * have millions.
 *
 * @param log the loader's lines, ascending by moment
 * @param moment `around` is the place of the first line behind it
 */
export function logLines(
  log: readonly LoggedLine[],
  logpoints: readonly Logpoint[],
  opCount: number,
  { first, count, moment }: { first: number; count: number; moment: number },
): CallResult<'trace.log'> {
  const linesBefore = (limit: number): number =>
    logpoints.reduce((sum, { moments }) => sum + countBelow(moments, limit), loggedBelow(log, limit));
  const total = log.length + logpoints.reduce((sum, { moments }) => sum + moments.length, 0);
  const around = linesBefore(moment + 1);
  if (first >= total) return { total, around, rows: [] };
  // The first moment up to which there are more lines than come before the first one of the answer.
  const start = partitionPoint(opCount + 1, (at) => linesBefore(at + 1) <= first);
  const sources = sourcesOf(log, logpoints, start);
  const rows: LogLine[] = [];
  let skip = first - linesBefore(start);
  while (rows.length < count) {
    const source = nearest(sources);
    if (source === null) break;
    if (skip > 0) skip--;
    else rows.push(source.line(source.next));
    source.next++;
  }
  return { total, around, rows };
}

/** Lines of one speaker, ascending. */
interface Source {
  next: number;
  momentOf(place: number): number | undefined;
  line(place: number): LogLine;
}

function sourcesOf(log: readonly LoggedLine[], logpoints: readonly Logpoint[], start: number): Source[] {
  const loader: Source = {
    next: loggedBelow(log, start),
    momentOf: (place) => log[place]?.moment,
    line: (place) => ({ ...(log[place] as LoggedLine), breakpoint: null }),
  };
  const spoken = logpoints.map(({ id, moments, say }): Source => ({
    next: countBelow(moments, start),
    momentOf: (place) => moments[place],
    line: (place) => {
      const at = moments[place] as number;
      return { moment: at, text: say(at), breakpoint: id };
    },
  }));
  return [loader, ...spoken];
}

/** The source whose next line is the earliest, the first of equal ones. */
function nearest(sources: readonly Source[]): Source | null {
  let best: Source | null = null;
  let earliest = Infinity;
  for (const source of sources) {
    const moment = source.momentOf(source.next);
    if (moment === undefined || moment >= earliest) continue;
    earliest = moment;
    best = source;
  }
  return best;
}

function loggedBelow(log: readonly LoggedLine[], limit: number): number {
  return partitionPoint(log.length, (i) => (log[i] as LoggedLine).moment < limit);
}
