import type { PageView } from '../../../shared/view-types';

/**
 * Pages of one memory space in some states (a side at a moment), for one load: least recently used out first. Besides
 * it knows the content that came last for each page, which stays on the screen until a newer one arrives.
 */
export class PageCache {
  private readonly exact = new Map<string, PageView>();
  private readonly last = new Map<number, PageView>();

  /** @param limit how many pages of 8 KiB (bytes and provenance) are kept. */
  constructor(private readonly limit = 512) {}

  /** The page in exactly this state. */
  at(page: number, state: string): PageView | null {
    const key = `${page}:${state}`;
    const kept = this.exact.get(key);
    if (!kept) return null;
    // Re-inserted: the map's order is the order of use.
    this.exact.delete(key);
    this.exact.set(key, kept);
    return kept;
  }

  has(page: number, state: string): boolean {
    return this.exact.has(`${page}:${state}`);
  }

  /** The page in this state, else what came last for it. */
  nearest(page: number, state: string): PageView | null {
    return this.at(page, state) ?? this.last.get(page) ?? null;
  }

  put(view: PageView, state: string): void {
    const key = `${view.page}:${state}`;
    this.exact.delete(key);
    this.exact.set(key, view);
    this.last.delete(view.page);
    this.last.set(view.page, view);
    trim(this.exact, this.limit);
    trim(this.last, this.limit);
  }

  /** Forgets what came last for each page: another side is shown, and its bytes must not be taken for this one's. */
  forgetLast(): void {
    this.last.clear();
  }

  clear(): void {
    this.exact.clear();
    this.last.clear();
  }
}

function trim<K>(map: Map<K, PageView>, limit: number): void {
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
