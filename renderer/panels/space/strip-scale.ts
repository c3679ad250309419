import { PAGE_COUNT } from '../../../shared/address';
import { partitionPoint } from '../../../shared/partition-point';
import type { PageWindow } from '../../stores/page-window';

/** Where the addresses that are not canonical lie: behind this page begins the upper half. */
export const UPPER_HALF = PAGE_COUNT / 2;

/** Pages that are drawn at one scale; places are pixels from the left edge of the strip. */
export interface Piece extends PageWindow {
  /** `fold`: a gap that is drawn narrower than it is; `hole`: the addresses that are not canonical, which have no pages. */
  readonly kind: 'plain' | 'fold' | 'hole';
  readonly left: number;
  readonly width: number;
}

/** Which page of a window is drawn where. */
export interface StripScale extends PageWindow {
  readonly width: number;
  /** Ascending, without gaps. */
  readonly pieces: readonly Piece[];
}

/** Pages with the room that they ask for, before they are laid out. */
interface Share extends PageWindow {
  readonly kind: Piece['kind'];
  /** Pixels that are its own, whatever is left for others. */
  readonly fixed: number;
  /** Share of what is left. */
  readonly weight: number;
}

/** Width of a gap that is folded, and of the hole between the halves. */
export const FOLD_WIDTH = 28;
const HOLE_WIDTH = 28;

/** The scale of a window; of `gaps`, those are folded that would be drawn wider than a fold. Without any it is to scale. */
export function scaleOf(window: PageWindow, width: number, gaps: readonly PageWindow[]): StripScale {
  const holed = window.first < UPPER_HALF && window.end > UPPER_HALF;
  const room = Math.max(1, width - (holed ? HOLE_WIDTH : 0));
  const folds = foldsIn(window, room, halved(gaps));
  const shares: Share[] = [];
  let at = window.first;
  const plainTo = (end: number): void => {
    if (end > at) shares.push({ first: at, end, kind: 'plain', fixed: 0, weight: end - at });
    at = Math.max(at, end);
  };
  for (const cut of [...folds, ...(holed ? [{ first: UPPER_HALF, end: UPPER_HALF }] : [])].sort(byPage)) {
    plainTo(cut.first);
    const isHole = cut.first === cut.end;
    shares.push({
      ...cut,
      kind: isHole ? 'hole' : 'fold',
      fixed: isHole ? HOLE_WIDTH : FOLD_WIDTH,
      weight: 0,
    });
    at = cut.end;
  }
  plainTo(window.end);
  return laidOut(window, width, shares);
}

/** The scale of runs of which each asks for room of its own, with the hole between the halves. */
export function weightedScale(
  runs: readonly (PageWindow & { readonly weight: number })[],
  width: number,
  hole: number,
): StripScale {
  const shares = runs.flatMap((run): Share[] => {
    const share: Share = { first: run.first, end: run.end, kind: 'plain', fixed: 0, weight: run.weight };
    if (run.first !== UPPER_HALF) return [share];
    return [{ first: UPPER_HALF, end: UPPER_HALF, kind: 'hole', fixed: hole, weight: 0 }, share];
  });
  return laidOut({ first: runs[0]?.first ?? 0, end: runs.at(-1)?.end ?? PAGE_COUNT }, width, shares);
}

function byPage(a: PageWindow, b: PageWindow): number {
  return a.first - b.first || a.end - b.end;
}

/** Gaps, none of which lies in both halves. */
function halved(gaps: readonly PageWindow[]): readonly PageWindow[] {
  return gaps.flatMap((gap) =>
    gap.first < UPPER_HALF && gap.end > UPPER_HALF
      ? [
          { first: gap.first, end: UPPER_HALF },
          { first: UPPER_HALF, end: gap.end },
        ]
      : [gap],
  );
}

/**
 * The gaps that are wider than a fold, the widest first: what each gives up makes the others wider. A window in which
 * nothing is mapped is not folded: it would show nothing but folds.
 */
