import { PAGE_SIZE } from '../../../../shared/address';
import { partitionPoint } from '../../../../shared/partition-point';
import type { FileRange } from '../../elf/handed-over';
import type { LoadView } from '../../trace/load-view';
import { fileOffsetOf } from '../../trace/ownership';

/** Bytes of a page, `end` excluded. */
export interface PagePart {
  readonly first: number;
  readonly end: number;
}

const NOTHING: readonly PagePart[] = [];

/** The bytes of a frame of the file that kernel and bootloader hand to each other, ascending; of other frames none. */
export function handedOverIn(view: LoadView, frame: number): readonly PagePart[] {
  const { handedOver: ranges } = view;
  const start = fileOffsetOf(frame, view.firstFileFrame);
  const first = partitionPoint(ranges.length, (i) => (ranges[i] as FileRange).end <= start);
  if (first === ranges.length || (ranges[first] as FileRange).start >= start + PAGE_SIZE) return NOTHING;
  const parts: PagePart[] = [];
  for (let i = first; i < ranges.length; i++) {
    const range = ranges[i] as FileRange;
    if (range.start >= start + PAGE_SIZE) break;
    parts.push({ first: Math.max(0, range.start - start), end: Math.min(PAGE_SIZE, range.end - start) });
  }
  return parts;
}

/** How many bytes they are. */
export function handedOverBytes(view: LoadView, frame: number): number {
  let bytes = 0;
  for (const { first, end } of handedOverIn(view, frame)) bytes += end - first;
  return bytes;
}
