import { LoaderPanic } from '../base/errors';

/** A 64-bit address in two words: what the loop over relocations computes with. */
export class AddressWords {
  /** Low word, then high word. */
  readonly words = new Uint32Array(2);

  /** @param signExtends whether the release of the loader takes an address of which bit 47 alone is set */
  constructor(private readonly signExtends: boolean) {}

  /** Whether `VirtAddr::try_new` takes the address. */
  isCanonical(): boolean {
    const top = (this.words[1] as number) >>> 15;
    return top === 0 || top === 0x1ffff || (top === 1 && this.signExtends);
  }

  /** The number of the page that holds the address. */
  get page(): number {
    return ((this.words[1] as number) & 0xffff) * 2 ** 20 + ((this.words[0] as number) >>> 12);
  }

  get pageOffset(): number {
    return (this.words[0] as number) & 0xfff;
  }

  get value(): bigint {
    const [low, high] = this.words as unknown as readonly [number, number];
    return (BigInt(high) << 32n) | BigInt(low);
  }
}

const TWO_32 = 2 ** 32;

/**
 * Upstream's `VirtualAddressOffset`: what is added to every address of a position-independent kernel. It may be
 * negative; a sum below 0 or beyond 64 bits panics.
 */
export class VirtualAddressOffset {
  /** The offset as high * 2^32 + low, with low between 0 and 2^32: the high part alone is signed. */
  readonly low: number;
  readonly high: number;

  /** @param virtualAddressOffset the offset in bytes, between -2^64 and 2^64 */
  constructor(readonly virtualAddressOffset: bigint) {
    this.low = Number(BigInt.asUintN(32, virtualAddressOffset));
    this.high = Number(virtualAddressOffset >> 32n);
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

  /**
   * {@link add} without a bigint, for the loop over relocations: the two words at `words[at]` plus the offset go to
   * the first two of `sum`.
   */
  addWords(words: Uint32Array, at: number, sum: Uint32Array): void {
    let low = (words[at] as number) + this.low;
    let high = (words[at + 1] as number) + this.high;
    if (low >= TWO_32) {
      low -= TWO_32;
      high++;
    }
    if (high < 0) throw outOfRange('NegOverflow');
    if (high >= TWO_32) throw outOfRange('PosOverflow');
    sum[0] = low;
    sum[1] = high;
  }
}

/** The panic of `u64::try_from(…).unwrap()`, in the words of Rust 1.97; releases before name no direction. */
function outOfRange(direction: 'NegOverflow' | 'PosOverflow'): LoaderPanic {
  return new LoaderPanic(`called \`Result::unwrap()\` on an \`Err\` value: TryFromIntError(${direction})`);
}
