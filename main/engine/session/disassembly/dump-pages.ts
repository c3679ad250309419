import { PAGE_COUNT, PAGE_SIZE } from '../../../../shared/address';
import { RIGHT } from '../../../../shared/table-types';
import { pagesPerEntry } from '../../paging/page-table';
import type { PageSpan, SpaceReader } from '../sides/side';
import type { MappedTree } from '../tables/mapped-tree';
import { keptPages, type CodePage, type CodePages } from './code-pages';

/** Which frames of a dump the pages of an address space show. */
interface Shown extends Pick<CodePages, 'next' | 'previous'> {
  /** The frame behind a page, and why it cannot be executed; `null` where the dump has none. */
  frameOf(page: number): { readonly frame: number; readonly forbidden: string } | null;
}

/** A dump of virtual memory: a page is its own frame, and nothing is known of its rights. */
export function placedPages(reader: SpaceReader): CodePages {
  const { first, count } = spanOf(reader);
  const end = first + count;
  return new DumpPages(reader, {
    frameOf: (page) => (page >= first && page < end ? { frame: page, forbidden: '' } : null),
    next: (page) => (page < end ? Math.max(page, first) : PAGE_COUNT),
    previous: (page) => (page >= first ? Math.min(page, end - 1) : -1),
  });
}

/** A dump of physical memory, through page tables in it. */
export function mappedPages(reader: SpaceReader, mapped: MappedTree): CodePages {
  const { page: firsts, frame: frames, level, rights, count } = mapped.leaves;
  const dump = spanOf(reader);
  /** The pages of a leaf whose frames the dump has: the first, and the one behind the last. */
  const within = (leaf: number): { readonly first: number; readonly end: number } => {
    const [page, frame] = [firsts[leaf] as number, frames[leaf] as number];
    const size = pagesPerEntry(level[leaf] as number);
    const skipped = Math.max(dump.first - frame, 0);
    return { first: page + skipped, end: page + Math.min(size, dump.first + dump.count - frame) };
  };
  return new DumpPages(reader, {
    frameOf(page) {
      const leaf = mapped.leafFrom(page);
      if (leaf >= count) return null;
      const { first, end } = within(leaf);
      if (page < first || page >= end) return null;
      const isAllowed = ((rights[leaf] as number) & RIGHT.execute) !== 0;
      const frame = (frames[leaf] as number) + page - (firsts[leaf] as number);
      return { frame, forbidden: isAllowed ? '' : 'the page is not executable' };
    },
    next(page) {
      for (let leaf = mapped.leafFrom(page); leaf < count; leaf++) {
        const { first, end } = within(leaf);
        if (Math.max(first, page) < end) return Math.max(first, page);
      }
      return PAGE_COUNT;
    },
    previous(page) {
      for (let leaf = Math.min(mapped.leafFrom(page), count - 1); leaf >= 0; leaf--) {
        const { first, end } = within(leaf);
        if (first < end && first <= page) return Math.min(end - 1, page);
      }
      return -1;
    },
  });
}

/** The pages of a dump, which is one file at one place. */
function spanOf(reader: SpaceReader): PageSpan {
  const [run] = reader.runs(0, Infinity);
  return run ?? { first: 0, count: 0 };
}

/** Pages of a dump. Its bytes are read anew for each question: a file may change. */
class DumpPages implements CodePages {
  readonly page = keptPages((page) => this.read(page));

  constructor(
    private readonly reader: SpaceReader,
    private readonly shown: Shown,
  ) {}

  next(page: number): number {
    return this.shown.next(page);
  }

  previous(page: number): number {
    return this.shown.previous(page);
  }

  private read(page: number): CodePage | null {
    const found = this.shown.frameOf(page);
    if (found === null) return null;
    const { frame, forbidden } = found;
    const bytes = new Uint8Array(PAGE_SIZE);
    this.reader.readPages(frame, bytes);
    return {
      page,
      frame,
      bytes: bytes.subarray(0, this.reader.lengthOf(frame)),
      relocated: null,
      forbidden,
    };
  }
}
