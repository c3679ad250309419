import { PAGE_SIZE } from '../../../shared/address';
import { DOCUMENT_SOURCE, type SpaceBytes } from '../../../shared/memory-types';
import type { Change, MemorySpace } from '../../../shared/view-types';
import type { SelectedByte, SelectedEntry } from '../../stores/selection';

/** Bytes that are read from the cursor on: as many as the longest text that is shown. */
export const READ_BYTES = 64;

const ENTRY_BYTES = 8;

/** What the panel is about. */
export interface DataPlace {
  readonly source: number;
  /** `null`: the current one. */
  readonly moment: number | null;
  readonly space: MemorySpace;
  readonly position: number;
}

/** The selected byte, or the first of the selected entry; `null` where nothing is selected. */
export function placeOfSelection(byte: SelectedByte | null, entry: SelectedEntry | null): DataPlace | null {
  if (entry !== null) {
    const position = entry.table * PAGE_SIZE + entry.index * ENTRY_BYTES;
    return { source: DOCUMENT_SOURCE, moment: null, space: 'physical', position };
  }
  if (byte === null) return null;
  const { space, page, offset, source = DOCUMENT_SOURCE, moment = null } = byte;
  return { source, moment, space, position: page * PAGE_SIZE + offset };
}

/** The first byte that an op changed: what the panel is about where nothing is selected, as the history is. */
export function placeOfChange(change: Change | null): DataPlace | null {
  if (change === null) return null;
  const position = change.frame * PAGE_SIZE + change.offset;
  return { source: DOCUMENT_SOURCE, moment: null, space: 'physical', position };
}

/** Bytes up to the first that is missing, and in words why it is. */
export function wholeBytes(
  { bytes, missing }: SpaceBytes,
  first: number,
): { readonly bytes: Uint8Array; readonly reason: string } {
  const gap = missing[0];
  if (gap === undefined) return { bytes, reason: '' };
  const there = gap.first - first;
  const which = there === 0 ? 'This byte is' : `Bytes from ${there} on are`;
  return { bytes: bytes.subarray(0, there), reason: `${which} not there: ${gap.reason}.` };
}
