import type { BoundBreakpoint, BreakpointTarget } from '../../../shared/breakpoint';
import { formatCount } from '../../composables/format';
import type { HitMark } from '../../stores/engine';
import { breakpointLabel } from '../breakpoints/breakpoint-text';
import { placeOf, type TimeAxis } from './time-axis';

/** How a mark is drawn: disc, diamond for memory, ring for what only logs, ribbon, hollow square, cross. */
export type MarkShape = 'bp' | 'data' | 'log' | 'book' | 'pin' | 'failm';

/** One mark on the timeline. */
export interface Mark {
  readonly key: string;
  readonly shape: MarkShape;
  /** Fraction of the shown width. */
  readonly place: number;
  /** Where a click leads. */
  readonly moment: number;
  /** Hits that the mark stands for, as it is written beside it; empty for one, or where there is no room. */
  readonly count: string;
  readonly text: string;
}

/** Room between two marks, in pixels, in which a count can be read. */
const ROOM_FOR_COUNT = 36;
/** Names that the tooltip of a cluster lists. */
const MOST_NAMED = 6;

const DATA_TARGETS: ReadonlySet<BreakpointTarget['type']> = new Set(['range', 'entry', 'frame']);

function shapeOf({ target, log }: Pick<BoundBreakpoint, 'target' | 'log'>): MarkShape {
  if (log !== '') return 'log';
  return DATA_TARGETS.has(target.type) ? 'data' : 'bp';
}

/** What several breakpoints at one place look like: what stops is worth more than what logs. */
function shapeOfAll(shapes: readonly MarkShape[]): MarkShape {
  if (shapes.includes('bp')) return 'bp';
  return shapes.includes('data') ? 'data' : 'log';
}

/** `1.2k` for what would be too wide. */
export function shortCount(count: number): string {
  if (count < 1000) return String(count);
  if (count < 1_000_000) return `${(count / 1000).toFixed(count < 9950 ? 1 : 0)}k`;
  return `${(count / 1_000_000).toFixed(count < 9_950_000 ? 1 : 0)}M`;
}

/** Hits of an interval: those of all breakpoints that hit in it. */
interface Cluster {
  readonly moment: number;
  readonly place: number;
  readonly hits: readonly HitMark[];
}

function clusters(axis: TimeAxis, marks: readonly HitMark[], within: number): Cluster[] {
  const sorted = [...marks].sort((a, b) => a.moment - b.moment || a.id - b.id);
  const found: { moment: number; place: number; hits: HitMark[] }[] = [];
  for (const hit of sorted) {
    const place = placeOf(axis, hit.moment);
    const last = found.at(-1);
    if (last !== undefined && place - last.place < within) last.hits.push(hit);
    else found.push({ moment: hit.moment, place, hits: [hit] });
  }
  return found;
}

/**
 * The hits of breakpoints as marks, those that would cover each other as one with a count.
 *
 * @param width of the timeline, in pixels
 * @param size of a mark, in pixels
 */
export function hitMarks(
  axis: TimeAxis,
  marks: readonly HitMark[],
  breakpoints: readonly BoundBreakpoint[],
  width: number,
  size: number,
): Mark[] {
  const byId = new Map(breakpoints.map((one) => [one.id, one]));
  const known = marks.filter(({ id }) => byId.has(id));
  const found = clusters(axis, known, size / width);
  return found.map(({ moment, place, hits }, index) => {
    const next = found[index + 1]?.place ?? 1;
    const total = hits.reduce((sum, { hits: count }) => sum + count, 0);
    const hasRoom = (next - place) * width >= ROOM_FOR_COUNT;
    const ids = [...new Set(hits.map(({ id }) => id))];
    const those = ids.flatMap((id) => byId.get(id) ?? []);
    return {
      key: `hit ${moment}`,
      shape: shapeOfAll(those.map(shapeOf)),
      place,
      moment,
      count: total > 1 && hasRoom ? shortCount(total) : '',
      text: hitText(those, hits, total, moment),
    };
  });
}

function hitText(
  those: readonly BoundBreakpoint[],
  hits: readonly HitMark[],
  total: number,
  moment: number,
): string {
  const countOf = (id: number): number =>
    hits.reduce((sum, hit) => (hit.id === id ? sum + hit.hits : sum), 0);
  const lines = those.slice(0, MOST_NAMED).map((one) => {
    const count = countOf(one.id);
    const verb = one.log === '' ? 'hit' : 'log';
    return `${breakpointLabel(one.target)}${count > 1 ? `, ${formatCount(count)} ${verb}s` : ''}`;
  });
  if (those.length > MOST_NAMED) lines.push(`and ${those.length - MOST_NAMED} more breakpoints`);
  lines.push(`${total > 1 ? 'first at op' : 'op'} ${formatCount(moment)}`);
  return lines.join('\n');
}

/** Bookmarks of this load as marks. */
export function bookmarkMarks(
  axis: TimeAxis,
  bookmarks: readonly {
    readonly id: number;
    readonly name: string;
    readonly note: string;
    readonly moment: number | null;
  }[],
): Mark[] {
  return bookmarks.flatMap(({ id, name, note, moment }) => {
    if (moment === null) return [];
    const text = [`Bookmark: ${name}`, note, `op ${formatCount(moment)}`].filter((line) => line !== '');
    const place = placeOf(axis, moment);
    return [
      { key: `bookmark ${id}`, shape: 'book' as const, place, moment, count: '', text: text.join('\n') },
    ];
  });
}

/** The marks in the window, in the order of time. */
export function marksInView(marks: readonly Mark[]): Mark[] {
  return marks
    .filter(({ place }) => place >= 0 && place <= 1)
    .sort((a, b) => a.moment - b.moment || a.key.localeCompare(b.key));
}
