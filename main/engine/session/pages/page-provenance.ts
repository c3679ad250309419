import { PAGE_SIZE } from '../../../../shared/address';
import { PROVENANCE, type ProvenanceName } from '../../../../shared/provenance';
import { OP } from '../../trace/codes';
import { segmentProvenance } from '../../trace/describe-span';
import type { LoadView } from '../../trace/load-view';
import type { FileMapping } from '../../trace/file-mappings';
import { isTwoWords } from '../../trace/image-at';
import { fileOffsetOf, type FrameOwner } from '../../trace/ownership';
import { fileBytesIn } from './file-bytes';
import { handedOverIn } from './handed-over';

const BYTES_ZEROED = OP.bytesZeroed;
const BYTES_WRITTEN = OP.bytesWritten;
const RELOCATED = PROVENANCE.relocated;
const HANDED_OVER = PROVENANCE.handedOver;
const FREE = PROVENANCE.free;
/** Four bytes of it. */
const FOUR_RELOCATED = RELOCATED * 0x0101_0101;

/** Segments that a title names one by one; hostile files have thousands on one page. */
const MOST_NAMED = 3;

/**
 * Where each byte of a frame comes from at a moment.
 *
 * @param owner the frame's
 * @param writes the ops on the frame so far, ascending
 * @param page the page that it is looked at through, if any
 * @param out receives a number for each byte; begins at a whole word of its buffer
 */
export function frameProvenance(
  view: LoadView,
  frame: number,
  owner: FrameOwner,
  writes: Uint32Array,
  page: number | null,
  out: Uint8Array,
): Uint8Array {
  out.fill(PROVENANCE[ownerProvenance(owner, page)]);
  if (owner.kind === 'file') {
    paintFile(view, frame, owner.mappings, page, out);
    paintHandedOver(view, frame, out);
    out.fill(FREE, fileBytesIn(view, frame));
  }
  if (owner.kind === 'copy') paintHandedOver(view, owner.from, out);
  if (owner.kind === 'bss' || owner.kind === 'copy') paintWrites(view, writes, out);
  return out;
}

/** The provenance of a frame as a whole. */
export function ownerProvenance(owner: FrameOwner, page: number | null): ProvenanceName {
  switch (owner.kind) {
    case 'pageTable':
      return 'pageTable';
    case 'bss':
      return 'bss';
    case 'copy':
      return 'copied';
    case 'file': {
      const mapping = owner.mappings.find((m) => m.page === page) ?? owner.mappings[0];
      return segmentProvenance(mapping?.segment ?? null);
    }
    default:
      return 'free';
  }
}

/**
 * A frame of the file may hold bytes of several segments. Looked at physically, each byte has the colour of the
 * mapped segment it belongs to; looked at through a page, the whole page is that page's segment's.
 */
function paintFile(
  view: LoadView,
  frame: number,
  mappings: readonly FileMapping[],
  page: number | null,
  out: Uint8Array,
): void {
  if (page !== null || mappings.length < 2) return;
  const start = fileOffsetOf(frame, view.firstFileFrame);
  for (const { segment } of mappings) {
    const first = Math.max(0, Number(segment.header.offset) - start);
    const end = Math.min(PAGE_SIZE, Number(segment.header.offset + segment.header.fileSize) - start);
    if (first < end) out.fill(PROVENANCE[segmentProvenance(segment)], first, end);
  }
}

/**
 * What kernel and bootloader hand to each other keeps that colour in every place that shows the file's bytes: in the
 * file's own frame, mapped or not, and in a copy of it, where the kernel finds its TLS template.
 */
function paintHandedOver(view: LoadView, fileFrame: number, out: Uint8Array): void {
  for (const { first, end } of handedOverIn(view, fileFrame)) out.fill(HANDED_OVER, first, end);
}

/** On top of a private frame: what was zeroed for a bss edge, what relocations wrote. */
function paintWrites(view: LoadView, writes: Uint32Array, out: Uint8Array): void {
  const { kind, at, low } = view.trace.ops;
  const words = new Uint32Array(out.buffer, out.byteOffset, PAGE_SIZE / 4);
  for (let i = 0; i < writes.length; i++) {
    const op = writes[i] as number;
    const place = at[op] as number;
    if (kind[op] === BYTES_ZEROED) out.fill(PROVENANCE.bss, place, place + (low[op] as number));
    if (kind[op] !== BYTES_WRITTEN) continue;
    const offset = place & 0xffff;
    if (isTwoWords(place)) {
      words[offset >>> 2] = FOUR_RELOCATED;
      words[(offset >>> 2) + 1] = FOUR_RELOCATED;
    } else {
      out.fill(RELOCATED, offset, offset + (place >>> 16));
    }
  }
}

/** Who a frame belongs to, in words. */
export function ownerTitle(owner: FrameOwner, page: number | null): string {
  switch (owner.kind) {
    case 'pageTable':
      return `page table P${owner.level}`;
    case 'bss':
      return owner.segment === null ? 'bss' : `LOAD ${owner.segment.number} bss`;
    case 'copy':
      return owner.segment === null ? 'copy' : `LOAD ${owner.segment.number} copy`;
    case 'file':
      return fileTitle(owner.mappings, page);
    case 'allocated':
      return 'allocated';
    case 'free':
      return 'never touched';
  }
}

function fileTitle(mappings: readonly FileMapping[], page: number | null): string {
  const [only] = mappings;
  // Nearly always; page tables have a title for each of their entries.
  if (only !== undefined && mappings.length === 1 && (page === null || page === only.page)) {
    return `LOAD ${only.segment.number} file`;
  }
  const seen = page === null ? mappings : mappings.filter((m) => m.page === page);
  const numbers = [...new Set(seen.map((m) => m.segment.number))];
  if (numbers.length === 0) return 'kernel file, unmapped';
  const rest = numbers.length - MOST_NAMED;
  const named = numbers.slice(0, MOST_NAMED);
  return `LOAD ${rest > 0 ? `${named.join(', ')} and ${rest} more` : named.join(' and ')} file`;
}
