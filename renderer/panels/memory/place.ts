import { reactive } from 'vue';
import type { ByteExtent } from './byte-extent';

/**
 * The line at the top of a view, told so that it stays the same place when rows above are folded or shown, or get
 * another size.
 */
export interface TopPlace {
  /** A byte of the first row at or below the top line. */
  readonly position: number;
  /** How many headers and bars of open folds above it are in sight. */
  readonly above: number;
}

/** What a memory view remembers while another tab is in front of it. */
export interface ViewPlace {
  top: TopPlace;
  /** What the user has unfolded. */
  opened: ByteExtent[];
  /** By page: zeros that the user wants to see, from the start of the page. */
  shownZeros: Map<number, ByteExtent[]>;
}

/** A place at the start of a space. */
export function startPlace(): ViewPlace {
  return reactive({
    top: { position: 0, above: 1 },
    opened: [],
    shownZeros: new Map<number, ByteExtent[]>(),
  });
}

/** Folds everything again. */
export function foldAgain(place: ViewPlace): void {
  place.opened = [];
  place.shownZeros = new Map();
}
