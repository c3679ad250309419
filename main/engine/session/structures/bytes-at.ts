import { PAGE_SIZE } from '../../../../shared/address';
import type { MemorySpace } from '../../../../shared/view-types';
import type { LoadView } from '../../trace/load-view';
import { frameBehind } from '../pages/page-view';

/** Some bytes of a space at a moment. */
export class BytesAt {
  private readonly bytes: Uint8Array<ArrayBuffer>;
  /** One for each page from the first on: 1 where it is there. */
  private readonly there: Uint8Array;

  /** Reads `length` bytes from position `first` on. */
  constructor(
    private readonly view: LoadView,
    private readonly space: MemorySpace,
    private readonly first: number,
    length: number,
    moment: number,
  ) {
    const firstPage = Math.floor(first / PAGE_SIZE);
    const pages = Math.ceil((first + length) / PAGE_SIZE) - firstPage;
    this.first = firstPage * PAGE_SIZE;
    this.bytes = new Uint8Array(pages * PAGE_SIZE);
    this.there = new Uint8Array(pages);
    for (let i = 0; i < pages; i++) {
      const out = this.bytes.subarray(i * PAGE_SIZE, (i + 1) * PAGE_SIZE);
      if (this.readPage(firstPage + i, moment, out)) this.there[i] = 1;
    }
  }

  /** `length` bytes from a position on; `null` where one of them is not there, or was not read. */
  at(position: number, length: number): DataView | null {
    const start = position - this.first;
    const end = start + length;
    if (start < 0 || end > this.bytes.length || this.endsBefore(position + length)) return null;
    for (let page = Math.floor(start / PAGE_SIZE); page * PAGE_SIZE < end; page++) {
      if (this.there[page] === 0) return null;
    }
    return new DataView(this.bytes.buffer, start, length);
  }

  private endsBefore(end: number): boolean {
    return this.space === 'file' && end > this.view.elf.length;
  }

  private readPage(page: number, moment: number, out: Uint8Array): boolean {
    const { view, space } = this;
    if (space === 'file') {
      out.set(view.elf.subarray(page * PAGE_SIZE, (page + 1) * PAGE_SIZE));
      return true;
    }
    const frame = frameBehind(view, space, page, moment);
    if (frame === null || frame >= view.frameCount) return false;
    view.frames.copy(frame, moment, out);
    return true;
  }
}
