import { PROVENANCE } from '../../../../shared/provenance';
import { frameOf } from '../../paging/page-table';
import { OP, SPAN } from '../../trace/codes';
import { segmentProvenance } from '../../trace/describe-span';
import type { LoadView } from '../../trace/load-view';

const { frameZeroed, frameCopied, entryWritten, bytesZeroed, bytesWritten } = OP;
const { mapPage } = SPAN;
const { bss: BSS, copied: COPIED, relocated: RELOCATED, pageTable: PAGE_TABLE } = PROVENANCE;

/**
 * The kind of work of every op as a number of `PROVENANCE`; 0 for what changes no memory: marks, and allocations.
 *
 * A leaf that maps a page to a frame of the kernel file is work on that segment's bytes, every other entry is work on
 * page tables.
 */
export function opClasses(view: LoadView): Uint8Array {
  const { ops, spans, stages } = view.trace;
  const classes = new Uint8Array(ops.length);
  stages.forEach((stage, position) => {
    const isSegment = spans.kind[stage] === SPAN.segment;
    const segment = isSegment ? view.owners.segmentOfHeader(spans.subject[stage] as number) : null;
    const fileClass = segment === null ? PAGE_TABLE : PROVENANCE[segmentProvenance(segment)];
    const next = stages[position + 1];
    const end = next === undefined ? ops.length : (spans.firstOp[next] as number);
    classify(view, classes, spans.firstOp[stage] as number, end, fileClass);
  });
  return classes;
}

/** The ops of one stage, of which a page of the file is `fileClass`. */
function classify(view: LoadView, classes: Uint8Array, start: number, end: number, fileClass: number): void {
  const { ops, spans } = view.trace;
  const { kind: kinds, frame, span, low, high } = ops;
  const { firstFileFrame, endFileFrame } = view;
  for (let op = start; op < end; op++) {
    const kind = kinds[op] as number;
    if (kind === bytesWritten) classes[op] = RELOCATED;
    else if (kind === bytesZeroed) classes[op] = BSS;
    else if (kind === frameCopied) classes[op] = COPIED;
    else if (kind === frameZeroed) {
      classes[op] = view.tables.place(frame[op] as number) === null ? BSS : PAGE_TABLE;
    } else if (kind === entryWritten) {
      const target = frameOf(low[op] as number, high[op] as number);
      const mapsFile =
        target >= firstFileFrame && target < endFileFrame && spans.kind[span[op] as number] === mapPage;
      classes[op] = mapsFile ? fileClass : PAGE_TABLE;
    }
  }
}
