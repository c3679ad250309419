/** What the hex grid draws: plain data, ready for the screen, one object a line. */

/** How rows are cut into cells; the same for all rows of a view. Widths and places are in characters of the font. */
export interface HexColumns {
  readonly rowBytes: number;
  /** Bytes of a cell: 1, or those of a group that is drawn as one number. */
  readonly cellBytes: number;
  /** The cells from left to right. */
  readonly cells: readonly HexColumn[];
  /** Of all cells together. */
  readonly width: number;
  readonly addressWidth: number;
  /** 0: there is no such column. */
  readonly symbolWidth: number;
  readonly showText: boolean;
  readonly showMeaning: boolean;
}

/** A column of cells. */
export interface HexColumn {
  /** Byte of the row that the cell begins with; numbers with the lowest byte first are drawn from their last. */
  readonly column: number;
  /** Where its text begins: half a character behind this, so that it is a whole number. */
  readonly textStart: number;
  /** Where the cell itself begins. */
  readonly start: number;
  readonly width: number;
  readonly digits: number;
  /** What stands above it. */
  readonly name: string;
}

/** One cell of a row: a byte, or a group of bytes that is drawn as one number. */
export interface HexCell {
  /** Classes of each of its bytes, in drawn order: changed, next, selected, decorations. Mostly empty. */
  readonly looks: readonly string[];
  readonly selected: boolean;
  /** Name for screen readers; made when it is asked for, as is the tip: a view has thousands of cells. */
  readonly name: string;
  /** Shown on hover: what the byte was, where the op at this moment changed it, and what decorations say. */
  readonly tip: string;
}

/**
 * Characters that are drawn over cells or the text column: as many texts as there are tones, of which each has spaces
 * where the others have something. That is far cheaper to lay out than an element for each byte.
 */
export interface ToneTexts {
  readonly plain: string;
  readonly off: string;
  readonly changed: string;
  readonly edited: string;
}

/** A character of several bytes, or of a width that no font promises: it has a box of its own. */
export interface TextBox {
  /** First character cell of the text column, and how many it takes. */
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

/** A run of bytes of one colour behind the cells: a row has few of them, so that few elements change when it is scrolled. */
export interface HexTint {
  /** Characters from the first cell on. */
  readonly start: number;
  readonly width: number;
  readonly look: string;
}

/** A run of bytes with a look behind the text column. */
export interface TextMark {
  readonly at: number;
  readonly length: number;
  readonly look: string;
}

export interface HexText {
  readonly tones: ToneTexts;
  readonly boxes: readonly TextBox[];
  readonly marks: readonly TextMark[];
  /** The whole text for screen readers. */
  readonly name: string;
}

/** A run of characters of the Meaning column. */
export interface MeaningRun {
  readonly text: string;
  readonly tone: 'plain' | 'strong' | 'now';
}

/** What stands in the address column. */
export interface HexAddress {
  /** Redundant leading zeros, or what the address counts from. */
  readonly lead: string;
  readonly digits: string;
  /** For screen readers: always with the address itself. */
  readonly name: string;
}

export interface HexRowLine {
  readonly kind: 'row';
  /** The line's unit in the layout. */
  readonly key: number;
  /** Absolute row in the space, and the position of its first byte. */
  readonly row: number;
  readonly position: number;
  readonly address: HexAddress;
  readonly symbol: string;
  /** In drawn order; `null` while the bytes are not known. */
  readonly cells: readonly HexCell[] | null;
  readonly tints: readonly HexTint[];
  readonly digits: ToneTexts;
  readonly text: HexText;
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
  /** Position of the first byte, and of the one behind the last. */
  readonly first: number;
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
