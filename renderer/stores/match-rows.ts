import { ref, type Ref } from 'vue';
import type { SearchRow, SearchState } from '../../shared/memory-types';
import { call } from '../api/client';
import { beginPending } from '../composables/pending';

/** Rows that are asked for together, and how many such pages are kept: some screens' worth. */
const PAGE_ROWS = 100;
const MOST_PAGES = 40;

/** Rows of the matches, as far as they were asked for lately. */
export interface MatchRows {
  /** Grows when rows arrive: what {@link row} answers has changed. */
  readonly version: Ref<number>;
  /** A row; `null` until it has arrived. */
  row(index: number): SearchRow | null;
  /** A row, waited for; `null` where there is none any more. */
  one(index: number): Promise<SearchRow | null>;
  clear(): void;
}

/** @param state how far the search is whose matches they are */
export function createMatchRows(state: () => SearchState | null): MatchRows {
  const version = ref(0);
  const pages = new Map<number, readonly SearchRow[]>();
  const asked = new Set<number>();
  let generation = 0;

  async function fetchPage(page: number): Promise<readonly SearchRow[]> {
    const job = state()?.job;
    if (job === undefined) return [];
    const mine = generation;
    asked.add(page);
    const end = beginPending();
    try {
      const rows = await call('search.rows', { job, first: page * PAGE_ROWS, count: PAGE_ROWS });
      if (mine !== generation) return [];
      pages.delete(page);
      pages.set(page, rows);
      for (const oldest of pages.keys()) {
        if (pages.size <= MOST_PAGES) break;
        pages.delete(oldest);
      }
      version.value += 1;
      return rows;
    } catch {
      // The question for how far the search is fails as well, and says why.
      return [];
    } finally {
      if (mine === generation) asked.delete(page);
      end();
    }
  }

  /** Rows that a page has by now. */
  function due(page: number): number {
    return Math.min(PAGE_ROWS, (state()?.matches ?? 0) - page * PAGE_ROWS);
  }

  function row(index: number): SearchRow | null {
    const page = Math.floor(index / PAGE_ROWS);
    const known = pages.get(page);
    const isWhole = known !== undefined && known.length >= due(page);
    if (!isWhole && !asked.has(page)) void fetchPage(page);
    return known?.[index % PAGE_ROWS] ?? null;
  }

  async function one(index: number): Promise<SearchRow | null> {
    const page = Math.floor(index / PAGE_ROWS);
    const known = pages.get(page)?.[index % PAGE_ROWS];
    return known ?? (await fetchPage(page))[index % PAGE_ROWS] ?? null;
  }

  function clear(): void {
    generation += 1;
    pages.clear();
    asked.clear();
    version.value += 1;
  }

  return { version, row, one, clear };
}
