import { PAGE_COUNT } from '../../../shared/address';
import type { Level4Slot } from '../../../shared/table-types';
import type { PageWindow } from '../../stores/page-window';
import { weightedScale, type StripScale } from './strip-scale';

/** Pages of 4 KiB below one level 4 entry. */
export const SLOT_PAGES = PAGE_COUNT / 512;
/** The first entry of the upper half. */
const UPPER_SLOT = 256;
/** Part of the strip's width that the addresses between the halves take: they have no size that could be drawn. */
const HOLE_SHARE = 0.14;

/** Level 4 entries side by side that are alike. */
export interface SlotRun {
  /** Entries, `end` excluded. */
  readonly first: number;
  readonly end: number;
  readonly state: Level4Slot['state'];
  readonly reason: string;
  /** Pages that are mapped through them. */
  readonly pages: number;
}

/** Runs of entries that are taken by the same, none of which lies in both halves. */
export function slotRuns(slots: readonly Level4Slot[]): SlotRun[] {
  const runs: { first: number; end: number; state: SlotRun['state']; reason: string; pages: number }[] = [];
  for (const { index, state, reason, pages } of slots) {
    const last = runs.at(-1);
    const goesOn =
      last !== undefined &&
      index !== UPPER_SLOT &&
      last.state === state &&
      last.reason === reason &&
      last.pages > 0 === pages > 0;
    if (goesOn) {
      last.end = index + 1;
      last.pages += pages;
    } else runs.push({ first: index, end: index + 1, state, reason, pages });
  }
  return runs;
}

/** The pages below a run of entries. */
export function pagesOfRun({ first, end }: Pick<SlotRun, 'first' | 'end'>): PageWindow {
  return { first: first * SLOT_PAGES, end: end * SLOT_PAGES };
}

/** The scale of the whole space. @param folded runs of many entries take little more room than single ones */
export function slotScale(runs: readonly SlotRun[], width: number, folded: boolean): StripScale {
  const weighted = runs.map((run) => ({
    ...pagesOfRun(run),
    weight: folded ? foldedWeight(run) : run.end - run.first,
  }));
  return weightedScale(weighted, width, Math.round(width * HOLE_SHARE));
}

/** What is free grows with its size, but slowly; a taken entry has room for a word. */
function foldedWeight({ first, end, state, pages }: SlotRun): number {
  const size = Math.log2(2 * (end - first));
  if (pages > 0) return 7 * size;
  return state === 'free' ? 5 * size : 13 + 3 * (size - 1);
}

/** Entries as tables name them: `P4[1]`, `P4[2–255]`. */
export function slotName({ first, end }: Pick<SlotRun, 'first' | 'end'>): string {
  return end - first === 1 ? `P4[${first}]` : `P4[${first}–${end - 1}]`;
}

const STATE_WORDS: Readonly<Record<SlotRun['state'], string>> = {
  free: 'free',
  taken: 'taken',
  kernel: 'kernel',
  chosen: 'chosen',
  outside: 'outside',
};

/** Texts of a run, the longest first. */
export function slotTexts(run: SlotRun): string[] {
  const index = slotName(run).slice(2);
  return [`${slotName(run)} ${STATE_WORDS[run.state]}`, slotName(run), index, index.slice(1, -1)];
}
