import { hex, PAGE_SIZE, physOfFrame, virtOfPage } from '../../../../shared/address';
import { FRAME_OWNERS, type FrameView } from '../../../../shared/frame-types';
import { LOWER_MEMORY_END_FRAME } from '../../paging/frame-allocator';
import { OP } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import { fileOffsetOf, type FrameOwner } from '../../trace/ownership';
import { segmentRights, spanTitle } from '../../trace/describe-span';
import { ownerTitle } from '../pages/page-provenance';
import type { FrameAliases } from './frame-aliases';
import { FRAME, ownerCode } from './frame-lives';
import { holdsFrame, type FrameRegions } from './frame-regions';

/** Segments that are named one by one. */
const MOST_SHARED = 16;

/** Everything about one frame at a moment. */
export function lookAtFrame(
  view: LoadView,
  regions: FrameRegions,
  aliases: FrameAliases,
  frame: number,
  moment: number,
): FrameView {
  const owner = view.owners.ownerOf(frame, moment);
  const writes = writesOf(view, frame, moment);
  const taken = view.owners.takenAt(frame);
  const takenAt = taken <= moment && !isFile(view, frame) ? taken : null;
  const writtenAt = writes.last < 0 ? null : writes.last + 1;
  const code = codeOf(owner, regions, frame);
  const name = FRAME_OWNERS[code] ?? 'free';
  return {
    frame,
    address: hex(physOfFrame(frame)),
    owner: name,
    title: name === 'absent' || name === 'reserved' ? name : ownerTitle(owner, null),
    detail: detailOf(view, owner, code, frame),
    region: regions.wordsOf(frame),
    shared: sharers(view, owner, frame),
    aliases: aliases.total,
    firstAliases: aliases.rows,
    takenAt,
    takenBy: stepWords(view, takenAt),
    writtenAt,
    writtenBy: stepWords(view, writtenAt),
    writes: writes.count,
    fileOffset: fileOffset(view, owner, frame),
    copiedFrom: owner.kind === 'copy' ? owner.from : null,
    table:
      owner.kind === 'pageTable'
        ? {
            level: owner.level,
            virt: hex(virtOfPage(owner.firstPage)),
            used: view.tables.usedEntries(frame, moment),
          }
        : null,
  };
}

/** How often a frame was written, and the last op that did; -1 for none. That it was taken changes nothing of it. */
function writesOf(view: LoadView, frame: number, moment: number): { count: number; last: number } {
  const { kind } = view.trace.ops;
  const touches = view.image.index.writesBefore(frame, moment);
  let count = 0;
  let last = -1;
  for (let i = 0; i < touches.length; i++) {
    const op = touches[i] as number;
    if (kind[op] === OP.frameAllocated) continue;
    count++;
    last = op;
  }
  return { count, last };
}

/** The step that led to a moment, in words. */
function stepWords(view: LoadView, moment: number | null): string {
  if (moment === null) return '';
  if (moment === 0) return 'before the load';
  const { label, detail } = spanTitle(view, view.trace.ops.span[moment - 1] as number);
  return detail === '' ? label : `${label}, ${detail}`;
}

function codeOf(owner: FrameOwner, regions: FrameRegions, frame: number): number {
  if (owner.kind !== 'free') return ownerCode(owner);
  if (holdsFrame(regions.usable, frame)) return FRAME.free;
  return holdsFrame(regions.reserved, frame) ? FRAME.reserved : FRAME.absent;
}

function isFile(view: LoadView, frame: number): boolean {
  return frame >= view.firstFileFrame && frame < view.endFileFrame;
}

function detailOf(view: LoadView, owner: FrameOwner, code: number, frame: number): string {
  switch (owner.kind) {
    case 'pageTable':
      return `maps from ${hex(virtOfPage(owner.firstPage))} on`;
    case 'bss':
      return `zeroed for page ${hex(virtOfPage(owner.page))}`;
    case 'copy':
      return `copy of frame ${hex(physOfFrame(owner.from))} for page ${hex(virtOfPage(owner.page))}`;
    case 'file':
      return `${hex(fileOffsetOf(frame, view.firstFileFrame))} of the kernel file`;
    case 'allocated':
      return 'taken by the loader, not filled yet';
    case 'free':
      break;
  }
  if (code === FRAME.absent) return 'no memory here: the memory map has no such region';
  if (code === FRAME.reserved) return 'the loader takes no frames from here';
  if (frame < LOWER_MEMORY_END_FRAME) return 'below 1 MiB: the loader never takes these frames';
  return 'the loader may take it';
}

/** Segments that have bytes in a frame of the file (for a copy: in the frame that it was made from). */
function sharers(view: LoadView, owner: FrameOwner, frame: number): FrameView['shared'] {
  const start = fileOffset(view, owner, frame);
  if (start === null) return [];
  const segments = view.owners.segmentsOfFile(start, start + PAGE_SIZE);
  const shown = segments.slice(0, MOST_SHARED).map((segment) => {
    const offset = Number(segment.header.offset);
    const from = Math.max(0, offset - start);
    const to = Math.min(PAGE_SIZE, offset + Number(segment.header.fileSize) - start);
    const words = `${hex(from)}–${hex(to - 1)}, ${to - from} bytes, ${segmentRights(segment)}`;
    return { segment: `LOAD ${segment.number}`, words };
  });
  const more = segments.length - shown.length;
  return more > 0 ? [...shown, { segment: `${more} more`, words: 'segments in the same frame' }] : shown;
}

function fileOffset(view: LoadView, owner: FrameOwner, frame: number): number | null {
  const from = owner.kind === 'copy' ? owner.from : frame;
  return isFile(view, from) ? fileOffsetOf(from, view.firstFileFrame) : null;
}
