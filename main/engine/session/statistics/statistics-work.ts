import type { Statistics } from '../../../../shared/memory-types';
import { FailureError } from '../../../../shared/result';
import type { Work } from '../jobs';
import type { RangePart } from '../sides/read-range';
import type { SpaceReader } from '../sides/side';
import { sparseRange } from '../sides/sparse-range';
import type { HostFunctions } from '../workbench';
import { ByteCounts } from './byte-counts';

/** Zeros that are hashed together. */
const ZEROS = new Uint8Array(2 ** 20);

type Hash = ReturnType<HostFunctions['sha256']>;

/**
 * Statistics of a range. Counting goes over known zeros at once, hashing cannot: SHA-256 needs every single one of them.
 * So the hash goes along only until it comes upon many zeros, and is made up for when everything else is known.
 */
export class StatisticsWork implements Work {
  private readonly counts = new ByteCounts();
  private readonly counting: Iterator<RangePart>;
  private counted: number;
  private isCounted = false;
  private missing = 0;
  private unreadable = '';
  /** All bytes before it are in the hash. */
  private hashed: number;
  /** What is left to hash, once that has fallen behind. */
  private hashing: Iterator<RangePart> | null = null;
  /** Zeros at `hashed` that are not in the hash yet. */
  private zeros = 0;
  private digest = '';
  private readonly began: number;

  /**
   * @param hash makes the SHA-256; `null`: it is not wanted
   * @param version of the memory: another number where it is not what it was
   */
  constructor(
    private readonly reader: SpaceReader,
    private readonly first: number,
    readonly length: number,
    private readonly hash: Hash | null,
    private readonly version: () => number = () => 0,
  ) {
    this.began = version();
    this.counting = sparseRange(reader, first, length);
    this.counted = first;
    this.hashed = first;
  }

  get total(): number {
    return this.length;
  }

  get done(): number {
    const counted = this.counted - this.first;
    return this.hash === null ? counted : Math.floor((counted + this.hashed - this.first) / 2);
  }

  /** @throws FailureError `memory.changed`: numbers of which some bytes were others would be those of no memory at all */
  piece(): boolean {
    if (!this.isCounted) this.countPiece();
    else this.hashPiece();
    if (this.version() !== this.began) {
      throw new FailureError(
        'memory.changed',
        'The bytes changed while they were counted.',
        'Wait until the file is written, then try again.',
      );
    }
    return !this.isCounted || (this.hash !== null && this.digest === '');
  }

  /** All that is known; `null` before the last byte is counted. The digest is empty until the last one is hashed. */
  get statistics(): Statistics | null {
    if (!this.isCounted) return null;
    const { counts, length, missing, unreadable } = this;
    const { count, sum, crc32, entropy } = counts;
    return {
      length,
      missing,
      unreadable,
      sum: sum.toString(),
      crc32,
      sha256: this.digest,
      entropy,
      mean: count === 0 ? 0 : Number(sum) / count,
      histogram: Array.from(counts.histogram),
    };
  }

  private countPiece(): void {
    const { done, value: part } = this.counting.next();
    if (done === true) {
      this.counted = this.first + this.length;
      this.isCounted = true;
      if (this.hashing === null) this.finishHash();
      return;
    }
    const keepsUp = this.hash !== null && this.hashing === null;
    if (part.kind === 'bytes') {
      this.counts.add(part.bytes);
      if (keepsUp) this.hash?.update(part.bytes);
    } else if (part.kind === 'zeros') {
      this.counts.addZeros(part.length);
      if (keepsUp && part.length <= ZEROS.length) this.hash?.update(ZEROS.subarray(0, part.length));
      else if (keepsUp) this.fallBehind();
    } else {
      this.missing += part.length;
      if (part.kind === 'unreadable' && this.unreadable === '') this.unreadable = part.reason;
    }
    this.counted = part.first + (part.kind === 'bytes' ? part.bytes.length : part.length);
    if (this.hashing === null) this.hashed = this.counted;
  }

  /** The hash stays at the part that is counted now. */
  private fallBehind(): void {
    this.hashing = sparseRange(this.reader, this.hashed, this.first + this.length - this.hashed);
  }

  private hashPiece(): void {
    if (this.zeros > 0) {
      this.hashZeros();
      return;
    }
    const { done, value: part } = this.hashing?.next() ?? { done: true, value: undefined };
    if (done === true || part === undefined) {
      this.finishHash();
    } else if (part.kind === 'bytes') {
      this.hash?.update(part.bytes);
      this.hashed = part.first + part.bytes.length;
    } else if (part.kind === 'zeros') {
      this.hashed = part.first;
      this.zeros = part.length;
    } else {
      this.hashed = part.first + part.length;
    }
  }

  private hashZeros(): void {
    const count = Math.min(this.zeros, ZEROS.length);
    this.hash?.update(ZEROS.subarray(0, count));
    this.zeros -= count;
    this.hashed += count;
  }

  private finishHash(): void {
    this.hashed = this.first + this.length;
    this.digest = this.hash?.digestHex() ?? '';
  }
}
