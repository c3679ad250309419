import { PAGE_COUNT, PAGE_SIZE } from '../../../../shared/address';
import type { SearchRequest } from '../../../../shared/memory-types';
import { FailureError } from '../../../../shared/result';
import type { SearchPlaces } from '../../search/search';
import type { MemorySide } from '../sides/side';

/** Where a search goes: the part of a request that says it. */
export type SearchScope = Pick<SearchRequest, 'space' | 'range' | 'align' | 'onlyMapped' | 'colours'> & {
  readonly moment: number;
};

/** Behind the last byte of the largest space. */
const SPACE_END = PAGE_COUNT * PAGE_SIZE;

/**
 * Where to search at a side: what was touched (physical) or is mapped (virtual), or the file, as far as is asked for.
 *
 * @throws FailureError `query.moment`, `query.space`
 */
export function searchPlaces(side: MemorySide, scope: SearchScope): SearchPlaces {
  const { space, moment, range, onlyMapped, colours } = scope;
  return {
    source: side.reader(space, moment),
    first: range?.first ?? 0,
    end: range === null ? SPACE_END : range.first + range.length,
    inPages: onlyMapped && space !== 'virtual' ? side.shownPages(space, moment) : null,
    // Which bytes of them have a colour is looked at where something is found.
    fromPages:
      colours.length === 0 ? null : side.calls['memory.ranges']({ space, moment, colours: [...colours] }),
    isVirtual: space === 'virtual',
  };
}

/**
 * Checks what the shape of a request does not tell.
 *
 * @throws FailureError `search.align`
 */
export function checkAlign(align: number): void {
  if (Number.isInteger(Math.log2(align)) && align >= 1 && align <= PAGE_SIZE) return;
  throw new FailureError(
    'search.align',
    `Matches cannot be aligned to ${align} bytes.`,
    `Give a power of two from 1 to ${PAGE_SIZE}.`,
  );
}
