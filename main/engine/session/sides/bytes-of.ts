import type { SpaceBytes } from '../../../../shared/memory-types';
import { readRange } from './read-range';
import type { SpaceReader } from './side';

/** Bytes of a range, and what of it is missing. */
export function bytesOf(reader: SpaceReader, first: number, length: number): SpaceBytes {
  const bytes = new Uint8Array(length);
  const missing: SpaceBytes['missing'][number][] = [];
  for (const part of readRange(reader, first, length)) {
    if (part.kind === 'bytes') bytes.set(part.bytes, part.first - first);
    else if (part.kind !== 'zeros') {
      const reason = part.kind === 'absent' ? 'nothing is there' : part.reason;
      missing.push({ first: part.first, length: part.length, reason });
    }
  }
  return { bytes, missing };
}
