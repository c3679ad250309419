import type { ByteExtent } from './byte-extent';
import type { ByteRun } from './decorations';

/**
 * Marks the bytes of a page at which the last step of a load failed.
 *
 * @param disputed the page that the step wanted; `null` elsewhere than at the end of a failed load
 * @param bytes those of it that the step is about and has not written; `null`: the whole page
 */
export function refusedRuns(disputed: number | null, bytes: ByteExtent | null): readonly ByteRun[] {
  if (disputed === null || bytes === null) return NONE;
  const name = 'the step failed at these bytes';
  return [{ ...bytes, look: 'refused', name, tip: 'The step failed at these bytes' }];
}

const NONE: readonly ByteRun[] = [];
