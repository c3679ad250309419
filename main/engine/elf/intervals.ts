import { partitionPoint } from '../../../shared/partition-point';

/** Intervals that begin before an address and are looked at; in sound files the first of them is the one. */
const MOST_LOOKED_AT = 16;

/** Things that lie at addresses, found by an address: of several the one that begins last. */
export class Intervals<T> {
  /** Ascending by their first addresses. */
  private readonly items: readonly { readonly item: T; readonly first: bigint; readonly length: bigint }[];

  /** @param extentOf first address and length; what is empty is never found */
  constructor(items: readonly T[], extentOf: (item: T) => readonly [first: bigint, length: bigint]) {
    this.items = items
      .map((item) => {
        const [first, length] = extentOf(item);
        return { item, first, length };
      })
      .filter(({ length }) => length > 0n)
      .sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  }

  /** What an address lies in; `null` for nothing. */
  find(address: bigint): T | null {
    const { items } = this;
    const behind = partitionPoint(items.length, (i) => (items[i] as { first: bigint }).first <= address);
    for (let i = behind - 1; i >= Math.max(0, behind - MOST_LOOKED_AT); i--) {
      const found = items[i];
      if (found !== undefined && address - found.first < found.length) return found.item;
    }
    return null;
  }

  /** Where the first one behind an address begins; `null` for none. */
  nextFirst(address: bigint): bigint | null {
    const { items } = this;
    const behind = partitionPoint(items.length, (i) => (items[i] as { first: bigint }).first <= address);
    return items[behind]?.first ?? null;
  }
}
