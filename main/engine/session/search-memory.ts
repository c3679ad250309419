import { DOCUMENT_SOURCE, type SearchRequest } from '../../../shared/memory-types';
import type { ProvenanceName } from '../../../shared/provenance';
import { FailureError } from '../../../shared/result';
import { compileSearch } from '../search/compile';
import type { FindBytes, Matcher } from '../search/matcher';
import { Search } from '../search/search';
import { MatchPages } from './search/match-pages';
import { checkAlign, searchPlaces } from './search/search-places';
import type { Workbench } from './workbench';

/** What to look for in the document's memory, and where. */
export interface SearchQuery extends Omit<SearchRequest, 'side'> {
  readonly moment: number;
  /** The search ends when there are more matches. */
  readonly limit: number;
}

/** One place where something stands. */
export interface SearchMatch {
  /** In the space that was searched. */
  readonly address: string;
  /** Physical address of the first byte; `null` where there is none. */
  readonly phys: string | null;
  /** Whose page or frame it is, e.g. `LOAD 2 copy`. */
  readonly owner: string;
  readonly provenance: ProvenanceName;
  /** Bytes of the match, where matches of the search differ in that. */
  readonly length?: number;
}

/** How a search ended. */
export interface SearchOutcome {
  readonly matches: number;
  /** Whether everything was searched; else there are more matches than the limit. */
  readonly complete: boolean;
  /** Bytes of touched memory, of mapped memory or of the file that the search was about. */
  readonly bytes: number;
}

/** Who watches a search. */
export interface SearchWatch {
  readonly onMatch: (match: SearchMatch) => void;
  /** Bytes dealt with and of how many; may throw to end the search. */
  readonly onProgress?: (searched: number, total: number) => void;
}

/**
 * Searches the document's memory to the end, and tells every match, ascending.
 *
 * @throws FailureError `search.…` for a wrong query, `query.moment`
 */
export function searchMemory(bench: Workbench, query: SearchQuery, watch: SearchWatch): SearchOutcome {
  const { space, moment, align, limit, colours } = query;
  const matcher = checkedQuery(query, bench.host.find);
  const side = bench.side(DOCUMENT_SOURCE);
  const pages = new MatchPages(side, space, moment);
  const wanted = new Set(colours);
  let matches = 0;
  const search = new Search(matcher, searchPlaces(side, query), align, (position, length) => {
    if (wanted.size > 0 && !wanted.has(pages.provenanceOf(position))) return true;
    if (matches === limit) return false;
    matches++;
    watch.onMatch(describeMatch(pages, position, matcher.overlaps ? undefined : length));
    return true;
  });
  const pieces = search.pieces();
  let piece = pieces.next();
  for (; piece.done !== true; piece = pieces.next()) watch.onProgress?.(search.done, search.total);
  if (search.unreadable > 0) throw unreadable(search.unreadable);
  return { matches, complete: piece.value, bytes: search.total };
}

/**
 * What finds what a query asks for.
 *
 * @throws FailureError `search.…` where the query is wrong
 */
export function checkedQuery(
  { what, align, limit }: Pick<SearchQuery, 'what' | 'align' | 'limit'>,
  find: FindBytes,
): Matcher {
  const matcher = compileSearch(what, find);
  checkAlign(align);
  if (!(Number.isInteger(limit) && limit >= 1)) {
    throw new FailureError('search.limit', `A search cannot end after ${limit} matches.`, 'Give 1 or more.');
  }
  return matcher;
}

function describeMatch(pages: MatchPages, position: number, length: number | undefined): SearchMatch {
  const page = pages.pageOf(position);
  return {
    address: pages.addressOf(position),
    phys: pages.physOf(position),
    owner: page?.owner.title ?? '',
    provenance: page?.owner.provenance ?? 'free',
    ...(length !== undefined && { length }),
  };
}

function unreadable(bytes: number): FailureError {
  return new FailureError(
    'search.unreadable',
    `${bytes} bytes could not be read, so that this is not all that there may be.`,
    'Look at the disk that the memory image is on, and search again.',
  );
}
