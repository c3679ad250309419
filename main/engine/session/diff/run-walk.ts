import { PAGE_SIZE } from '../../../../shared/address';
import type { PageSpan, SpaceReader } from '../sides/side';

/** A walk upwards over the pages with bytes of a space: what lies at or behind the position that it has come to. */
export class RunWalk {
  /** The run that it has come to: first position, and the one behind the last; `Infinity` behind the last run. */
  from = 0;
  to = 0;
  private readonly runs: Iterator<PageSpan>;
  /** Bytes in runs that it has left behind. */
  private behind = 0;

  /** @param shift is taken from every position */
  constructor(
    private readonly reader: SpaceReader,
    private readonly shift: number,
  ) {
    this.runs = reader.runs(0, Infinity)[Symbol.iterator]();
    this.next();
  }

  /** Goes on to the run that ends behind `position`. */
  moveTo(position: number): void {
    while (this.to <= position && this.from !== Infinity) {
      this.behind += this.to - this.from;
      this.next();
    }
  }

  /** Bytes of runs before a position of the run that it has come to, or before that run. */
  bytesBefore(position: number): number {
    if (this.from === Infinity) return this.behind;
    return this.behind + Math.max(0, Math.min(position, this.to) - this.from);
  }

  private next(): void {
    const run = this.runs.next();
    if (run.done === true) {
      this.from = Infinity;
      this.to = Infinity;
      return;
    }
    const { first, count } = run.value;
    const last = first + count - 1;
    this.from = first * PAGE_SIZE - this.shift;
    this.to = last * PAGE_SIZE + this.reader.lengthOf(last) - this.shift;
  }
}

/** Bytes in all runs of a space. */
export function bytesInRuns(reader: SpaceReader): number {
  let sum = 0;
  for (const { first, count } of reader.runs(0, Infinity)) {
    sum += (count - 1) * PAGE_SIZE + reader.lengthOf(first + count - 1);
  }
  return sum;
}
