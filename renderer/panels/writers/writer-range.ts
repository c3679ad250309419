/** Which bytes "who wrote this" is about. */
import { hex, PAGE_SIZE, virtOfPage } from '../../../shared/address';
import type { MemorySpace } from '../../../shared/view-types';

/** Most bytes that one question may be about. */
const MOST_BYTES = 2 ** 30;

/** Bytes of one space. */
export interface WriterRange {
  readonly space: MemorySpace;
  /** Page number, frame number, or file offset / 4096. */
  readonly page: number;
  readonly offset: number;
  readonly length: number;
}

/** Several selected bytes as they are; one byte stands for its page. */
export function rangeOfSelection(
  byte: { readonly space: MemorySpace; readonly page: number; readonly offset: number },
  length: number,
): WriterRange {
  if (length <= 1) return { space: byte.space, page: byte.page, offset: 0, length: PAGE_SIZE };
  const { space, page, offset } = byte;
  return { space, page, offset, length: Math.min(length, MOST_BYTES) };
}

/** The page that a moment is about: that of the changed bytes, else that of the step. */
export function rangeOfMoment(changedFrame: number | null, page: number | null): WriterRange | null {
  if (page !== null) return { space: 'virtual', page, offset: 0, length: PAGE_SIZE };
  if (changedFrame === null) return null;
  return { space: 'physical', page: changedFrame, offset: 0, length: PAGE_SIZE };
}

/** Where the byte `at` bytes behind the first of a range is. */
export function placeIn(
  { space, page, offset }: WriterRange,
  at: number,
): { readonly space: MemorySpace; readonly page: number; readonly offset: number } {
  const position = offset + at;
  return { space, page: page + Math.floor(position / PAGE_SIZE), offset: position % PAGE_SIZE };
}

/** The address of the byte `at` bytes behind the first of a range. */
export function addressIn(range: WriterRange, at: number): string {
  const { space, page, offset } = placeIn(range, at);
  return hex(space === 'virtual' ? virtOfPage(page, offset) : page * PAGE_SIZE + offset);
}
