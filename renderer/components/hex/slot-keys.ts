/** What is drawn: a row, known by its number, or something else with a key of its own. */
export type SlotLine =
  | { readonly kind: 'row'; readonly row: number }
  | { readonly kind: 'header' | 'fold' | 'label'; readonly key: number };

/** Of so many rows at least one has to stay in sight for those that stay to keep their elements. */
const STAYING = 4;
const NO_SLOTS: ReadonlyMap<number, number> = new Map();

/**
 * Keys under which lines are drawn. A row that stays in sight keeps its element, wherever it goes; one that comes into
 * sight gets the element of one that left. So scrolling draws only what is new, and builds nothing.
 */
export class SlotKeys {
  /** Slots by absolute row, in the order of the lines. */
  private slots = new Map<number, number>();
  /** Slots of no row: their elements wait, out of sight, behind all others. */
  private free: number[] = [];

  /** Keys of the elements that wait for a row: no more than all lines could use. */
  get spare(): string[] {
    return this.free.map((slot) => `row${slot}`);
  }

  /** The keys of the lines in sight. */
  of(lines: readonly SlotLine[]): string[] {
    const rows = new Set(lines.flatMap((line) => (line.kind === 'row' ? [line.row] : [])));
    const staying = [...this.slots.keys()].filter((row) => rows.has(row));
    // Drawing few rows anew takes less than moving their elements, all the more where one of them has the focus.
    const known = staying.length * STAYING < rows.size ? NO_SLOTS : this.slots;
    // In the order in which they stand, so that a view of nothing but new rows moves no element.
    const left = [...this.slots].filter(([row]) => !known.has(row) || !rows.has(row)).map(([, slot]) => slot);
    const free = [...left, ...this.free];
    let unused = 1 + Math.max(-1, ...this.slots.values(), ...this.free);
    let taken = 0;
    const slots = new Map<number, number>();
    const keys = lines.map((line) => {
      if (line.kind !== 'row') return `${line.kind}${line.key}`;
      const slot = known.get(line.row) ?? free[taken++] ?? unused++;
      slots.set(line.row, slot);
      return `row${slot}`;
    });
    this.slots = slots;
    this.free = free.slice(taken, taken + lines.length - slots.size);
    return keys;
  }
}
