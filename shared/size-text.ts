/** Sizes in bytes as people read them, the same wherever they are shown. */

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Made once: with options each call of `toLocaleString` would make its own. */
const ONE_DECIMAL = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

function withUnit(bytes: number, number: string, unit: number): string {
  return `${number} ${bytes === 1 ? 'byte' : (UNITS[unit] ?? '')}`;
}

/**
 * A size as exactly as one unit says it: `336 bytes`, `1,932 KiB`, `4 GiB`, `255.5 TiB`. The larger unit is taken where
 * the smaller one would need five digits, or says the same.
 */
export function sizeText(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (
    unit < UNITS.length - 1 &&
    (value >= 10_000 || (tenths(value) >= 1024 && tenths(value) % 1024 === 0))
  ) {
    value /= 1024;
    unit++;
  }
  return withUnit(bytes, ONE_DECIMAL.format(value), unit);
}

/** A size at a glance, in the largest unit that keeps it above 1: `1.9 MiB`, `12 GiB`, `1 TiB`. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (unit < UNITS.length - 1 && Math.round(value) >= 1024) {
    value /= 1024;
    unit++;
  }
  return withUnit(bytes, (tenths(value) < 10 ? ONE_DECIMAL : WHOLE).format(value), unit);
}

/** A size in the largest unit in which it is whole. */
export function inWholeUnits(bytes: number): { readonly value: number; readonly unit: number } {
  let unit = 0;
  let value = bytes;
  while (value !== 0 && value % 1024 === 0 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return { value, unit };
}

/** A size that is not rounded: `1,932 KiB`, `512 GiB`, `336 bytes`. */
export function wholeSize(bytes: number): string {
  const { value, unit } = inWholeUnits(bytes);
  return withUnit(bytes, WHOLE.format(value), unit);
}
