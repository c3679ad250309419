/** What the engine worker answers with: values that can cross to another thread, and failures for everything else. */
import { FailureError } from '../../shared/result';

/** No memory is left for a file. */
export function outOfMemory(): FailureError {
  return new FailureError(
    'engine.outOfMemory',
    'There is not enough memory for this file.',
    'Close other documents, or open a smaller kernel.',
  );
}

/** The failure that an error means which is no failure of its own: a bug, or no memory left. */
export function unexpected(error: unknown): FailureError {
  if (
    error instanceof RangeError &&
    /allocation|Invalid (typed )?array( buffer)? length/i.test(error.message)
  ) {
    return outOfMemory();
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new FailureError(
    'engine.internal',
    `Internal error in Loadscope: ${text.replace(/\s*\n\s*/g, ' ')}`,
    'This is a bug in Loadscope: please report it with the kernel file.',
  );
}

/**
 * A copy of `value` in which every typed array has a buffer of exactly its size, collected in `transfer`.
 * A view would carry its whole buffer across, and a buffer that the session keeps must not be transferred.
 */
export function detached(value: unknown, transfer: ArrayBuffer[]): unknown {
  if (value instanceof Uint8Array || value instanceof Uint32Array || value instanceof Float64Array) {
    const copy = value.slice();
    transfer.push(copy.buffer);
    return copy;
  }
  if (Array.isArray(value)) {
    return value.map((item) => detached(item, transfer));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, detached(item, transfer)]));
  }
  return value;
}
