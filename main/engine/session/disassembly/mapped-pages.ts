import { PAGE_COUNT, PAGE_SIZE } from '../../../../shared/address';
import {
  ENTRY_COUNT,
  flagsOf,
  frameOf,
  NO_EXECUTE,
  pagesPerEntry,
  PRESENT,
  tableIndex,
} from '../../paging/page-table';
import { SPAN, OP } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import { keptPages, type CodePage, type CodePages } from './code-pages';

/** The pages of a kernel's address space at a moment. */
export class MappedPages implements CodePages {
  /** `null` where none is mapped, or there is no memory behind it. */
  readonly page = keptPages((page) => this.read(page));

  constructor(
    readonly view: LoadView,
    readonly moment: number,
  ) {}

  next(page: number): number {
    let at = page;
    while (at < PAGE_COUNT) {
      const found = this.nextEntry(this.view.rootFrame, 4, 0, at);
      if (found >= PAGE_COUNT || this.page(found) !== null) return found;
      at = found + 1;
    }
    return PAGE_COUNT;
  }

  previous(page: number): number {
    let at = page;
    while (at >= 0) {
      const found = this.previousEntry(this.view.rootFrame, 4, 0, at);
      if (found < 0 || this.page(found) !== null) return found;
      at = found - 1;
    }
    return -1;
  }

  /** The first page at or behind `from` that a table maps; `PAGE_COUNT` for none. */
  private nextEntry(table: number, level: number, firstPage: number, from: number): number {
    const span = pagesPerEntry(level);
    for (
      let index = from <= firstPage ? 0 : Math.floor((from - firstPage) / span);
      index < ENTRY_COUNT;
      index++
    ) {
      const below = this.below(table, level, index);
      if (below < 0) continue;
      if (level === 1) return firstPage + index;
      const found = this.nextEntry(below, level - 1, firstPage + index * span, from);
      if (found < PAGE_COUNT) return found;
    }
    return PAGE_COUNT;
  }

  private previousEntry(table: number, level: number, firstPage: number, from: number): number {
    const span = pagesPerEntry(level);
    for (let index = Math.min(ENTRY_COUNT - 1, Math.floor((from - firstPage) / span)); index >= 0; index--) {
      const below = this.below(table, level, index);
      if (below < 0) continue;
      if (level === 1) return firstPage + index;
      const found = this.previousEntry(below, level - 1, firstPage + index * span, from);
      if (found >= 0) return found;
    }
    return -1;
  }

  /** The frame that an entry names; -1 where it names none. */
  private below(table: number, level: number, index: number): number {
    const words = this.view.tables.words(table, this.moment);
    const [low, high] = [words[index * 2] as number, words[index * 2 + 1] as number];
    const isUsed = level === 1 ? (low | high) !== 0 : (low & PRESENT) !== 0;
    return isUsed ? frameOf(low, high) : -1;
  }

  private read(page: number): CodePage | null {
    const { view, moment } = this;
    const mapped = view.tables.translate(page, moment);
    if (mapped === null || mapped.frame >= view.frameCount) return null;
    const { frame } = mapped;
    const bytes = new Uint8Array(PAGE_SIZE);
    view.frames.copy(frame, moment, bytes);
    return { page, frame, bytes, relocated: this.relocations(frame), forbidden: this.forbidden(page) };
  }

  private forbidden(page: number): string {
    const { view, moment } = this;
    let table = view.rootFrame;
    for (let level = 4; level >= 1; level--) {
      const { low, high } = view.tables.entry(table, tableIndex(page, level), moment);
      const flags = flagsOf(low, high);
      if ((flags & PRESENT) === 0) return 'the page is not present';
      if ((flags & NO_EXECUTE) !== 0) return 'the page is not executable';
      table = frameOf(low, high);
    }
    return '';
  }

  /** Which bytes of a frame relocations wrote last. */
  private relocations(frame: number): Uint32Array | null {
    const { view, moment } = this;
    const { ops, spans } = view.trace;
    let found: Uint32Array | null = null;
    for (const op of view.image.index.writesBefore(frame, moment)) {
      const kind = ops.kind[op];
      if (kind === OP.frameCopied || kind === OP.frameZeroed) found = null;
      else if (kind === OP.bytesZeroed && found !== null) {
        const at = ops.at[op] as number;
        found.fill(0, at, at + (ops.low[op] as number));
      } else if (kind === OP.bytesWritten && spans.kind[ops.span[op] as number] === SPAN.relocation) {
        found ??= new Uint32Array(PAGE_SIZE);
        const at = ops.at[op] as number;
        found.fill(op + 1, at & 0xffff, (at & 0xffff) + (at >>> 16));
      }
    }
    return found;
  }
}
