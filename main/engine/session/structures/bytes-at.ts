import { PAGE_SIZE } from '../../../../shared/address';

/** Some bytes of a space at a moment. */
export class BytesAt {
  private readonly bytes: Uint8Array<ArrayBuffer>;
  /** One for each page from the first on: 1 where it is there. */
  private readonly there: Uint8Array;
  private readonly first: number;
  private readonly end: number;

  /**
   * Reads `length` bytes from position `first` on.
   *
   * @param end the position behind the last byte of the space
   * @param readPage reads a page; `false` where it is not there, or cannot be read
   */
  constructor(
    { first, length, end }: { readonly first: number; readonly length: number; readonly end: number },
    readPage: (page: number, out: Uint8Array) => boolean,
  ) {
    const firstPage = Math.floor(first / PAGE_SIZE);
    const pages = Math.ceil((first + length) / PAGE_SIZE) - firstPage;
    this.first = firstPage * PAGE_SIZE;
    this.end = end;
    this.bytes = new Uint8Array(pages * PAGE_SIZE);
    this.there = new Uint8Array(pages);
    for (let i = 0; i < pages; i++) {
      const out = this.bytes.subarray(i * PAGE_SIZE, (i + 1) * PAGE_SIZE);
      if (readPage(firstPage + i, out)) this.there[i] = 1;
    }
  }

  /** `length` bytes from a position on; `null` where one of them is not there, or was not read. */
  at(position: number, length: number): DataView | null {
    const start = position - this.first;
    const end = start + length;
    if (start < 0 || end > this.bytes.length || position + length > this.end) return null;
    for (let page = Math.floor(start / PAGE_SIZE); page * PAGE_SIZE < end; page++) {
      if (this.there[page] === 0) return null;
    }
    return new DataView(this.bytes.buffer, start, length);
  }
}