function foldsIn(window: PageWindow, width: number, gaps: readonly PageWindow[]): PageWindow[] {
  const cut = gaps
    .map(({ first, end }) => ({ first: Math.max(first, window.first), end: Math.min(end, window.end) }))
    .filter(({ first, end }) => end > first)
    .sort((a, b) => b.end - b.first - (a.end - a.first));
  const folds: PageWindow[] = [];
  let pages = window.end - window.first;
  let room = width;
  for (const gap of cut) {
    const own = gap.end - gap.first;
    const rest = pages - own;
    if (rest === 0 || room - FOLD_WIDTH < width / 2 || (own * room) / pages <= FOLD_WIDTH) break;
    folds.push(gap);
    pages = rest;
    room -= FOLD_WIDTH;
  }
  return folds;
}

function laidOut(window: PageWindow, width: number, shares: readonly Share[]): StripScale {
  const fixed = shares.reduce((sum, share) => sum + share.fixed, 0);
  const weights = shares.reduce((sum, share) => sum + share.weight, 0);
  const unit = weights === 0 ? 0 : Math.max(0, width - fixed) / weights;
  let left = 0;
  const pieces = shares.map(({ first, end, kind, fixed: own, weight }): Piece => {
    const piece = { first, end, kind, left, width: own + weight * unit };
    left += piece.width;
    return piece;
  });
  return { first: window.first, end: window.end, width, pieces };
}

/** Where a page begins, in pixels; outside of the window it is beyond an edge. */
export function placeOf(scale: StripScale, page: number): number {
  const { pieces, width } = scale;
  if (page <= scale.first) return page < scale.first ? -1 : 0;
  if (page >= scale.end) return page > scale.end ? width + 1 : width;
  const piece = pieces[partitionPoint(pieces.length, (at) => (pieces[at] as Piece).end <= page)];
  if (piece === undefined) return width;
  return piece.left + ((page - piece.first) / (piece.end - piece.first)) * piece.width;
}

/** The page at a place, as a fraction of pages; beyond the edges it goes on as it is on average. */
export function pageAt(scale: StripScale, x: number): number {
  const { pieces, width, first, end } = scale;
  if (x < 0) return first + (x / width) * (end - first);
  if (x >= width) return end + ((x - width) / width) * (end - first);
  const at = partitionPoint(pieces.length, (place) => {
    const { left, width: own } = pieces[place] as Piece;
    return left + own <= x;
  });
  const piece = pieces[at];
  if (piece === undefined) return end;
  return piece.first + ((x - piece.left) / piece.width) * (piece.end - piece.first);
}

/** The window after a zoom by `factor` (below 1: nearer) that leaves what is drawn at `x` where it is. */
export function zoomedAt(scale: StripScale, x: number, factor: number): PageWindow {
  if (factor < 1) {
    return { first: pageAt(scale, x - x * factor), end: pageAt(scale, x + (scale.width - x) * factor) };
  }
  const page = pageAt(scale, x);
  return { first: page - (page - scale.first) * factor, end: page + (scale.end - page) * factor };
}

/** The columns of a picture: `edges` bound them as pages, `lefts` and `rights` as pixels. */
export interface StripColumns {
  readonly edges: Float64Array;
  readonly lefts: Float64Array;
  readonly rights: Float64Array;
}

/**
 * Cuts a window into the columns of a picture, about one a pixel of the device; fewer where there are fewer pages.
 *
 * @param ratio device pixels in a CSS pixel
 * @param most columns
 */
export function columnsOf(scale: StripScale, ratio: number, most: number): StripColumns {
  const count = Math.max(1, Math.min(most, Math.round(scale.width * ratio)));
  const edges: number[] = [];
  const lefts: number[] = [];
  const rights: number[] = [];
  for (const piece of scale.pieces) {
    if (piece.kind === 'hole') continue;
    const columns = Math.max(1, Math.floor((piece.width / scale.width) * count));
    const pages = piece.end - piece.first;
    for (let column = 0; column < columns; column++) {
      const page = piece.first + Math.floor((column * pages) / columns);
      if (edges.length > 0 && page <= (edges[edges.length - 1] as number)) continue;
      const left = piece.left + ((page - piece.first) / pages) * piece.width;
      if (page > piece.first) rights[rights.length - 1] = left;
      edges.push(page);
      lefts.push(left);
      rights.push(piece.left + piece.width);
    }
  }
  edges.push(scale.end);
  return {
    edges: Float64Array.from(edges),
    lefts: Float64Array.from(lefts),
    rights: Float64Array.from(rights),
  };
}
