import { PAGE_SIZE } from '../../../../shared/address';

/** No entropy: nothing is there, or it has not been looked at. */
export const NO_ENTROPY = 255;
/** 8 bits a byte. */
const MOST = 254;

const counts = new Uint16Array(256);
/** n * log2(n) for every count that a page can have. */
const WEIGHTS = Float64Array.from({ length: PAGE_SIZE + 1 }, (_, n) => (n === 0 ? 0 : n * Math.log2(n)));

/** Shannon's entropy of at most a page of bytes, 0 to 254 for 0 to 8 bits a byte; 255 for none. */
export function entropyOf(bytes: Uint8Array): number {
  const { length } = bytes;
  if (length === 0) return NO_ENTROPY;
  counts.fill(0);
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] as number;
    counts[byte] = (counts[byte] as number) + 1;
  }
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) sum += WEIGHTS[counts[byte] as number] as number;
  const bits = Math.log2(length) - sum / length;
  return Math.round((Math.max(0, bits) / 8) * MOST);
}

/** Rows of the cache: a power of two. */
const ROWS = 2 ** 16;

/** Entropies of pages that were looked at, in constant memory: a page takes the place of another with the same hash. */
export class EntropyCache {
  private readonly sources = new Int32Array(ROWS).fill(-1);
  private readonly names = new Float64Array(ROWS);
  private readonly versions = new Float64Array(ROWS);
  private readonly values = new Uint8Array(ROWS);

  /** What was kept for a page; -1 where nothing was. */
  get(source: number, name: number, version: number): number {
    const row = rowOf(source, name);
    const isKept = this.sources[row] === source && this.names[row] === name && this.versions[row] === version;
    return isKept ? (this.values[row] as number) : -1;
  }

  set(source: number, name: number, version: number, value: number): void {
    const row = rowOf(source, name);
    this.sources[row] = source;
    this.names[row] = name;
    this.versions[row] = version;
    this.values[row] = value;
  }
}

/** Neighbouring pages have neighbouring rows. */
function rowOf(source: number, name: number): number {
  return (((name % ROWS) + ROWS) * 31 + source * 8191 + Math.floor(name / ROWS)) & (ROWS - 1);
}
