import type { PageView } from '../../../shared/view-types';

/** A page's content and the moment that it belongs to. */
interface Kept {
  readonly view: PageView;
  readonly moment: number;
}

/**
 * Pages of one memory space as they were at some moments, for one load: least recently used out first. Besides
 * it knows the content that came last for each page, which stays on the screen until a newer one arrives.
 */
export class PageCache {
  private readonly exact = new Map<string, Kept>();
  private readonly last = new Map<number, Kept>();

  /** @param limit how many pages of 8 KiB (bytes and provenance) are kept. */
  constructor(private readonly limit = 512) {}

  /** The page as it was at exactly this moment. */
  at(page: number, moment: number): PageView | null {
    const key = `${page}:${moment}`;
    const kept = this.exact.get(key);
    if (!kept) return null;
    // Re-inserted: the map's order is the order of use.
    this.exact.delete(key);
    this.exact.set(key, kept);
    return kept.view;
  }

  has(page: number, moment: number): boolean {
    return this.exact.has(`${page}:${moment}`);
  }

  /** The page at this moment, else what came last for it. */
  nearest(page: number, moment: number): PageView | null {
    return this.at(page, moment) ?? this.last.get(page)?.view ?? null;
  }

  put(view: PageView, moment: number): void {
    const kept: Kept = { view, moment };
    this.exact.delete(`${view.page}:${moment}`);
    this.exact.set(`${view.page}:${moment}`, kept);
    this.last.delete(view.page);
    this.last.set(view.page, kept);
    trim(this.exact, this.limit);
    trim(this.last, this.limit);
  }

  clear(): void {
    this.exact.clear();
    this.last.clear();
  }
}

function trim<K>(map: Map<K, Kept>, limit: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= limit) return;
    map.delete(oldest);
  }
}

/** A run of pages for one request. */
export interface PageRequest {
  readonly first: number;
  readonly count: number;
}

/** Pages in one answer: 64 KiB of bytes, above which a transfer gets slower per byte. */
export const MAX_REQUEST_PAGES = 16;

/** Groups pages into as few requests as possible, in ascending order. */
export function requestsFor(pages: readonly number[]): PageRequest[] {
  const sorted = [...new Set(pages)].sort((a, b) => a - b);
  const requests: { first: number; count: number }[] = [];
  for (const page of sorted) {
    const last = requests.at(-1);
    if (last && page === last.first + last.count && last.count < MAX_REQUEST_PAGES) last.count++;
    else requests.push({ first: page, count: 1 });
  }
  return requests;
}
