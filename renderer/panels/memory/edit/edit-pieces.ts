/** Bytes of a space as pieces of the file that they come from. */
import { hex, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import type { MemorySpace, PageView } from '../../../../shared/view-types';
import { byteOrigin } from './byte-origin';

/** Neighbouring bytes of the file, to be replaced at once. */
export interface EditPiece {
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** What the load that is shown has there. */
  readonly there: Uint8Array;
}

/** The address of a position as people read it. */
export function addressOf(space: MemorySpace, position: number): string {
  const page = Math.floor(position / PAGE_SIZE);
  return hex(space === 'virtual' ? virtOfPage(page, position - page * PAGE_SIZE) : position);
}

/**
 * What has to be replaced in the file for bytes of a space to change.
 *
 * @param pages the pages that the bytes lie in
 * @returns the pieces, or why one of the bytes cannot be edited
 */
export function piecesOf(
  space: MemorySpace,
  first: number,
  bytes: Uint8Array,
  pages: readonly PageView[],
): EditPiece[] | string {
  const byNumber = new Map(pages.map((page) => [page.page, page]));
  const pieces: { offset: number; at: number; there: number[] }[] = [];
  for (let i = 0; i < bytes.length; i++) {
    const position = first + i;
    const page = byNumber.get(Math.floor(position / PAGE_SIZE)) ?? null;
    const origin = byteOrigin(space, position, page);
    if ('reason' in origin)
      return `the byte at ${addressOf(space, position)} cannot be edited: ${origin.reason}`;
    const there = page?.bytes?.[position % PAGE_SIZE] as number;
    const last = pieces.at(-1);
    if (last !== undefined && last.offset + last.there.length === origin.offset) last.there.push(there);
    else pieces.push({ offset: origin.offset, at: i, there: [there] });
  }
  return pieces.map(({ offset, at, there }) => ({
    offset,
    bytes: bytes.slice(at, at + there.length),
    there: Uint8Array.from(there),
  }));
}

/** `pattern` again and again. */
export function repeated(pattern: Uint8Array, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => pattern[i % pattern.length] as number);
}
