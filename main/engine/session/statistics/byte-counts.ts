import CRC32 from 'crc-32';
import { crcWithZeros } from './crc-of-zeros';

/** Tables that are counted in by turns: a run of equal bytes then does not wait for its own last store. */
const TURNS = 4;

/** How often each byte comes, and the CRC-32 of all in their order. */
export class ByteCounts {
  readonly histogram = new Float64Array(256);
  private readonly tables = new Uint32Array(256 * TURNS);
  private crc = 0;

  /** @param bytes fewer than 2^32 */
  add(bytes: Uint8Array): void {
    const { tables, histogram } = this;
    tables.fill(0);
    const { length } = bytes;
    const whole = length - (length % TURNS);
    for (let i = 0; i < whole; i += TURNS) {
      (tables[bytes[i] as number] as number)++;
      (tables[256 + (bytes[i + 1] as number)] as number)++;
      (tables[512 + (bytes[i + 2] as number)] as number)++;
      (tables[768 + (bytes[i + 3] as number)] as number)++;
    }
    for (let i = whole; i < length; i++) (tables[bytes[i] as number] as number)++;
    for (let i = 0; i < tables.length; i++) (histogram[i & 255] as number) += tables[i] as number;
    this.crc = CRC32.buf(bytes, this.crc);
  }

  addZeros(count: number): void {
    (this.histogram[0] as number) += count;
    this.crc = crcWithZeros(this.crc, count);
  }

  get count(): number {
    return this.histogram.reduce((sum, count) => sum + count, 0);
  }

  /** 8 hexadecimal digits. */
  get crc32(): string {
    return (this.crc >>> 0).toString(16).padStart(8, '0');
  }

  /** Exact: the sum of 2^48 bytes has 56 bits. */
  get sum(): bigint {
    return this.histogram.reduce((sum, count, byte) => sum + BigInt(byte) * BigInt(count), 0n);
  }

  /** Shannon's, in bits a byte. */
  get entropy(): number {
    const { count: total } = this;
    let bits = 0;
    for (const count of this.histogram) {
      if (count > 0) bits -= (count / total) * Math.log2(count / total);
    }
    return Math.max(0, bits);
  }
}
