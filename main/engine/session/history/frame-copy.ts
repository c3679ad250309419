import { PAGE_SIZE } from '../../../../shared/address';
import { OP } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import { fileOffsetOf, type LoadSegment } from '../../trace/ownership';
import { changeOf } from '../pages/page-view';

/** Bytes of a copied frame that do not belong to the page that it was copied for. */
export interface Neighbour {
  readonly first: number;
  /** The last byte, included. */
  readonly last: number;
  /** Whose they are; `null`: no segment's, `'end'`: they lie behind the end of the file. */
  readonly owner: LoadSegment | null | 'end';
}

/** How a frame came to be a copy. */
export interface FrameCopy {
  readonly op: number;
  readonly source: number;
  /** The page that it was made for. */
  readonly page: number;
  readonly segment: LoadSegment | null;
  /** What the copy brought along and nothing has written to since, ascending. */
  readonly neighbours: readonly Neighbour[];
}

/** Codes of bytes that are no neighbour's. */
const OWN = 0;
const NOBODY = 1;
const BEHIND_END = 2;
const FIRST_SEGMENT = 3;

/** The copy that a frame is at a moment; `null` where it is none. */
export function copyAt(view: LoadView, frame: number, moment: number): FrameCopy | null {
  const owner = view.owners.ownerOf(frame, moment);
  if (owner.kind !== 'copy') return null;
  const { kind } = view.trace.ops;
  const writes = view.image.index.writesBefore(frame, moment);
  let at = writes.length - 1;
  while (at >= 0 && kind[writes[at] as number] !== OP.frameCopied) at--;
  const op = writes[at];
  if (op === undefined) return null;
  const { from: source, page, segment } = owner;
  const neighbours = neighboursOf(view, source, segment, writes.subarray(at + 1));
  return { op, source, page, segment, neighbours };
}

/** Bytes of a frame of the file that are not the segment's, as a copy of it still has them after some writes. */
function neighboursOf(
  view: LoadView,
  source: number,
  segment: LoadSegment | null,
  writes: Uint32Array,
): Neighbour[] {
  if (source < view.firstFileFrame || source >= view.endFileFrame) return [];
  const { segments } = view.owners;
  const start = fileOffsetOf(source, view.firstFileFrame);
  const codes = new Uint32Array(PAGE_SIZE).fill(NOBODY);
  codes.fill(BEHIND_END, Math.min(PAGE_SIZE, Math.max(0, view.elf.length - start)));
  const paint = ({ header }: LoadSegment, code: number): void => {
    const first = Math.max(0, Number(header.offset) - start);
    const end = Math.min(PAGE_SIZE, Number(header.offset + header.fileSize) - start);
    if (first < end) codes.fill(code, first, end);
  };
  segments.forEach((other, i) => {
    paint(other, FIRST_SEGMENT + i);
  });
  if (segment !== null) paint(segment, OWN);
  for (const op of writes) {
    const change = changeOf(view, op);
    if (change !== null) codes.fill(OWN, change.offset, change.offset + change.length);
  }
  return runsOf(codes, segments);
}

function runsOf(codes: Uint32Array, segments: readonly LoadSegment[]): Neighbour[] {
  const runs: Neighbour[] = [];
  for (let first = 0; first < codes.length;) {
    const code = codes[first] as number;
    let end = first + 1;
    while (end < codes.length && codes[end] === code) end++;
    if (code !== OWN) runs.push({ first, last: end - 1, owner: ownerOf(code, segments) });
    first = end;
  }
  return runs;
}

function ownerOf(code: number, segments: readonly LoadSegment[]): Neighbour['owner'] {
  if (code === NOBODY) return null;
  return code === BEHIND_END ? 'end' : (segments[code - FIRST_SEGMENT] ?? null);
}
