/** What is drawn on bytes beyond their colour: matches, marks, structures, edits, differences. */

/** A run of decorated bytes. Later runs lie over earlier ones. */
export interface ByteRun {
  /** Position of the first byte, and of the one behind the last. */
  readonly first: number;
  readonly end: number;
  /**
   * Class of the cells, e.g. `hit`, `mark-blue`, `field-odd`, `edited`. Cells without a neighbour of the run on their left
   * or right, as they are drawn, also get `-first`, `-last`: outlines close at the gaps between octets and groups.
   */
  readonly look: string;
  /** For the names of the cells, e.g. `match 3`; may be empty. */
  readonly name: string;
  /** For the tooltip; may be empty. */
  readonly tip: string;
}

/** Bytes in sight of a view. */
export interface SightRange {
  readonly first: number;
  readonly end: number;
}
