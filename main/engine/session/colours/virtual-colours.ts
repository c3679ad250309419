import { PAGE_SIZE } from '../../../../shared/address';
import { PROVENANCE } from '../../../../shared/provenance';
import { frameOf } from '../../paging/page-table';
import type { LoadView } from '../../trace/load-view';
import { fileBytesIn } from '../pages/file-bytes';
import { handedOverBytes } from '../pages/handed-over';
import { NEVER } from '../pages/page-lives';
import { ownerProvenance } from '../pages/page-provenance';
import type { RangeIndex } from '../pages/range-index';
import { NOWHERE, type ColourChanges } from './colour-changes';
import type { FrameColours } from './frame-colours';

const { free: FREE, handedOver: HANDED_OVER } = PROVENANCE;

/** A page that was given a frame of the file to keep zeros or a copy in, and for how long. Only odd machines do that. */
export interface OddPage {
  readonly page: number;
  readonly frame: number;
  readonly start: number;
  readonly end: number;
}

/** The frame that a page shows since the op before `moment` wrote its entry. */
export function frameShownSince(view: LoadView, moment: number): number {
  const { low, high } = view.trace.ops;
  return frameOf(low[moment - 1] as number, high[moment - 1] as number);
}

/**
 * Adds what becomes of the pages of the virtual space.
 *
 * @param follower follows the frames that pages show
 * @returns the pages that are left out: their frames change with what other pages do
 */
export function addVirtual(
  changes: ColourChanges,
  view: LoadView,
  ranges: RangeIndex,
  follower: FrameColours,
): OddPage[] {
  const { lives } = ranges;
  const odd: OddPage[] = [];
  const addOwn = (page: number, start: number, end: number): void => {
    const frame = frameShownSince(view, start);
    if (frame >= view.firstFileFrame && frame < view.endFileFrame) odd.push({ page, frame, start, end });
    else addFrame(changes, follower, frame, start, end);
  };
  for (let place = 0; place < lives.pages.length; place++) {
    const page = lives.pages[place] as number;
    const mappedAt = lives.mappedAt[place] as number;
    const clearedAt = lives.clearedAt[place] as number;
    const copiedAt = lives.copiedAt[place] as number;
    const fileFrame = lives.fileFrame[place] as number;
    if (fileFrame < 0) addOwn(page, mappedAt, clearedAt);
    else {
      const own = fileBytesIn(view, view.firstFileFrame + fileFrame);
      const handed = handedOverBytes(view, view.firstFileFrame + fileFrame);
      const colour = ranges.colourOf(lives.label[place] as number);
      show(changes, mappedAt, clearedAt, colour, own - handed);
      show(changes, mappedAt, clearedAt, HANDED_OVER, handed);
      show(changes, mappedAt, clearedAt, FREE, PAGE_SIZE - own);
    }
    if (copiedAt !== NEVER) addOwn(page, copiedAt, NEVER);
  }
  return odd;
}

/** Adds the bytes of odd pages at a moment to counts by colour. */
export function addOdd(
  counts: Float64Array,
  view: LoadView,
  pages: readonly OddPage[],
  moment: number,
): void {
  for (const { page, frame, start, end } of pages) {
    if (moment < start || moment >= end) continue;
    const own = fileBytesIn(view, frame);
    const handed = handedOverBytes(view, frame);
    const colour = PROVENANCE[ownerProvenance(view.owners.ownerOfPage(page, frame, moment), page)];
    counts[colour] = (counts[colour] as number) + own - handed;
    counts[HANDED_OVER] = (counts[HANDED_OVER] as number) + handed;
    counts[FREE] = (counts[FREE] as number) + PAGE_SIZE - own;
  }
}

/** Adds a frame as a page shows it from moment `start` on, and before moment `end`. */
function addFrame(
  changes: ColourChanges,
  follower: FrameColours,
  frame: number,
  start: number,
  end: number,
): void {
  const { counts } = follower;
  let begun = false;
  let ended = false;
  const reach = (op: number): void => {
    if (!begun && op >= start) {
      counts.forEach((bytes, colour) => changes.add(start - 1, NOWHERE, colour, bytes));
      begun = true;
    }
    if (!ended && op >= end) {
      counts.forEach((bytes, colour) => changes.add(end - 1, colour, NOWHERE, bytes));
      ended = true;
    }
  };
  follower.follow(frame, (op, from, to, bytes) => {
    reach(op);
    if (begun && !ended) changes.add(op, from, to, bytes);
  });
  reach(start);
  if (end !== NEVER) reach(end);
}

function show(changes: ColourChanges, start: number, end: number, colour: number, bytes: number): void {
  changes.add(start - 1, NOWHERE, colour, bytes);
  if (end !== NEVER) changes.add(end - 1, colour, NOWHERE, bytes);
}
