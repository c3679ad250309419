/**
 * Bytes of the kernel file that kernel and bootloader hand to each other: the section with the kernel's configuration,
 * which the bootloader reads, and the templates of thread-local storage, whose place the bootloader tells the kernel.
 */
import type { ProgramHeader } from './program-header';

/** Neighbouring bytes of a file. */
export interface FileRange {
  readonly start: number;
  /** Excluded. */
  readonly end: number;
}

/**
 * The ranges of a file that are handed over: ascending, without overlap, inside the file.
 *
 * @param config where the configuration's bytes stand; `null` where the file has none
 * @param templates program headers of the templates
 * @param fileSize bytes of the file: what a header announces behind it is not there
 */
export function handedOverRanges(
  config: FileRange | null,
  templates: readonly ProgramHeader[],
  fileSize: number,
): readonly FileRange[] {
  const found = templates.map(({ offset, fileSize: length }): FileRange => {
    const start = Number(offset);
    return { start, end: Math.min(start + Number(length), fileSize) };
  });
  if (config !== null) found.push(config);
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of found.filter((one) => one.start < one.end).sort((a, b) => a.start - b.start)) {
    const last = merged[merged.length - 1];
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}
