/** The same byte in another space. */
import { PAGE_SIZE } from '../../../../shared/address';
import type { Counterpart } from '../../../../shared/memory-types';
import type { MemorySpace } from '../../../../shared/view-types';
import type { LoadView } from '../../trace/load-view';
import type { LoadSegment } from '../../trace/ownership';
import { frameBehind } from './page-view';

/** A page of another space, and what is to be said of it. */
interface FoundPage {
  readonly page: number | null;
  readonly note: string;
}

/**
 * Where the byte at `position` of `from` stands in `to` at a moment. Through page tables where the virtual space takes
 * part; a copied frame and the bytes of the file that it was copied from stand for each other, which the note says.
 */
export function counterpartOf(
  view: LoadView,
  from: MemorySpace,
  position: number,
  to: MemorySpace,
  moment: number,
): Counterpart {
  if (from === to) return { position, note: '' };
  const page = Math.floor(position / PAGE_SIZE);
  const offset = position - page * PAGE_SIZE;
  const frame = frameBehind(view, from, page, moment);
  if (frame === null) return { position: null, note: NOTHING_THERE[from] };
  const found = pageOf(view, from, frame, offset, to, moment);
  if (found.page === null) return { position: null, note: found.note };
  const there = found.page * PAGE_SIZE + offset;
  if (to === 'file' && there >= view.elf.length) return { position: null, note: NOTHING_THERE.file };
  return { position: there, note: found.note };
}

const NOTHING_THERE: Readonly<Record<MemorySpace, string>> = {
  physical: 'beyond the memory of the machine',
  virtual: 'not mapped at this moment',
  file: 'behind the end of the file',
};

/** The page of a space that shows a frame, of which the byte at `offset` is meant. */
function pageOf(
  view: LoadView,
  from: MemorySpace,
  frame: number,
  offset: number,
  to: MemorySpace,
  moment: number,
): FoundPage {
  switch (to) {
    case 'physical':
      return frame < view.frameCount
        ? { page: frame, note: '' }
        : { page: null, note: NOTHING_THERE.physical };
    case 'virtual':
      return virtualPageOf(view, from, frame, offset, moment);
    case 'file':
      return filePageOf(view, frame, moment);
  }
}

function filePageOf(view: LoadView, frame: number, moment: number): FoundPage {
  const own = filePage(view, frame);
  if (own !== null) return { page: own, note: '' };
  const owner = view.owners.ownerOf(frame, moment);
  const source = owner.kind === 'copy' ? filePage(view, owner.from) : null;
  return source === null
    ? { page: null, note: 'not from the file' }
    : { page: source, note: 'the byte that it was copied from' };
}

/** The page of the file that a frame is; `null` where it is none. */
function filePage(view: LoadView, frame: number): number | null {
  const page = frame - view.firstFileFrame;
  return page >= 0 && page * PAGE_SIZE < view.elf.length ? page : null;
}

/**
 * Several pages may show one frame of the file, as segments end and begin in the middle of frames: the page of the segment
 * that has the byte is the one that is meant. Of a byte of the file that may be a copy; of a byte in physical memory a page
 * that shows this very byte goes before.
 */
function virtualPageOf(
  view: LoadView,
  from: MemorySpace,
  frame: number,
  offset: number,
  moment: number,
): FoundPage {
  const inFile = BigInt((frame - view.firstFileFrame) * PAGE_SIZE + offset);
  const [ownWeight, directWeight] = from === 'file' ? [2, 1] : [1, 2];
  let best: FoundPage = { page: null, note: 'no page shows this byte at this moment' };
  let most = -1;
  for (const { page, segment } of candidates(view, frame, moment)) {
    const shown = view.tables.translate(page, moment)?.frame ?? null;
    if (shown === null) continue;
    const isDirect = shown === frame;
    if (!isDirect && !isCopyOf(view, shown, frame, moment)) continue;
    const weight = (hasByte(segment, inFile) ? ownWeight : 0) + (isDirect ? directWeight : 0);
    if (weight <= most) continue;
    most = weight;
    best = { page, note: isDirect ? '' : 'the copy of this byte' };
  }
  return best;
}

function isCopyOf(view: LoadView, shown: number, frame: number, moment: number): boolean {
  const owner = view.owners.ownerOf(shown, moment);
  return owner.kind === 'copy' && owner.from === frame;
}

function hasByte(segment: LoadSegment | null, inFile: bigint): boolean {
  if (segment === null) return false;
  const { offset, fileSize } = segment.header;
  return inFile >= offset && inFile - offset < fileSize;
}

/** Pages that may show a frame: those that were ever mapped to it, and the one that it was made for. */
function candidates(
  view: LoadView,
  frame: number,
  moment: number,
): readonly { readonly page: number; readonly segment: LoadSegment | null }[] {
  const mappings = view.owners.everyMappingOf(frame);
  const owner = view.owners.ownerOf(frame, moment);
  return owner.kind === 'bss' || owner.kind === 'copy'
    ? [...mappings, { page: owner.page, segment: owner.segment }]
    : mappings;
}
