import { PAGE_COUNT, pageOfVirt } from '../../../shared/address';
import { partitionPoint } from '../../../shared/partition-point';
import { SPAN } from '../trace/codes';
import type { LoadView } from '../trace/load-view';

/** A segment's pages as the kernel is loaded. */
interface SegmentPages {
  readonly first: number;
  readonly last: number;
  readonly number: number;
}

/** Which LOAD segment a step belongs to: that of its stage, else the one that holds a page. */
export class SegmentFinder {
  /** By first page. Pages are mapped once, so that they do not overlap in a load that gets beyond its segments. */
  private readonly byPage: readonly SegmentPages[];
  private recentPages: SegmentPages | null = null;
  private recentStage = -1;
  private recentNumber = 0;

  constructor(private readonly view: LoadView) {
    const found: SegmentPages[] = [];
    for (const { number, header } of view.owners.segments) {
      if (header.memSize === 0n) continue;
      const start = header.virtualAddr + view.offset;
      const first = pageOfVirt(start);
      const last = pageOfVirt(start + header.memSize - 1n);
      if (first <= last && header.memSize <= BigInt(PAGE_COUNT) * 4096n) found.push({ first, last, number });
    }
    this.byPage = found.sort((a, b) => a.first - b.first);
  }

  /** Number of the segment whose stage this is; 0 for another stage. */
  ofStage(stage: number): number {
    if (stage !== this.recentStage) {
      const { kind, subject } = this.view.trace.spans;
      this.recentStage = stage;
      this.recentNumber =
        kind[stage] === SPAN.segment
          ? (this.view.owners.segmentOfHeader(subject[stage] as number)?.number ?? 0)
          : 0;
    }
    return this.recentNumber;
  }

  /** Number of the segment that holds a page; 0 where none does. */
  ofPage(page: number): number {
    const { recentPages: recent, byPage } = this;
    if (recent !== null && page >= recent.first && page <= recent.last) return recent.number;
    const behind = partitionPoint(byPage.length, (i) => (byPage[i] as SegmentPages).first <= page);
    const found = byPage[behind - 1];
    if (found === undefined || page > found.last) return 0;
    this.recentPages = found;
    return found.number;
  }
}
