import type { SpacePart, SpaceStrip } from '../../../shared/table-types';
import { useQuery, type Query } from '../../composables/useQuery';
import { useEngineStore } from '../../stores/engine';
import type { PageWindow } from '../../stores/page-window';
import type { TreeChoice } from '../../stores/tree-choice';
import { treeAt } from '../page-table/useTreeOf';
import { columnsOf, scaleOf, type StripColumns, type StripScale } from './strip-scale';

/** What a strip draws. */
export interface StripData {
  readonly scale: StripScale;
  readonly columns: StripColumns;
  readonly strip: SpaceStrip;
  readonly parts: readonly SpacePart[];
}

/** What decides of a strip, besides the moment. */
export interface StripAsk {
  readonly tree: TreeChoice;
  readonly window: PageWindow;
  readonly width: number;
  readonly ratio: number;
  readonly folded: boolean;
}

/** Columns that a strip has at most: more than any screen has pixels across. */
const MOST_COLUMNS = 4096;
/** Parts that are asked for: more than a strip has room for texts. */
const MOST_PARTS = 1024;

/** A part of the space at the current moment, as it is drawn. @param ask `null`: there is no room, nothing is asked */
export function useStrip(ask: () => StripAsk | null): Query<StripData> {
  const engine = useEngineStore();

  return useQuery(ask, async ({ tree, window, width, ratio, folded }, moment) => {
    const of = treeAt(tree, moment);
    const asked = engine.spaceParts({ ...of, ...window, most: MOST_PARTS });
    // Which gaps are folded decides where the columns are.
    const gaps = folded ? gapsOf(await asked, window) : [];
    const scale = scaleOf(window, width, gaps);
    const columns = columnsOf(scale, ratio, MOST_COLUMNS);
    const [parts, strip] = await Promise.all([asked, engine.spaceStrip({ ...of, edges: columns.edges })]);
    return { scale, columns, strip, parts };
  });
}

/**
 * Gaps that may be folded: what lies between the parts that are known. Where there are more parts than are listed, it may have
 * small ones of them; they are drawn all the same, only narrower.
 */
export function gapsOf(parts: readonly SpacePart[], { first, end }: PageWindow): PageWindow[] {
  const gaps: PageWindow[] = [];
  let at = first;
  for (const { kind, page, pages } of parts) {
    if (kind === 'gap' || kind === 'relro') continue;
    if (page > at) gaps.push({ first: at, end: Math.min(page, end) });
    at = Math.max(at, page + pages);
  }
  if (at < end) gaps.push({ first: at, end });
  return gaps.filter((gap) => gap.end > gap.first);
}
