import { reactive } from 'vue';
import type { RowRun } from './row-layout';

/** The line at the top of a view, told so that it stays the same place when rows above are folded or shown. */
export interface TopPlace {
  /** Absolute row: the first one at or below the top line. */
  readonly row: number;
  /** How many headers and bars of open folds above it are in sight. */
  readonly above: number;
}

/** What a memory view remembers while another tab is in front of it. */
export interface ViewPlace {
  top: TopPlace;
  /** Ranges of absolute rows that the user has unfolded. */
  opened: RowRun[];
  /** By page: runs of zero rows that the user wants to see. */
  shownZeros: Map<number, RowRun[]>;
}

/** A place at the start of a space. */
export function startPlace(): ViewPlace {
  return reactive({ top: { row: 0, above: 1 }, opened: [], shownZeros: new Map<number, RowRun[]>() });
}

/** Folds everything again. */
export function foldAgain(place: ViewPlace): void {
  place.opened = [];
  place.shownZeros = new Map();
}
