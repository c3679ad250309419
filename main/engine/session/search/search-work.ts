import type { SearchRequest, SearchRow } from '../../../../shared/memory-types';
import { compileSearch } from '../../search/compile';
import type { FindBytes } from '../../search/matcher';
import { Search } from '../../search/search';
import type { Work } from '../jobs';
import { bytesOf } from '../sides/bytes-of';
import type { MemorySide } from '../sides/side';
import { MatchList } from './match-list';
import { MatchPages } from './match-pages';
import { checkAlign, searchPlaces } from './search-places';

/** Matches that are kept; a search with more is cut. */
export const MOST_MATCHES = 1_000_000;

/** Bytes of a match that its row shows. */
const SHOWN_BYTES = 16;

/** A search in the background. What it has found so far can be looked at at any time. */
export class SearchWork implements Work {
  readonly matches: MatchList;
  /** Whether there were more matches than are kept. */
  isCut = false;
  milliseconds = 0;
  private readonly search: Search;
  private readonly pieces: Generator<void, boolean, undefined>;
  private readonly pages: MatchPages;

  /** @throws FailureError `search.…` for a wrong request, `query.moment`, `query.space` */
  constructor(
    private readonly side: MemorySide,
    private readonly request: SearchRequest,
    find: FindBytes,
  ) {
    const { what, space, align, colours } = request;
    const { moment } = request.side;
    checkAlign(align);
    const matcher = compileSearch(what, find);
    this.matches = new MatchList(matcher.longest, matcher.overlaps);
    this.pages = new MatchPages(side, space, moment);
    const places = searchPlaces(side, { ...request, moment });
    const wanted = new Set(colours);
    const onMatch = (position: number, length: number): boolean => {
      if (wanted.size > 0 && !wanted.has(this.pages.provenanceOf(position))) return true;
      if (this.matches.length === MOST_MATCHES) {
        this.isCut = true;
        return false;
      }
      this.matches.push(position, length);
      return true;
    };
    this.search = new Search(matcher, places, align, onMatch);
    this.pieces = this.search.pieces();
  }

  get done(): number {
    return this.search.done;
  }

  get total(): number {
    return this.search.total;
  }

  /** Bytes that could not be read. */
  get unreadable(): number {
    return this.search.unreadable;
  }

  piece(): boolean {
    const started = performance.now();
    const { done } = this.pieces.next();
    this.milliseconds += performance.now() - started;
    return done !== true;
  }

  /** `count` matches from the `first` on, in words. */
  rows(first: number, count: number): SearchRow[] {
    const { matches } = this;
    const pages = new MatchPages(this.side, this.request.space, this.request.side.moment);
    const rows: SearchRow[] = [];
    const end = Math.min(first + count, matches.length);
    for (let index = first; index < end; index++) rows.push(this.row(pages, index));
    return rows;
  }

  private row(pages: MatchPages, index: number): SearchRow {
    const { side, matches } = this;
    const { space } = this.request;
    const position = matches.position(index);
    const reader = side.reader(space, this.request.side.moment);
    const shown = bytesOf(reader, position, Math.min(SHOWN_BYTES, Math.max(reader.size - position, 0)));
    return {
      position,
      length: matches.lengthOf(index),
      address: pages.addressOf(position),
      phys: pages.physOf(position),
      owner: pages.pageOf(position)?.owner.title ?? '',
      provenance: pages.provenanceOf(position),
      symbol: pages.symbolOf(position),
      bytes: shown.bytes.subarray(0, firstMissing(shown.missing, position)),
    };
  }
}

/** How many bytes from a position on are there. */
function firstMissing(missing: readonly { readonly first: number }[], position: number): number {
  const [hole] = missing;
  return hole === undefined ? SHOWN_BYTES : hole.first - position;
}
