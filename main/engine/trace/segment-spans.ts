import { partitionPoint } from '../../../shared/partition-point';
import type { LoadSegment } from './ownership';

/** A segment and where it begins and ends. */
interface Span {
  readonly segment: LoadSegment;
  readonly start: bigint;
  readonly end: bigint;
}

/**
 * Finds segments by what they cover. A page asks for its own; kernels may have 65,000 segments, and files that are made to
 * be hard show one page with thousands of them.
 */
export class SegmentSpans {
  /** By start. */
  private readonly spans: readonly Span[];
  /** The greatest end of each span and those before it: segments may overlap. */
  private readonly reach: readonly bigint[];

  /** @param extentOf start and length of what is searched by: addresses, or bytes of the file */
  constructor(
    segments: readonly LoadSegment[],
    extentOf: (segment: LoadSegment) => readonly [start: bigint, length: bigint],
  ) {
    this.spans = segments
      .map((segment) => {
        const [start, length] = extentOf(segment);
        return { segment, start, end: start + length };
      })
      .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
    let furthest = 0n;
    this.reach = this.spans.map(({ end }) => (furthest = end > furthest ? end : furthest));
  }

  /** The segments with something in `first` to `end`, excluded, in the order of their numbers. */
  within(first: bigint, end: bigint): LoadSegment[] {
    const { spans, reach } = this;
    const from = partitionPoint(spans.length, (i) => (reach[i] as bigint) <= first);
    const to = partitionPoint(spans.length, (i) => (spans[i] as Span).start < end);
    const found: LoadSegment[] = [];
    for (let i = from; i < to; i++) {
      const span = spans[i] as Span;
      if (span.end > first) found.push(span.segment);
    }
    return found.sort((a, b) => a.number - b.number);
  }
}
