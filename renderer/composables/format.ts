/** Numbers and names as the window writes them. */

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A count with thousands separators. */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** A size in the largest unit that keeps it above 1, with one digit where it is not whole and below 10. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = Number.isInteger(value) || value >= 10 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit] ?? ''}`;
}

/** The moments of a stage or step: `7` or `1–14`. */
export function formatMoments(first: number, last: number): string {
  return first >= last ? formatCount(first) : `${formatCount(first)}–${formatCount(last)}`;
}

/** The last part of a path, with either separator. */
export function fileNameOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
