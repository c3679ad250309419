import { FRAME_OWNERS, type FrameCount } from '../../../../shared/frame-types';
import type { LoadView } from '../../trace/load-view';
import { ownerTitle } from '../pages/page-provenance';
import { FRAME, type FrameLives } from './frame-lives';
import { without, type FrameInterval, type FrameRegions } from './frame-regions';

/** Segments that have a count of their own; hostile files have thousands. */
const MOST_SEGMENTS = 32;

const LABELS: Readonly<Partial<Record<(typeof FRAME_OWNERS)[number], string>>> = {
  free: 'free',
  reserved: 'reserved',
  fileUnmapped: 'file, unmapped',
  fileShared: 'file, shared by segments',
  pageTable4: 'page table P4',
  pageTable3: 'page tables P3',
  pageTable2: 'page tables P2',
  pageTable1: 'page tables P1',
  bss: 'bss zero',
  copied: 'copies',
  allocated: 'taken, still empty',
};

/** Frames that are counted together; they come in ascending. */
interface Tally {
  frames: number;
  first: number;
  last: number;
}

function newTally(): Tally {
  return { frames: 0, first: -1, last: -1 };
}

/** Counts neighbouring frames, `first` to `end`, excluded. */
function add(tally: Tally, first: number, end: number): void {
  if (first >= end) return;
  if (tally.frames === 0) tally.first = first;
  tally.last = end - 1;
  tally.frames += end - first;
}

function tallyOf(intervals: readonly FrameInterval[]): Tally {
  const tally = newTally();
  for (const { first, end } of intervals) add(tally, first, end);
  return tally;
}

/** How many frames each owner has at a moment, in the order of the owners; file frames by segment. */
export function frameCounts(
  view: LoadView,
  lives: FrameLives,
  regions: FrameRegions,
  moment: number,
): FrameCount[] {
  const tallies = FRAME_OWNERS.map(newTally);
  const taken = takenIntervals(lives, moment, tallies);
  const segments = fileCounts(view, lives, moment, tallies);
  const owned = withFile(taken, { first: view.firstFileFrame, end: view.endFileFrame });
  tallies[FRAME.free] = tallyOf(without(regions.usable, owned));
  tallies[FRAME.reserved] = tallyOf(without(regions.reserved, owned));
  return FRAME_OWNERS.flatMap((owner, code) => {
    const named = segments.get(code);
    if (named !== undefined) return [...named].map(([label, tally]) => ({ owner, label, ...tally }));
    const tally = tallies[code] as Tally;
    return tally.frames === 0 ? [] : [{ owner, label: LABELS[owner] ?? owner, ...tally }];
  });
}

/** Counts the frames of the file: those of one segment by its name, others by their owner in `tallies`. */
function fileCounts(
  view: LoadView,
  lives: FrameLives,
  moment: number,
  tallies: readonly Tally[],
): Map<number, Map<string, Tally>> {
  const named = new Map<number, Map<string, Tally>>();
  let names = 0;
  for (let i = 0; i < lives.fileFrames; i++) {
    const code = lives.fileCodeAt(i, moment);
    const frame = view.firstFileFrame + i;
    if (code === FRAME.fileUnmapped || code === FRAME.fileShared) {
      add(tallies[code] as Tally, frame, frame + 1);
      continue;
    }
    const byName = named.get(code) ?? new Map<string, Tally>();
    named.set(code, byName);
    let label = lives.fileTitleAt(i, () => {
      const owner = view.owners.ownerOf(frame, moment);
      return `file, ${ownerTitle(owner, null).replace(/ file$/, '')}`;
    });
    if (!byName.has(label) && names >= MOST_SEGMENTS) label = 'file, other segments';
    let tally = byName.get(label);
    if (tally === undefined) {
      names++;
      byName.set(label, (tally = newTally()));
    }
    add(tally, frame, frame + 1);
  }
  return named;
}

/** Counts the frames that the loader has taken, run by run, and tells where they lie, ascending. */
function takenIntervals(lives: FrameLives, moment: number, tallies: readonly Tally[]): FrameInterval[] {
  const found: FrameInterval[] = [];
  const { frames } = lives;
  let code: number = FRAME.free;
  let first = 0;
  let end = 0;
  const close = (): void => {
    if (code === FRAME.free) return;
    add(tallies[code] as Tally, first, end);
    found.push({ first, end });
  };
  for (let place = 0; place < frames.length; place++) {
    const frame = frames[place] as number;
    const next = lives.codeAt(place, moment);
    if (next !== code || frame !== end) {
      close();
      code = next;
      first = frame;
    }
    end = frame + 1;
  }
  close();
  return found;
}

/** Ascending intervals with one more, which overlaps none of them. */
function withFile(intervals: readonly FrameInterval[], file: FrameInterval): FrameInterval[] {
  const place = intervals.findIndex(({ first }) => first >= file.end);
  const before = place < 0 ? intervals.length : place;
  return [...intervals.slice(0, before), file, ...intervals.slice(before)];
}
