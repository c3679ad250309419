/** The port through which code is read: the pages of an address space at a moment. */
import { PAGE_COUNT } from '../../../../shared/address';

/** Pages whose bytes are kept. */
const KEPT = 64;

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

/** A page of an address space by its number, read once while it is kept: lines ask for the same few again and again. */
export function keptPages(read: (page: number) => CodePage | null): CodePages['page'] {
  const pages = new Map<number, CodePage | null>();
  return (page) => {
    const known = pages.get(page);
    if (known !== undefined) return known;
    const made = page >= 0 && page < PAGE_COUNT ? read(page) : null;
    if (pages.size >= KEPT) pages.clear();
    pages.set(page, made);
    return made;
  };
}
