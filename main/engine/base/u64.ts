import { LoaderPanic } from './errors';

const MASK = 0xffff_ffff_ffff_ffffn;

/**
 * Unsigned 64-bit arithmetic as Rust compiles it: with overflow checks an overflow panics, without it wraps.
 * For the few sums per segment; the loop over relocations works on 32-bit halves instead.
 */
export class Arithmetic {
  /** @param overflowChecks whether the loader was built with overflow checks */
  constructor(readonly overflowChecks: boolean) {}

  /** `a + b` in `bits` bits. */
  add(a: bigint, b: bigint, bits = 64): bigint {
    const sum = a + b;
    if (sum >> BigInt(bits) === 0n) return sum;
    if (this.overflowChecks) throw new LoaderPanic('attempt to add with overflow');
    return BigInt.asUintN(bits, sum);
  }

  /** `a - b` in 64 bits. */
  subtract(a: bigint, b: bigint): bigint {
    if (a >= b) return a - b;
    if (this.overflowChecks) throw new LoaderPanic('attempt to subtract with overflow');
    return (a - b) & MASK;
  }

  /** `a * b` in 64 bits. */
  multiply(a: bigint, b: bigint): bigint {
    const product = a * b;
    if (product <= MASK) return product;
    if (this.overflowChecks) throw new LoaderPanic('attempt to multiply with overflow');
    return product & MASK;
  }
}
