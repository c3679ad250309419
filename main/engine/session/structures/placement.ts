/** Where the bytes of a structure's home (the kernel file, or a page table's frame) are shown in a space. */
import { PAGE_COUNT, PAGE_SIZE } from '../../../../shared/address';
import type { MemorySpace } from '../../../../shared/view-types';
import type { LoadView } from '../../trace/load-view';
import { fileOffsetOf, type FrameOwner, type LoadSegment } from '../../trace/ownership';
import { frameBehind } from '../pages/page-view';

/** A stretch of a space that shows one stretch of a home. */
export interface Placement {
  /**
   * Names it in its space: `file` and `kernel` for the file as a whole (in the physical space where the kernel file
   * lies), `load2` for the pages of program header 2, `page7` for page 7 alone.
   */
  readonly id: string;
  /** The frame of a page table; `null` for the kernel file. */
  readonly table: number | null;
  /** What is added to a place of the home for the position in the space. */
  readonly shift: number;
  /** The part of the home that is shown. */
  readonly first: number;
  readonly end: number;
}

/** What a page of a space shows at a moment; `null` where that is neither the kernel file nor a page table. */
export function placementOf(
  view: LoadView,
  space: MemorySpace,
  page: number,
  moment: number,
): Placement | null {
  if (space === 'file') return wholeFile(view, 'file', 0);
  const frame = frameBehind(view, space, page, moment);
  if (frame === null) return null;
  const owner =
    space === 'virtual' ? view.owners.ownerOfPage(page, frame, moment) : view.owners.ownerOf(frame, moment);
  if (owner.kind === 'pageTable') {
    return { id: `page${page}`, table: frame, shift: page * PAGE_SIZE, first: 0, end: PAGE_SIZE };
  }
  const start = fileOffsetBehind(view, frame, owner);
  if (start === null) return null;
  if (space === 'physical' && owner.kind === 'file') return wholeKernel(view);
  const segment = segmentOf(owner);
  const wide = space === 'virtual' && segment !== null ? segmentPlacement(view, segment) : null;
  if (wide !== null && page * PAGE_SIZE - wide.shift === start) return wide;
  const end = Math.min(start + PAGE_SIZE, segment === null ? Infinity : shownEnd(segment), view.elf.length);
  return { id: `page${page}`, table: null, shift: page * PAGE_SIZE - start, first: start, end };
}

/** The placement of a name at a moment; `null` where the space has none of that name. */
export function namedPlacement(
  view: LoadView,
  space: MemorySpace,
  id: string,
  moment: number,
): Placement | null {
  if (id === 'file') return space === 'file' ? wholeFile(view, 'file', 0) : null;
  if (id === 'kernel') return space === 'physical' ? wholeKernel(view) : null;
  const [, kind, digits] = /^(load|page)(\d{1,15})$/.exec(id) ?? [];
  const number = Number(digits);
  if (kind === 'load') {
    const segment = view.owners.segments.find(({ header }) => header.index === number);
    return space === 'virtual' && segment !== undefined ? segmentPlacement(view, segment) : null;
  }
  const placement = kind === 'page' ? placementOf(view, space, number, moment) : null;
  return placement?.id === id ? placement : null;
}

/** The offset in the file of the first byte that a frame shows, or was copied from; `null` for none. */
export function fileOffsetBehind(view: LoadView, frame: number, owner: FrameOwner): number | null {
  const from = owner.kind === 'copy' ? owner.from : frame;
  if (owner.kind !== 'copy' && owner.kind !== 'file') return null;
  if (from < view.firstFileFrame || from >= view.endFileFrame) return null;
  return fileOffsetOf(from, view.firstFileFrame);
}

/** The segment that a page or frame belongs to, where it is only one. */
export function segmentOf(owner: FrameOwner): LoadSegment | null {
  if (owner.kind === 'copy' || owner.kind === 'bss') return owner.segment;
  return owner.kind === 'file' ? (owner.mappings[0]?.segment ?? null) : null;
}

function wholeFile(view: LoadView, id: string, shift: number): Placement {
  return { id, table: null, shift, first: 0, end: view.elf.length };
}

function wholeKernel(view: LoadView): Placement {
  return wholeFile(view, 'kernel', view.firstFileFrame * PAGE_SIZE);
}

/** The pages of a segment that show bytes of the file. */
function segmentPlacement(view: LoadView, segment: LoadSegment): Placement | null {
  const { header } = segment;
  const address = BigInt.asUintN(48, header.virtualAddr + view.offset);
  const first = floorToPage(Number(header.offset));
  const start = floorToPage(Number(address));
  const shift = start - first;
  const end = Math.min(shownEnd(segment), view.elf.length, PAGE_COUNT * PAGE_SIZE - shift);
  return first < end ? { id: `load${header.index}`, table: null, shift, first, end } : null;
}

/** End of the bytes of the file that pages of a segment show: behind them is bss, or the rest of the page. */
function shownEnd({ header }: LoadSegment): number {
  const end = Number(header.offset + header.fileSize);
  return header.memSize > header.fileSize ? end : Math.ceil(end / PAGE_SIZE) * PAGE_SIZE;
}

function floorToPage(position: number): number {
  return Math.floor(position / PAGE_SIZE) * PAGE_SIZE;
}
