import { computed, type ComputedRef, type Ref } from 'vue';
import { PAGE_SIZE } from '../../../shared/address';
import type { MemorySpace, PageView } from '../../../shared/view-types';
import type { HexFoldLine } from '../../components/hex/hex-lines';
import type { ByteExtent } from './byte-extent';
import type { SightRange } from './decorations';
import type { ViewPlace } from './place';
import { RowLayout, type Line, type LayoutPart, type RowBytes, type RowRun } from './row-layout';
import { usePages, type PageList, type Pages } from './usePages';
import type { ViewClock } from './useViewClock';
import { zeroRunsOf } from './zero-runs';

/** The lines in sight of one memory space and how the view moves along them. Positions are bytes of the space. */
export interface Rows {
  /** Bytes in a row. */
  readonly rowBytes: ComputedRef<RowBytes>;
  readonly layout: ComputedRef<RowLayout>;
  readonly pages: Pages;
  /** The lines in sight, one more than fit whole. */
  readonly lines: ComputedRef<Line[]>;
  /** From the first byte of the lines in sight to the end of the last; what is folded between them is in it. */
  readonly sight: ComputedRef<SightRange>;
  /** The pages that the lines in sight show something of. */
  readonly pagesInSight: ComputedRef<readonly number[]>;
  readonly top: ComputedRef<number>;
  readonly lastTop: ComputedRef<number>;
  /** Whole lines that fit. */
  readonly height: Ref<number>;
  zeroRuns(page: number): readonly RowRun[];
  scrollBy(lines: number): void;
  scrollTo(unit: number): void;
  /** Makes the line of a byte the first in sight: what a minimap does. */
  scrollToByte(position: number): void;
  /** The line that shows or hides a byte. */
  lineOf(position: number): Line | null;
  /** Whether a line is in sight as a whole. */
  isVisible(line: Line): boolean;
  /** Scrolls as little as needed to bring a byte in sight. */
  bringInSight(position: number): void;
  /** Scrolls a byte that is out of sight to a third of the view. */
  show(position: number): void;
  /** Opens what hides a byte. */
  unfold(position: number): void;
  toggle(fold: Pick<HexFoldLine, 'first' | 'end' | 'open'>): void;
}

/** What the rows of a view depend on. */
export interface RowsInput {
  readonly space: MemorySpace;
  /** What the view remembers: its top line and what is unfolded. */
  readonly place: () => ViewPlace;
  /** Which rows are shown and which are folded, in rows of the view's size. */
  readonly parts: () => readonly LayoutPart[];
  /** Whole lines that fit. */
  readonly height: Ref<number>;
  readonly rowBytes: () => RowBytes;
  /** Pages that the answers about the moment bring into sight. */
  readonly expected?: PageList;
  /** The view's own clock; else the document's. */
  readonly clock?: ViewClock;
}

