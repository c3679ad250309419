/** Bytes of lists that nobody uses at the moment but may soon again, when a breakpoint is edited back. */
const MOST_UNUSED = 64 * 2 ** 20;

/** Lists of moments by what they were made from. */
export class KeptLists<T extends { readonly byteLength: number }> {
  /** The one that was asked for last stands last. */
  private readonly lists = new Map<string, T>();

  /** The list of a key, made if it is not known. */
  get(key: string, make: () => T): T {
    const list = this.lists.get(key) ?? make();
    this.lists.delete(key);
    this.lists.set(key, list);
    return list;
  }

  /** Lets go of lists of other keys, those first that were not asked for longest, until what is left of them is little. */
  trim(used: ReadonlySet<string>): void {
    let unused = 0;
    for (const [key, list] of this.lists) if (!used.has(key)) unused += list.byteLength;
    for (const [key, list] of this.lists) {
      if (unused <= MOST_UNUSED) return;
      if (used.has(key)) continue;
      this.lists.delete(key);
      unused -= list.byteLength;
    }
  }
}
