/** The port through which code is read: the pages of an address space at a moment. */

/** A page of the address space with its bytes. */
export interface CodePage {
  readonly page: number;
  readonly frame: number;
  /** Fewer than a page has where memory ends in it. */
  readonly bytes: Uint8Array;
  /** For each byte 1 + the op by which a relocation wrote it, 0 for none; `null`: none wrote to the page. */
  readonly relocated: Uint32Array | null;
  /** Why the processor would refuse to execute it, in words; empty where it would not. */
  readonly forbidden: string;
}

/** Pages with bytes, and the holes between them. */
export interface CodePages {
  /** A page with its bytes; `null` where there are none. */
  page(page: number): CodePage | null;
  /** The first page at or behind `page` that has bytes; `PAGE_COUNT` where there is none. */
  next(page: number): number;
  /** The last page at or before `page` that has bytes; -1 where there is none. */
  previous(page: number): number;
}
