/** The same byte in another space. */
import { PAGE_SIZE } from '../../../../shared/address';
import type { Counterpart } from '../../../../shared/memory-types';
import type { MemorySpace } from '../../../../shared/view-types';
import type { LoadView } from '../../trace/load-view';
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
  const found = pageOf(view, frame, to, moment);
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

/** The page of a space that shows a frame. */
function pageOf(view: LoadView, frame: number, to: MemorySpace, moment: number): FoundPage {
  switch (to) {
    case 'physical':
      return frame < view.frameCount
        ? { page: frame, note: '' }
        : { page: null, note: NOTHING_THERE.physical };
    case 'virtual':
      return virtualPageOf(view, frame, moment);
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

function virtualPageOf(view: LoadView, frame: number, moment: number): FoundPage {
  let copied: number | null = null;
  for (const page of candidates(view, frame, moment)) {
    const shown = view.tables.translate(page, moment)?.frame ?? null;
    if (shown === frame) return { page, note: '' };
    if (shown === null || copied !== null) continue;
    const owner = view.owners.ownerOf(shown, moment);
    if (owner.kind === 'copy' && owner.from === frame) copied = page;
  }
  if (copied !== null) return { page: copied, note: 'the copy of this byte' };
  return { page: null, note: 'no page shows this byte at this moment' };
}

/** Pages that may show a frame: those that were ever mapped to it, and the one that it was made for. */
function candidates(view: LoadView, frame: number, moment: number): number[] {
  const pages = view.owners.everyMappingOf(frame).map(({ page }) => page);
  const owner = view.owners.ownerOf(frame, moment);
  if (owner.kind === 'bss' || owner.kind === 'copy') pages.push(owner.page);
  return pages;
}
