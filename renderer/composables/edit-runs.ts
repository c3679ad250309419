/** Edits of a file's bytes as runs of neighbouring ones: pure, never changed in place. */
import type { ByteEdit } from '../../shared/memory-types';

/** Neighbouring edited bytes. */
export interface EditRun {
  /** Offset in the file. */
  readonly offset: number;
  /** What the file on disk has there. */
  readonly before: Uint8Array;
  /** What stands there instead; differs from {@link before} in every byte. */
  readonly after: Uint8Array;
}

/** One edited byte. */
export interface EditedByte {
  readonly before: number;
  readonly after: number;
}

const encoded = new WeakMap<EditRun, ByteEdit>();

/** Runs as they are kept and sent. */
export function editsOf(runs: readonly EditRun[]): readonly ByteEdit[] {
  return runs.map((run) => {
    const known = encoded.get(run);
    if (known !== undefined) return known;
    const edit = { offset: run.offset, before: hexOf(run.before), after: hexOf(run.after) };
    encoded.set(run, edit);
    return edit;
  });
}

/** Kept edits as runs: ascending, none touching another. Of edits of the same byte the later one holds. */
export function runsOf(edits: readonly ByteEdit[]): readonly EditRun[] {
  let runs: readonly EditRun[] = [];
  for (const { offset, before, after } of edits) {
    runs = withBytes(runs, offset, bytesOf(before), bytesOf(after));
  }
  return runs;
}

/** How many bytes are edited. */
export function countBytes(runs: readonly EditRun[]): number {
  return runs.reduce((sum, { after }) => sum + after.length, 0);
}

/** Place of the first run that ends behind an offset. */
export function firstRunBehind(runs: readonly EditRun[], offset: number): number {
  let [low, high] = [0, runs.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const run = runs[middle] as EditRun;
    if (run.offset + run.after.length <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The runs that have bytes in `first` to `end`, excluded. */
export function runsWithin(runs: readonly EditRun[], first: number, end: number): readonly EditRun[] {
  const from = firstRunBehind(runs, first);
  let to = from;
  while (to < runs.length && (runs[to] as EditRun).offset < end) to++;
  return runs.slice(from, to);
}

/** The edit of one byte; `null` where it is not edited. */
export function editedByte(runs: readonly EditRun[], offset: number): EditedByte | null {
  const run = runs[firstRunBehind(runs, offset)];
  if (run === undefined || offset < run.offset) return null;
  const at = offset - run.offset;
  return { before: run.before[at] as number, after: run.after[at] as number };
}

/**
 * Sets bytes from `offset` on.
 *
 * @param disk what the file on disk has there; a byte set to that is not edited any more. Where a byte is edited already,
 *   its run knows better
 */
export function withBytes(
  runs: readonly EditRun[],
  offset: number,
  disk: Uint8Array,
  after: Uint8Array,
): readonly EditRun[] {
  if (after.length === 0) return runs;
  const end = offset + after.length;
  // Runs that only touch the bytes grow together with them.
  const from = firstRunBehind(runs, offset - 1);
  let to = from;
  while (to < runs.length && (runs[to] as EditRun).offset <= end) to++;
  const near = runs.slice(from, to);
  const start = Math.min(offset, near[0]?.offset ?? offset);
  const last = near.at(-1);
  const stop = Math.max(end, last === undefined ? end : last.offset + last.after.length);
  const was = new Uint8Array(stop - start);
  was.set(disk.subarray(0, after.length), offset - start);
  const now = was.slice();
  for (const run of near) {
    was.set(run.before, run.offset - start);
    now.set(run.after, run.offset - start);
  }
  // Between the runs near by there are only the bytes that are set.
  now.set(after, offset - start);
  return [...runs.slice(0, from), ...split(start, was, now), ...runs.slice(to)];
}

/** Gives bytes back what the file on disk has. */
export function withoutBytes(runs: readonly EditRun[], first: number, length: number): readonly EditRun[] {
  let result = runs;
  for (const run of runsWithin(runs, first, first + length)) {
    const from = Math.max(first, run.offset);
    const to = Math.min(first + length, run.offset + run.after.length);
    const disk = run.before.subarray(from - run.offset, to - run.offset);
    result = withBytes(result, from, disk, disk);
  }
  return result;
}

/** Bytes of `page` (from `first` on) with edits in place of what is there; the same array where none is in it. */
export function overlaid(
  page: Uint8Array,
  first: number,
  runs: readonly EditRun[],
  what: 'before' | 'after',
) {
  const within = runsWithin(runs, first, first + page.length);
  if (within.length === 0) return page;
  const out = page.slice();
  for (const run of within) {
    const from = Math.max(first, run.offset);
    const to = Math.min(first + page.length, run.offset + run.after.length);
    out.set(run[what].subarray(from - run.offset, to - run.offset), from - first);
  }
  return out;
}

/** Whether two lists of runs are the same edits. */
export function sameRuns(a: readonly EditRun[], b: readonly EditRun[]): boolean {
  return (
    a.length === b.length &&
    a.every((run, i) => {
      const other = b[i] as EditRun;
      if (run === other) return true;
      if (run.offset !== other.offset || run.after.length !== other.after.length) return false;
      return run.after.every((byte, at) => byte === other.after[at]);
    })
  );
}

function split(start: number, was: Uint8Array, now: Uint8Array): EditRun[] {
  const runs: EditRun[] = [];
  for (let at = 0; at < now.length;) {
    if (now[at] === was[at]) {
      at++;
      continue;
    }
    let end = at + 1;
    while (end < now.length && now[end] !== was[end]) end++;
    runs.push({ offset: start + at, before: was.slice(at, end), after: now.slice(at, end) });
    at = end;
  }
  return runs;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Bytes of hexadecimal digits, two a byte. */
export function bytesOf(digits: string): Uint8Array {
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
