import { PAGE_SIZE } from '../../../../shared/address';
import { FailureError } from '../../../../shared/result';
import type { PageView } from '../../../../shared/view-types';
import type { SpaceReader } from './side';

/** Adds to pages what they are on another side, where that differs. */
export function addAgainst(pages: readonly PageView[], other: SpaceReader): PageView[] {
  return pages.map((page) => {
    const bytes = readPage(other, page.page);
    if (bytes === null && page.bytes === null) return page;
    if (bytes !== null && page.bytes !== null && areEqual(bytes, page.bytes)) return page;
    return { ...page, against: { bytes } };
  });
}

/** A page of a space as far as it has bytes; `null` where there is none, or it cannot be read. */
function readPage(reader: SpaceReader, page: number): Uint8Array | null {
  const bytes = new Uint8Array(PAGE_SIZE);
  // Frames that nothing has touched are there too, and zero.
  const isThere = page < Math.ceil(reader.size / PAGE_SIZE);
  for (const run of reader.runs(page, page + 1)) {
    try {
      reader.readPages(run.first, bytes);
      return bytes.subarray(0, reader.lengthOf(page));
    } catch (error) {
      if (error instanceof FailureError) return null;
      throw error;
    }
  }
  return isThere && reader.hasUntouched ? bytes : null;
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
