/** What-if edits: bytes of a kernel file replaced in memory, for a load or for a copy of the file. */
import { hex } from '../../shared/address';
import type { ByteEdit } from '../../shared/memory-types';
import { FailureError } from '../../shared/result';

/** Bytes that a message shows of an edit. */
const MOST_SHOWN = 8;

/**
 * Replaces bytes of a file, in place. Nothing is replaced where anything is wrong.
 *
 * @throws FailureError `edit.conflict` where the file does not have the bytes that an edit replaces
 */
export function applyEdits(file: Uint8Array, edits: readonly ByteEdit[]): void {
  for (const edit of edits) checkEdit(file, edit);
  for (const { offset, after } of edits) file.set(bytesOfHex(after), offset);
}

/** Bytes that edits replace, all in all. */
export function editedBytes(edits: readonly ByteEdit[]): number {
  return edits.reduce((sum, { after }) => sum + after.length / 2, 0);
}

function checkEdit(file: Uint8Array, { offset, before }: ByteEdit): void {
  const expected = bytesOfHex(before);
  const found = file.subarray(offset, offset + expected.length);
  if (found.length === expected.length && expected.every((byte, i) => found[i] === byte)) return;
  const differs = expected.findIndex((byte, i) => found[i] !== byte);
  const at = hex(offset + differs);
  const text =
    offset + differs >= file.length
      ? `the file ends at ${hex(file.length)}, before the edited byte at ${at}`
      : `at offset ${at} the file has ${shown(found.subarray(differs))} where ${shown(expected.subarray(differs))} was edited`;
  throw new FailureError(
    'edit.conflict',
    `The edits no longer fit the file on disk: ${text}.`,
    'Drop the edits that do not fit, or restore the file.',
  );
}

function shown(bytes: Uint8Array): string {
  const few = Array.from(bytes.subarray(0, MOST_SHOWN), (byte) => byte.toString(16).padStart(2, '0'));
  return `${few.join(' ')}${bytes.length > MOST_SHOWN ? ' …' : ''}`;
}

function bytesOfHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
