/** Places in the disassembly, as the ways back remember them. */

/** A line of code by a byte of it, or the label above it. */
export interface CodeAnchor {
  readonly position: number;
  readonly part: 'label' | 'code';
}

/** Bytes of a line of code. */
export interface LineBytes {
  readonly first: number;
  readonly end: number;
}

/** The lines of code that are selected: from where the selection began to where it was drawn to. */
export interface SelectedLines {
  readonly from: LineBytes;
  readonly to: LineBytes;
}

/** Where the disassembly is. */
export interface CodePlace {
  /** Whose code. */
  readonly source: number;
  /** The line of the keyboard; where that is out of sight, the line at the top. */
  readonly position: number;
  /** A line begins there. */
  readonly exact: boolean;
  /** The line at the top; `null`: before anything was shown. */
  readonly top: CodeAnchor | null;
  /** The selected lines; `null` for none. */
  readonly selected: SelectedLines | null;
}

/** The disassembly: it has a place of its own beside what is selected in the window. */
export interface CodeKeeper {
  /** Where it is; `null` while it is not in front. */
  here(): CodePlace | null;
  /** Goes there; what was selected in the window is selected already. @param inFront it is to come to the front */
  show(place: CodePlace, inFront: boolean): void;
}
