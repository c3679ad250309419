import { LoaderPanic } from '../base/errors';

/** A 64-bit sum as two unsigned halves. */
export interface Halves {
  low: number;
  high: number;
}

const TWO_32 = 2 ** 32;

/**
 * Upstream's `VirtualAddressOffset`: what is added to every address of a position-independent kernel. It may be
 * negative; a sum below 0 or beyond 64 bits panics.
 */
export class VirtualAddressOffset {
  private readonly negative: boolean;
  private readonly low: number;
  private readonly high: number;

  /** @param virtualAddressOffset the offset in bytes, between -2^64 and 2^64 */
  constructor(readonly virtualAddressOffset: bigint) {
    const magnitude = virtualAddressOffset < 0n ? -virtualAddressOffset : virtualAddressOffset;
    this.negative = virtualAddressOffset < 0n;
    this.low = Number(magnitude & 0xffff_ffffn);
    this.high = Number(magnitude >> 32n);
  }

  static zero(): VirtualAddressOffset {
    return new VirtualAddressOffset(0n);
  }

  /** Mirrors `Add<u64>`. */
  add(offset: bigint): bigint {
    const sum = this.virtualAddressOffset + offset;
    if (sum < 0n) throw outOfRange('NegOverflow');
    if (sum >> 64n !== 0n) throw outOfRange('PosOverflow');
    return sum;
  }

  /** {@link add} without a bigint: `sum` receives the result. For the loop over relocations. */
  addHalves(low: number, high: number, sum: Halves): void {
    let sumLow: number;
    let sumHigh: number;
    if (this.negative) {
      sumLow = low - this.low;
      sumHigh = high - this.high;
      if (sumLow < 0) {
        sumLow += TWO_32;
        sumHigh--;
      }
    } else {
      sumLow = low + this.low;
      sumHigh = high + this.high;
      if (sumLow >= TWO_32) {
        sumLow -= TWO_32;
        sumHigh++;
      }
    }
    if (sumHigh < 0) throw outOfRange('NegOverflow');
    if (sumHigh >= TWO_32) throw outOfRange('PosOverflow');
    sum.low = sumLow;
    sum.high = sumHigh;
  }
}

/** The panic of `u64::try_from(…).unwrap()`, in the words of Rust 1.97; releases before name no direction. */
function outOfRange(direction: 'NegOverflow' | 'PosOverflow'): LoaderPanic {
  return new LoaderPanic(`called \`Result::unwrap()\` on an \`Err\` value: TryFromIntError(${direction})`);
}
