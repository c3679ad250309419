import type { Removal } from '../stores/removed';

/** What was removed, in words: its name where it was one, else how many. */
export function removedText<T>(
  removal: Removal<T> | null,
  nameOf: (item: T) => string,
  plural: string,
): string {
  const items = removal?.items ?? [];
  const [only] = items;
  return only !== undefined && items.length === 1
    ? `Removed ${nameOf(only.item)}`
    : `Removed ${items.length} ${plural}`;
}
