import type { FrameIndex } from './frame-index';
import type { TablesAt } from './tables-at';

/** The levels of page tables by frame, for loops over all ops: a look into an array, not into a map. */
export class TableLevels {
  private readonly levels: Uint8Array;

  constructor(
    private readonly index: FrameIndex,
    tables: TablesAt,
  ) {
    this.levels = new Uint8Array(index.size);
    for (const [frame, { level }] of tables.tables()) {
      const ordinal = index.ordinal(frame);
      if (ordinal >= 0) this.levels[ordinal] = level;
    }
  }

  /** Level of the page table in a frame that the load wrote to, 4 to 1; 0 where it is none. */
  of(frame: number): number {
    const ordinal = this.index.ordinal(frame);
    return ordinal < 0 ? 0 : (this.levels[ordinal] as number);
  }
}
