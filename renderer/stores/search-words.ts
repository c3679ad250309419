import type { SearchState } from '../../shared/memory-types';
import { formatBytes, formatCount } from '../composables/format';

const CANCELLED = 'job.cancelled';

/** What a search has found, in words. */
export function matchesText(state: SearchState): string {
  const { matches, cut, finished, failure, unreadable } = state;
  const count = matches === 0 ? 'No match' : matches === 1 ? '1 match' : `${formatCount(matches)} matches`;
  const parts = [count];
  if (!finished) parts.push('so far');
  else if (cut) return `${count}, cut there`;
  else if (failure?.code === CANCELLED) parts.push('before it was cancelled');
  else if (failure !== null) parts.push(`before it failed: ${failure.message}`);
  const words = parts.join(' ');
  return unreadable === 0 ? words : `${words}; ${formatBytes(unreadable)} could not be read`;
}

/**
 * The match that a step leads to, round the ends.
 *
 * @param behind index of the first match behind the cursor (forward), or at it (back)
 */
export function stepFrom(
  behind: number,
  direction: 1 | -1,
  matches: number,
): { readonly index: number; readonly wraps: boolean } {
  const index = direction > 0 ? behind : behind - 1;
  return { index: (index + matches) % matches, wraps: index < 0 || index >= matches };
}

/** What is said of a step. */
export function stepText(index: number, matches: number, wraps: boolean, direction: 1 | -1): string {
  const place = `Match ${formatCount(index + 1)} of ${formatCount(matches)}`;
  if (!wraps) return place;
  return `${place}: ${direction > 0 ? 'from the start' : 'from the end'} again`;
}
