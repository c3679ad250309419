import { partitionPoint } from '../../../../shared/partition-point';

/** Ranges of addresses, for millions of look-ups by halves of 32 bits. */
export class AddressRanges {
  /** Ascending and without overlap: four numbers each, the halves of the first address and of the one behind the last. */
  private readonly words: readonly number[];

  constructor(ranges: readonly { readonly first: bigint; readonly end: bigint }[]) {
    const words: number[] = [];
    let last = -1n;
    for (const { first, end } of [...ranges].sort((a, b) =>
      a.first < b.first ? -1 : a.first > b.first ? 1 : 0,
    )) {
      const from = first > last ? first : last;
      if (end <= from) continue;
      words.push(
        Number(from & 0xffff_ffffn),
        Number(from >> 32n),
        Number(end & 0xffff_ffffn),
        Number(end >> 32n),
      );
      last = end;
    }
    this.words = words;
  }

  has(low: number, high: number): boolean {
    const { words } = this;
    if (words.length === 0) return false;
    const behind = partitionPoint(words.length / 4, (i) =>
      isUpTo(words[i * 4] as number, words[i * 4 + 1] as number, low, high),
    );
    const at = (behind - 1) * 4;
    return behind > 0 && !isUpTo(words[at + 2] as number, words[at + 3] as number, low, high);
  }
}

/** Whether one number in halves is at most another. */
function isUpTo(low: number, high: number, otherLow: number, otherHigh: number): boolean {
  return high < otherHigh || (high === otherHigh && low <= otherLow);
}
