/**
 * When cells get their names for screen readers. A view has thousands of cells, and most of what a frame of scrolling took
 * was their names, which nobody can hear at that speed: rows that come in large numbers are named when they rest. Until
 * then they say that they are busy, and their cells, which have names of other bytes, are not told. A row with the cursor
 * names its cells itself, before it gets the focus.
 */

/** A row that awaits names. */
export interface Unnamed {
  writeNames(): void;
  /** Says whether its cells have their names. */
  tellBusy(): void;
}

/** Rows of one update that are named within it: a step, or a line scrolled by a key. */
const AT_ONCE = 4;
/** After so many milliseconds without rows: longer than between two repeats of a held key or two turns of a wheel. */
const REST = 80;
/** Milliseconds of naming after which others have their turn. */
const PIECE = 4;

export class NameQueue {
  /** Rows of the update under way. */
  private fresh = new Set<Unnamed>();
  private readonly waiting = new Set<Unnamed>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private movedAt = -Infinity;

  /** The row was drawn and its cells have other names now. */
  add(row: Unnamed): void {
    if (this.fresh.size === 0) queueMicrotask(() => this.sort());
    this.fresh.add(row);
  }

  /** The row has its names, or is out of sight. */
  remove(row: Unnamed): void {
    this.fresh.delete(row);
    this.waiting.delete(row);
  }

  private sort(): void {
    const rows = this.fresh;
    this.fresh = new Set();
    const now = performance.now();
    const quick = now - this.movedAt < REST;
    this.movedAt = now;
    if (rows.size <= AT_ONCE) {
      for (const row of rows) row.writeNames();
      return;
    }
    for (const row of rows) {
      this.waiting.add(row);
      row.tellBusy();
    }
    clearTimeout(this.timer);
    // A single jump has its names right behind its frame.
    this.timer = setTimeout(() => this.write(), quick ? REST : 0);
  }

  private write(): void {
    const end = performance.now() + PIECE;
    for (const row of this.waiting) {
      row.writeNames();
      if (performance.now() >= end) break;
    }
    if (this.waiting.size > 0) this.timer = setTimeout(() => this.write());
  }
}

/** That of all grids of the window: they share its frames. */
export const nameQueue = new NameQueue();
