import { partitionPoint } from '../../../shared/partition-point';

/**
 * The spans that are steps, in order. Nearly every span is one, so only the others are kept.
 */
export class StepList {
  readonly length: number;

  /**
   * @param spanCount how many spans there are
   * @param others the spans that are no steps, ascending
   */
  constructor(
    spanCount: number,
    private readonly others: Uint32Array,
  ) {
    this.length = spanCount - others.length;
  }

  /** The span of step `index`, counted from 0. */
  span(index: number): number {
    // Before other span i there are others[i] - i steps.
    return index + partitionPoint(this.others.length, (i) => (this.others[i] as number) - i <= index);
  }

  /** Which step a span is, counted from 0; `null` where it is none. */
  indexOf(span: number): number | null {
    const before = this.othersBefore(span);
    return this.others[before] === span ? null : span - before;
  }

  /** How many spans before `span` are no steps. */
  othersBefore(span: number): number {
    return rankOf(this.others, span);
  }

  *[Symbol.iterator](): Generator<number, void, undefined> {
    let next = 0;
    for (let span = 0; span < this.length + this.others.length; span++) {
      if (this.others[next] === span) next++;
      else yield span;
    }
  }
}

/** How many numbers of an ascending list are smaller than `value`. */
export function rankOf(list: Uint32Array, value: number): number {
  return partitionPoint(list.length, (i) => (list[i] as number) < value);
}
