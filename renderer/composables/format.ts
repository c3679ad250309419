/** Numbers and names as the window writes them. */

export { formatBytes } from '../../shared/size-text';

/** A count with thousands separators. */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** The moments of a stage or step: `7` or `1–14`. */
export function formatMoments(first: number, last: number): string {
  return first >= last ? formatCount(first) : `${formatCount(first)}–${formatCount(last)}`;
}

/** The last part of a path, with either separator. */
export function fileNameOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
