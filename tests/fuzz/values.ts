/** Numbers that are the border of something. */
import type { Random } from './random';

const MASK = 0xffff_ffff_ffff_ffffn;

/** Sizes, limits of formats and of address spaces. */
const BORDERS: readonly bigint[] = [
  0n,
  0x8n,
  0x10n,
  0x18n,
  0x38n,
  0x1000n,
  0x2000n,
  0x5000n,
  0x10_0000n,
  0x20_0000n,
  2n ** 30n,
  2n ** 31n,
  2n ** 32n,
  2n ** 39n,
  2n ** 40n,
  2n ** 47n,
  2n ** 48n,
  2n ** 52n,
  2n ** 63n,
  0xffff_8000_0000_0000n,
  0xffff_ffff_8000_0000n,
];

const STEPS: readonly bigint[] = [0n, 0n, 0n, 1n, 7n, 8n, 0x10n, 0x18n, 0x800n, 0xfffn, 0x1000n, 0x1001n];

/** A 64-bit number near `value`. */
export function near(random: Random, value: bigint): bigint {
  const step = random.pick(STEPS);
  return (random.oneIn(2) ? value + step : value - step) & MASK;
}

/** The start or end of the page of `value`, or its last byte. */
export function pageEdge(random: Random, value: bigint): bigint {
  const start = value & ~0xfffn;
  return random.pick([start, start + 0xfffn, start + 0x1000n, start + 0xff8n, start - 0x1000n]) & MASK;
}

/**
 * A 64-bit number that is likely to matter.
 *
 * @param related numbers of the same file or machine
 */
export function interesting(random: Random, related: readonly bigint[]): bigint {
  const choice = random.below(20);
  if (choice < 6) return near(random, random.pick(BORDERS));
  if (choice < 12 && related.length > 0) return near(random, random.pick(related));
  if (choice < 14 && related.length > 0) return pageEdge(random, random.pick(related));
  if (choice < 15 && related.length > 0) return (random.pick(related) + random.pick(related)) & MASK;
  if (choice < 16 && related.length > 0) return (random.pick(related) - random.pick(related)) & MASK;
  if (choice < 18) return BigInt(random.below(0x8000));
  if (choice < 19) return (1n << BigInt(random.below(64))) & MASK;
  return random.u64();
}
