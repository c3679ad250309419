import { formatCount } from '../../composables/format';

/** How much a search has found, and how far it is. */
export interface FoundSoFar {
  readonly total: number;
  /** Names that are still to be searched; 1 as well where other work is still to do. */
  readonly pending: number;
  /** Names that are never searched. */
  readonly unsearched?: number;
}

/**
 * What is said of a search beside its field.
 *
 * @param all entries without a filter
 * @param thing what is counted, as one of it is called
 * @param sorting names are put in order
 */
export function foundWords(found: FoundSoFar, all: number, thing: string, sorting: boolean): string {
  const { total, pending, unsearched = 0 } = found;
  const things = all === 1 ? thing : `${thing}s`;
  const counted =
    total === all
      ? `${formatCount(all)} ${things}`
      : `${formatCount(total)} of ${formatCount(all)} ${things}`;
  if (pending > 0) {
    if (pending === 1) return sorting ? `${counted}, sorting…` : `${counted}, searching…`;
    return `${counted}, ${formatCount(pending)} names to go…`;
  }
  return unsearched > 0
    ? `${counted}; ${formatCount(unsearched)} names are too long to be searched`
    : counted;
}
