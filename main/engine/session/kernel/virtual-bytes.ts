import { isCanonical, offsetInPage, PAGE_COUNT, PAGE_SIZE, pageOfVirt } from '../../../../shared/address';
import type { LoadView } from '../../trace/load-view';

const page = new Uint8Array(PAGE_SIZE);

/** Bytes of the kernel's address space at a moment; `null` where one of them is not there. */
export function virtualBytes(
  view: LoadView,
  address: bigint,
  length: number,
  moment: number,
): Uint8Array | null {
  if (!isCanonical(address)) return null;
  const bytes = new Uint8Array(length);
  let number = pageOfVirt(address);
  let offset = offsetInPage(address);
  for (let done = 0; done < length;) {
    const mapped = number < PAGE_COUNT ? view.tables.translate(number, moment) : null;
    if (mapped === null || mapped.frame >= view.frameCount) return null;
    view.frames.copy(mapped.frame, moment, page);
    const part = page.subarray(offset, Math.min(PAGE_SIZE, offset + length - done));
    bytes.set(part, done);
    done += part.length;
    offset = 0;
    number++;
  }
  return bytes;
}
