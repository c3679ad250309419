import { hex, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import type { Change, MemorySpace, PageView } from '../../../../shared/view-types';
import { pagesPerEntry } from '../../paging/page-table';
import { OP } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import { fileOffsetOf, type FrameOwner } from '../../trace/ownership';
import { PageBuffers } from './page-buffers';
import { pageBases } from './page-bases';
import { rowMeanings } from './page-meanings';
import { pageRelocations } from './page-relocations';
import { frameProvenance, ownerProvenance, ownerTitle } from './page-provenance';
import { rightsOfPage } from '../rights';

/** Pages of buffers that a page takes: its bytes and where they come from. */
const PAGES_PER_VIEW = 2;

/** `count` pages of a space from the `first` on, at a moment. */
export function pageViews(
  view: LoadView,
  space: MemorySpace,
  first: number,
  count: number,
  moment: number,
): PageView[] {
  const buffers = new PageBuffers(count * PAGES_PER_VIEW);
  const pages: PageView[] = [];
  for (let i = 0; i < count; i++) pages.push(pageView(view, space, first + i, moment, buffers));
  return pages;
}

/** What an op changes in memory; `null` for ops that change nothing. */
export function changeOf(view: LoadView, op: number): Change | null {
  const { ops } = view.trace;
  if (op < 0 || op >= ops.length) return null;
  const frame = ops.frame[op] as number;
  const at = ops.at[op] as number;
  switch (ops.kind[op]) {
    case OP.frameZeroed:
    case OP.frameCopied:
      return { frame, offset: 0, length: PAGE_SIZE };
    case OP.entryWritten:
      return { frame, offset: at * 8, length: 8 };
    case OP.bytesZeroed:
      return { frame, offset: at, length: ops.low[op] as number };
    case OP.bytesWritten:
      return { frame, offset: at & 0xffff, length: at >>> 16 };
    default:
      return null;
  }
}

/** One page of a space at a moment. The bytes of a page of the file are the kernel's own: they are not to be changed. */
export function pageView(
  view: LoadView,
  space: MemorySpace,
  page: number,
  moment: number,
  buffers = new PageBuffers(PAGES_PER_VIEW),
): PageView {
  const frame = frameBehind(view, space, page, moment);
  const length = existingBytes(view, space, page);
  if (frame === null || length === 0) return absentView(view, space, page, frame, length);
  const mappedAs = space === 'virtual' ? page : null;
  const bytes = space === 'file' ? fileFrame(view, page) : frameBytes(view, frame, moment, buffers);
  const owner =
    mappedAs === null ? view.owners.ownerOf(frame, moment) : view.owners.ownerOfPage(mappedAs, frame, moment);
  const writes = view.image.index.writesBefore(frame, moment);
  const provenance = frameProvenance(view, frame, owner, writes, mappedAs, buffers.page());
  // Spelled out here and in absentView: objects put together from parts are slow to make, and there are many.
  return {
    space,
    page,
    bytes,
    length,
    provenance: length === PAGE_SIZE ? provenance : provenance.subarray(0, length),
    frame,
    fileOffset: fileOffsetOfFrame(view, owner, frame),
    owner: ownerLine(view, frame, owner, space, page, moment),
    change: space === 'file' ? null : changeIn(view, frame, moment),
    next: space === 'file' ? null : nextIn(view, frame, moment),
    meanings: rowMeanings(view, frame, owner, moment),
    relocations: owner.kind === 'pageTable' ? null : pageRelocations(view, writes, buffers),
    bases: pageBases(view, space, page, frame, owner),
    against: null,
    unreadable: null,
  };
}

/** Where in the file the bytes of a frame come from, as they lie there or copied. */
function fileOffsetOfFrame(view: LoadView, owner: FrameOwner, frame: number): number | null {
  const from = owner.kind === 'copy' ? owner.from : owner.kind === 'file' ? frame : null;
  if (from === null) return null;
  const offset = fileOffsetOf(from, view.firstFileFrame);
  return offset >= 0 && offset < view.elf.length ? offset : null;
}

function absentView(
  view: LoadView,
  space: MemorySpace,
  page: number,
  frame: number | null,
  length: number,
): PageView {
  return {
    space,
    page,
    bytes: null,
    length,
    provenance: null,
    frame,
    fileOffset: null,
    owner: absentOwner(view, space, page),
    change: null,
    next: null,
    meanings: [],
    relocations: null,
    bases: null,
    against: null,
    unreadable: null,
  };
}

function frameBytes(view: LoadView, frame: number, moment: number, buffers: PageBuffers): Uint8Array {
  const bytes = buffers.page();
  view.frames.copy(frame, moment, bytes);
  return bytes;
}

/** The frame behind a page of a space at a moment. */
export function frameBehind(view: LoadView, space: MemorySpace, page: number, moment: number): number | null {
  if (space === 'physical') return page < view.frameCount ? page : null;
  if (space === 'virtual') return view.tables.translate(page, moment)?.frame ?? null;
  return page * PAGE_SIZE < view.elf.length ? view.firstFileFrame + page : null;
}

function ownerLine(
  view: LoadView,
  frame: number,
  owner: FrameOwner,
  space: MemorySpace,
  page: number,
  moment: number,
): PageView['owner'] {
  const mappedAs = space === 'virtual' ? page : null;
  const detail = ownerDetail(view, frame, owner, space);
  const op = moment - 1;
  const here = space !== 'file' && view.trace.ops.frame[op] === frame && changeOf(view, op) !== null;
  const note = here ? changeNote(view, op) : restNote(view, frame, owner, space, page, moment);
  return {
    provenance: ownerProvenance(owner, mappedAs),
    title: ownerTitle(owner, mappedAs),
    detail,
    note,
  };
}

function ownerDetail(view: LoadView, frame: number, owner: FrameOwner, space: MemorySpace): string {
  const toFrame = `→ frame ${hex(frame * PAGE_SIZE)}`;
  switch (owner.kind) {
    case 'pageTable': {
      const first = virtOfPage(owner.firstPage);
      const last = virtOfPage(owner.firstPage + pagesPerEntry(owner.level) * 512 - 1, PAGE_SIZE - 1);
      return `of ${hex(first)}–${hex(last)}`;
    }
    case 'copy':
      return `of frame ${hex(owner.from * PAGE_SIZE)} ${space === 'virtual' ? toFrame : `→ page ${hex(virtOfPage(owner.page))}`}`;
    case 'bss':
      return space === 'virtual' ? toFrame : `→ page ${hex(virtOfPage(owner.page))}`;
    case 'file': {
      if (space === 'virtual') return toFrame;
      const pages = owner.mappings.slice(0, 3).map((m) => hex(virtOfPage(m.page)));
      const rest = owner.mappings.length - pages.length;
      if (pages.length === 0) return `file offset ${hex((frame - view.firstFileFrame) * PAGE_SIZE)}`;
      return `→ page ${pages.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
    }
    default:
      return '';
  }
}

function changeNote(view: LoadView, op: number): string {
  switch (view.trace.ops.kind[op]) {
    case OP.entryWritten:
      return '1 entry changed by this op';
    case OP.frameCopied:
      return 'copied by this op';
    case OP.frameZeroed:
      return 'zeroed by this op';
    default:
      return `${changeOf(view, op)?.length ?? 0} bytes changed by this op`;
  }
}

function restNote(
  view: LoadView,
  frame: number,
  owner: FrameOwner,
  space: MemorySpace,
  page: number,
  moment: number,
): string {
  if (space === 'virtual') return rightsOfPage(view, page, moment);
  if (owner.kind === 'pageTable') {
    const used = view.tables.usedEntries(frame, moment);
    return `${used} of 512 entries used`;
  }
  return '';
}

/** What the op at the moment changed in a frame. */
function changeIn(view: LoadView, frame: number, moment: number): PageView['change'] {
  const op = moment - 1;
  const change = view.trace.ops.frame[op] === frame ? changeOf(view, op) : null;
  if (change === null) return null;
  const old = new Uint8Array(PAGE_SIZE);
  view.frames.copy(frame, op, old);
  return { offset: change.offset, old: old.slice(change.offset, change.offset + change.length) };
}

/** What the next op will change in a frame. */
function nextIn(view: LoadView, frame: number, moment: number): PageView['next'] {
  const change = view.trace.ops.frame[moment] === frame ? changeOf(view, moment) : null;
  return change === null ? null : { offset: change.offset, length: change.length };
}

function absentOwner(view: LoadView, space: MemorySpace, page: number): PageView['owner'] {
  const title =
    space === 'virtual' ? 'not mapped' : space === 'file' ? 'behind the end of the file' : 'no memory here';
  const segment = space === 'virtual' ? segmentOfPage(view, page) : null;
  const detail = segment === null ? '' : `will be LOAD ${segment.number}`;
  return { provenance: 'free', title, detail, note: '' };
}

function segmentOfPage(view: LoadView, page: number): { number: number } | null {
  const address = BigInt.asUintN(64, virtOfPage(page) - view.offset);
  return view.owners.segmentsAt(address, address + 1n)[0] ?? null;
}

function existingBytes(view: LoadView, space: MemorySpace, page: number): number {
  if (space !== 'file') return PAGE_SIZE;
  return Math.max(0, Math.min(PAGE_SIZE, view.elf.length - page * PAGE_SIZE));
}

function fileFrame(view: LoadView, page: number): Uint8Array {
  return view.elf.subarray(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
}
