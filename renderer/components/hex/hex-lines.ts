/** What the hex grid draws: plain data, ready for the screen, one object a line. */

/** One byte of a row. */
export interface HexCell {
  /** Two digits, `??` where the byte cannot be read, empty where none exists. */
  readonly text: string;
  /** Classes of the cell: provenance, zero, changed, next, selected. */
  readonly classes: string;
  /** Name for screen readers. */
  readonly name: string;
  /** What the byte was, where the op at this moment changed it: shown on hover. */
  readonly was: string | null;
}

/** A run of characters of the text column. */
export interface TextRun {
  readonly text: string;
  readonly tone: 'plain' | 'off' | 'changed';
}

/** A run of characters of the Meaning column. */
export interface MeaningRun {
  readonly text: string;
  readonly tone: 'plain' | 'strong' | 'now';
}

export interface HexRowLine {
  readonly kind: 'row';
  /** The line's unit in the layout. */
  readonly key: number;
  /** Absolute row in the space. */
  readonly row: number;
  readonly zeros: string;
  readonly address: string;
  /** 16 cells; `null` while the bytes are not known. */
  readonly cells: readonly HexCell[] | null;
  readonly text: readonly TextRun[];
  readonly meaning: readonly MeaningRun[];
}

export interface HexHeaderLine {
  readonly kind: 'header';
  readonly key: number;
  readonly page: number;
  readonly provenance: string;
  readonly address: string;
  readonly title: string;
  readonly detail: string;
  readonly note: string;
  /** The op at this moment changed the page, or wanted it and was refused: the header has that colour. */
  readonly tone: 'plain' | 'now' | 'failed';
}

export interface HexFoldLine {
  readonly kind: 'fold';
  readonly key: number;
  readonly start: number;
  readonly end: number;
  readonly range: string;
  readonly text: string;
  readonly open: boolean;
  /** `null`: there is nothing to show. */
  readonly action: 'Show' | 'Hide' | null;
  /** The cursor stands on it. */
  readonly current: boolean;
}

export type HexLine = HexRowLine | HexHeaderLine | HexFoldLine;
