/** Bytes of a space (or of a page) by position: rows of any size are made from them. */
export interface ByteExtent {
  readonly first: number;
  /** The one behind the last. */
  readonly end: number;
}