export function useRows(input: RowsInput): Rows {
  const { height, expected = () => [] } = input;
  const place = computed(input.place);
  const rowBytes = computed(input.rowBytes);
  const layout = computed(() => new RowLayout(input.parts(), rowBytes.value));
  const pages = input.clock ? usePages(input.space, input.clock) : usePages(input.space);
  const zeroRuns = useZeroRuns(pages, place, rowBytes);

  const lastTop = computed(() => layout.value.lastTop(height.value, zeroRuns));
  const top = computed(() => Math.min(unitOfPlace(), lastTop.value));
  const lines = computed(() => layout.value.linesFrom(top.value, height.value + 1, zeroRuns));
  const sight = computed(() => sightOf(lines.value, layout.value));
  const pagesInSight = computed(() => pagesOf(lines.value, layout.value));

  function rowOf(position: number): number {
    return Math.floor(position / rowBytes.value);
  }

  function unitOfPlace(): number {
    const { position, above } = place.value.top;
    const row = rowOf(position);
    const unit = layout.value.unitOfRow(row);
    for (let lifted = above; lifted > 0; lifted--) {
      const line = layout.value.lineAt(unit - lifted, zeroRuns);
      if (line?.kind === 'header' || (line?.kind === 'fold' && line.start === row)) return line.unit;
    }
    return layout.value.lineAt(unit, zeroRuns)?.unit ?? 0;
  }

  function scrollTo(unit: number): void {
    const first = layout.value.lineAt(Math.max(0, Math.min(unit, lastTop.value)), zeroRuns);
    let line: Line | null = first;
    while (line && (line.kind === 'header' || (line.kind === 'fold' && line.open))) {
      line = layout.value.lineAt(line.next, zeroRuns);
    }
    if (!first || !line) return;
    const row = line.kind === 'row' ? line.row : line.kind === 'fold' ? line.start : 0;
    place.value.top = { position: row * rowBytes.value, above: layout.value.unitOfRow(row) - first.unit };
  }

  function nearby(): number[] {
    // It is asked for when pages come into sight: a whole view and one more may pass until then.
    const count = 2 * height.value;
    const end = lines.value.at(-1);
    const after = end ? layout.value.linesFrom(end.next, count, zeroRuns) : [];
    const before = layout.value.linesFrom(layout.value.advance(top.value, -count, zeroRuns), count, zeroRuns);
    return pagesOf([...after, ...before], layout.value);
  }

  function lineOf(position: number): Line | null {
    return layout.value.lineAt(layout.value.unitOfRow(rowOf(position)), zeroRuns);
  }

  function isVisible(line: Line): boolean {
    const last = lines.value[Math.min(height.value, lines.value.length) - 1];
    return last !== undefined && line.unit >= top.value && line.unit <= last.unit;
  }

  function bringInSight(position: number): void {
    const line = lineOf(position);
    if (!line || isVisible(line)) return;
    if (line.unit > top.value) {
      scrollTo(layout.value.advance(line.unit, 1 - height.value, zeroRuns));
      return;
    }
    const before = layout.value.lineBefore(line.unit, zeroRuns);
    scrollTo(before?.kind === 'header' ? before.unit : line.unit);
  }

  function show(position: number): void {
    const line = lineOf(position);
    if (!line || isVisible(line)) return;
    scrollTo(layout.value.advance(line.unit, -Math.floor(height.value / 3), zeroRuns));
  }

  function scrollToByte(position: number): void {
    const line = lineOf(position);
    if (line) scrollTo(line.unit);
  }

  function unfold(position: number): void {
    const part = layout.value.foldOfRow(rowOf(position));
    const size = rowBytes.value;
    if (part) {
      place.value.opened = [...place.value.opened, { first: part.start * size, end: part.end * size }];
    }
    const page = Math.floor(position / PAGE_SIZE);
    const row = rowOf(position - page * PAGE_SIZE);
    const run = zeroRuns(page).find((one) => row >= one.start && row < one.end);
    if (run) showZeros(page, { first: run.start * size, end: run.end * size });
  }

  function showZeros(page: number, bytes: ByteExtent): void {
    const { shownZeros } = place.value;
    shownZeros.set(page, [...(shownZeros.get(page) ?? []), bytes]);
  }

  function toggle(fold: Pick<HexFoldLine, 'first' | 'end' | 'open'>): void {
    if (!fold.open) {
      unfold(fold.first);
      return;
    }
    place.value.opened = place.value.opened.filter((one) => one.first >= fold.end || one.end <= fold.first);
  }

  pages.keep(() => pagesInSight.value, nearby, expected);

  return {
    rowBytes,
    layout,
    pages,
    lines,
    sight,
    pagesInSight,
    top,
    lastTop,
    height,
    zeroRuns,
    scrollBy: (count) => scrollTo(layout.value.advance(top.value, count, zeroRuns)),
    scrollTo,
    scrollToByte,
    lineOf,
    isVisible,
    bringInSight,
    show,
    unfold,
    toggle,
  };
}

/** The folded zero rows of a page, kept while neither the page nor the rows change. */
function useZeroRuns(
  pages: Pages,
  place: Ref<ViewPlace>,
  rowBytes: Ref<RowBytes>,
): (page: number) => readonly RowRun[] {
  interface Known {
    readonly shown: readonly ByteExtent[];
    readonly size: RowBytes;
    readonly runs: readonly RowRun[];
  }
  const known = new WeakMap<PageView, Known>();

  return (page) => {
    // The version makes what is computed from here depend on the pages.
    const view = pages.version.value >= 0 ? pages.view(page) : null;
    if (!view) return NONE;
    const shown = place.value.shownZeros.get(page) ?? NONE;
    const size = rowBytes.value;
    const before = known.get(view);
    if (before?.shown === shown && before.size === size) return before.runs;
    const runs = zeroRunsOf(view, shown, size);
    known.set(view, { shown, size, runs });
    return runs;
  };
}

const NONE: readonly never[] = [];

/** The pages that lines show something of, in the order of the lines. */
function pagesOf(lines: readonly Line[], layout: RowLayout): number[] {
  const pages = new Set<number>();
  for (const line of lines) {
    if (line.kind === 'header') pages.add(line.page);
    else if (line.kind === 'row') pages.add(layout.pageOf(line.row));
    else if (line.reason === 'zero') pages.add(layout.pageOf(line.start));
  }
  return [...pages];
}

function sightOf(lines: readonly Line[], { rowBytes }: RowLayout): SightRange {
  let first = Infinity;
  let end = 0;
  for (const line of lines) {
    if (line.kind === 'header') continue;
    const [start, behind] = line.kind === 'row' ? [line.row, line.row + 1] : [line.start, line.end];
    first = Math.min(first, start * rowBytes);
    end = Math.max(end, behind * rowBytes);
  }
  return first === Infinity ? { first: 0, end: 0 } : { first, end };
}
