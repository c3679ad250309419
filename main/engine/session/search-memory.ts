import { hex, PAGE_SIZE, virtOfPage } from '../../../shared/address';
import type { ProvenanceName } from '../../../shared/provenance';
import { FailureError } from '../../../shared/result';
import type { FindBytes } from '../search/matcher';
import { parsePattern } from '../search/pattern';
import { searchRuns } from '../search/search';
import { searchedRuns, type SearchSpace } from '../search/spaces';
import type { LoadView } from '../trace/load-view';
import { memoryAt, type LastMemory } from '../trace/memory-at';
import { ownerProvenance, ownerTitle } from './pages/page-provenance';

/** What to look for, and where. */
export interface SearchQuery {
  /** As people write it, see `parsePattern`. */
  readonly pattern: string;
  readonly space: SearchSpace;
  readonly moment: number;
  /** Only matches at multiples of it, a power of two up to 4096. */
  readonly align: number;
  /** The search ends when there are more matches. */
  readonly limit: number;
}

/** One place where the pattern stands. */
export interface SearchMatch {
  /** In the space that was searched. */
  readonly address: string;
  /** Physical address of the first byte. */
  readonly phys: string;
  /** Whose page or frame it is, e.g. `LOAD 2 copy`. */
  readonly owner: string;
  readonly provenance: ProvenanceName;
}

/** How a search ended. */
export interface SearchOutcome {
  readonly matches: number;
  /** Whether everything was searched; else there are more matches than the limit. */
  readonly complete: boolean;
  /** Bytes of touched (or mapped) memory that the search was about. */
  readonly bytes: number;
}

/** Who watches a search, and what it is done with. */
export interface SearchWatch {
  readonly find: FindBytes;
  readonly onMatch: (match: SearchMatch) => void;
  /** Bytes dealt with and of how many; may throw to end the search. */
  readonly onProgress?: (searched: number, total: number) => void;
}

/**
 * Looks for a pattern in memory as it is at a moment, and tells every match, ascending.
 *
 * @throws FailureError `search.pattern`, `search.align`, `search.limit`
 */
export function searchMemory(
  view: LoadView,
  memory: LastMemory,
  query: SearchQuery,
  watch: SearchWatch,
): SearchOutcome {
  const { space, moment, align, limit } = query;
  const pattern = parsePattern(query.pattern);
  checkSearchBounds(query);
  const runs = searchedRuns(view, space, moment);
  const total = runs.reduce((sum, run) => sum + run.count * PAGE_SIZE, 0);
  let matches = 0;
  const complete = searchRuns({
    pattern,
    memory: memoryAt(view, memory, moment),
    runs,
    align,
    find: watch.find,
    onMatch: (page, offset) => {
      if (matches === limit) return false;
      matches++;
      watch.onMatch(describeMatch(view, space, page, offset, moment));
      return true;
    },
    onProgress: (bytes) => watch.onProgress?.(bytes, total),
  });
  return { matches, complete, bytes: total };
}

function describeMatch(
  view: LoadView,
  space: SearchSpace,
  page: number,
  offset: number,
  moment: number,
): SearchMatch {
  const virtual = space === 'virtual';
  const frame = virtual ? (view.tables.translate(page, moment)?.frame ?? 0) : page;
  const owner = virtual ? view.owners.ownerOfPage(page, frame, moment) : view.owners.ownerOf(frame, moment);
  const mappedAs = virtual ? page : null;
  const phys = hex(frame * PAGE_SIZE + offset);
  return {
    address: virtual ? hex(virtOfPage(page, offset)) : phys,
    phys,
    owner: ownerTitle(owner, mappedAs),
    provenance: ownerProvenance(owner, mappedAs),
  };
}

/**
 * Checks the numbers of a query.
 *
 * @throws FailureError `search.align`, `search.limit`
 */
export function checkSearchBounds({ align, limit }: Pick<SearchQuery, 'align' | 'limit'>): void {
  if (!(Number.isInteger(Math.log2(align)) && align >= 1 && align <= PAGE_SIZE)) {
    throw new FailureError(
      'search.align',
      `Matches cannot be aligned to ${align} bytes.`,
      `Give a power of two from 1 to ${PAGE_SIZE}.`,
    );
  }
  if (!(Number.isInteger(limit) && limit >= 1)) {
    throw new FailureError('search.limit', `A search cannot end after ${limit} matches.`, 'Give 1 or more.');
  }
}
